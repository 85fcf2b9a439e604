//! `POST /conversations/:id/messages` (api-v1.md §3), and messages as rows.

use helpthread_core::body::NewMessage;
use helpthread_core::endpoint::Operation;
use helpthread_core::error::Refusal;
use helpthread_core::id::{AgentId, ConversationId, MessageId};
use helpthread_core::model::{AuthorType, Conversation, Message};

use crate::answer::Answer;
use crate::database::{Database, DatabaseError, Value};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::writing::Writing;
use crate::{agents, conversations, events};

/// Writes an agent's message. `target` is the conversation that the path names, or the refusal of a path that can name none,
/// which comes after what is wrong with the body.
pub(crate) fn create(
    writing: &Writing<'_, impl Database>,
    target: Result<&ConversationId, Refusal>,
) -> Result<Answer, Failure> {
    let Writing { database, moment, .. } = *writing;
    let new = NewMessage::parse(writing.body())?;
    writing.once(
        Operation::CreateMessage.endpoint().status,
        || {
            agents::known(database, "agent_id", &new.agent_id)?;
            let id = target?;
            conversations::find(database, id)?.ok_or_else(|| Refusal::conversation_not_found(id).into())
        },
        |mut conversation: Conversation| {
            let message = add(database, moment, &conversation, Some(&new.agent_id), &new.body, new.internal)?;
            conversation.updated_at = message.created_at;
            if !new.internal {
                conversation.last_message_at = message.created_at.max(conversation.last_message_at);
            }
            conversations::update(database, &conversation)?;
            let happened =
                [events::message_created(&message, &conversation), events::conversation_updated(&conversation)];
            events::record(database, moment, &conversation, &happened)?;
            Ok(message)
        },
    )
}

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
