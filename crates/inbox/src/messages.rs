//! Messages as rows.

use helpthread_core::id::{AgentId, MessageId};
use helpthread_core::model::{AuthorType, Conversation, Message};

use crate::conversations;
use crate::database::{Database, DatabaseError, Value};
use crate::moment::Moment;

/// Stores a message of an agent or, without one, of the conversation's customer. What it means for the conversation and its
/// events is the caller's, and so is the transaction. It is never older than the conversation's last change.
pub(crate) fn add(
    database: &impl Database,
    moment: &Moment,
    conversation: &Conversation,
    author: Option<&AgentId>,
    body: &str,
    internal: bool,
) -> Result<Message, DatabaseError> {
    let message = Message {
        id: MessageId::parse(&moment.id(MessageId::PREFIX)).map_err(|error| DatabaseError::new(error.to_string()))?,
        conversation_id: conversation.id.clone(),
        author_type: if author.is_some() { AuthorType::Agent } else { AuthorType::Customer },
        agent_id: author.cloned(),
        body: body.to_owned(),
        internal,
        created_at: conversations::changed_at(conversation, moment),
    };
    database.query(
        "INSERT INTO messages (id, conversation_id, author_type, agent_id, body, internal, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            message.id.as_str().into(),
            message.conversation_id.as_str().into(),
            message.author_type.as_str().into(),
            author.map_or(Value::Null, |agent| agent.as_str().into()),
            body.into(),
            i64::from(internal).into(),
            message.created_at.unix().into(),
        ],
    )?;
    Ok(message)
}
