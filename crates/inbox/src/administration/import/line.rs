//! One line, read as strictly as a body.

use std::borrow::Cow;
use std::collections::HashSet;

use helpthread_core::body::{Fields, MAX_MESSAGE_BYTES, wrong};
use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::id::{AgentId, ConversationId, CustomerId, MessageId};
use helpthread_core::model::{AuthorType, Conversation, ConversationStatus, Message};
use helpthread_core::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::MAX_LINE_BYTES;
use crate::administration::inbound::MAX_SUBJECT_BYTES;

const CONVERSATION: &[&str] =
    &["id", "customer_id", "subject", "status", "assignee_id", "created_at", "updated_at", "last_message_at"];
const MESSAGE: &[&str] = &["id", "conversation_id", "author_type", "agent_id", "body", "internal", "created_at"];

/// What a line holds.
#[derive(Debug)]
pub(super) enum Entry {
    Conversation(Conversation),
    Message(Message),
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

/// Reads a line; `agents` are the workspace's.
pub(super) fn read(line: &[u8], agents: &HashSet<String>) -> Result<Entry, Refusal> {
    if line.len() > MAX_LINE_BYTES {
        return Err(Refusal::new(ErrorCode::InvalidRequest, "The line must have at most 262144 bytes."));
    }
    // Which fields are known depends on the id, which may come last: so it is looked for first.
    let named = serde_json::from_slice::<Named<'_>>(line);
    let is_message = named.is_ok_and(|named| named.id.starts_with(MessageId::PREFIX));
    let fields = Fields::parse("line", line, if is_message { MESSAGE } else { CONVERSATION })?;
    if is_message {
        message(fields, agents).map(Entry::Message)
    } else {
        conversation(fields, agents).map(Entry::Conversation)
    }
}

fn conversation(mut fields: Fields, agents: &HashSet<String>) -> Result<Conversation, Refusal> {
    let id = ConversationId::parse(&fields.string("id")?)
        .map_err(|_| wrong("id", "must be a conversation's or a message's id, which starts with cnv_ or msg_"))?;
    let customer_id = CustomerId::parse(&fields.string("customer_id")?)
        .map_err(|_| wrong("customer_id", "must be a customer's id, which starts with cus_"))?;
    let subject = fields.string("subject")?;
    if !(1..=MAX_SUBJECT_BYTES).contains(&subject.len()) {
        return Err(wrong("subject", "must have 1 to 1000 bytes of text"));
    }
    let status = fields.string("status")?;
    if !ConversationStatus::KNOWN.contains(&status.as_str()) {
        return Err(wrong("status", "must be one of: open, pending, closed"));
    }
    let status = ConversationStatus::from(status.as_str());
    let assignee_id = agent(&mut fields, "assignee_id", agents)?;
    let created_at = time(&mut fields, "created_at")?;
    let updated_at = time(&mut fields, "updated_at")?;
    let last_message_at = time(&mut fields, "last_message_at")?;
    for (field, at) in [("updated_at", updated_at), ("last_message_at", last_message_at)] {
        if at < created_at {
            return Err(wrong(field, "must not be before created_at"));
        }
    }
    Ok(Conversation { id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at })
}

fn message(mut fields: Fields, agents: &HashSet<String>) -> Result<Message, Refusal> {
    let id = MessageId::parse(&fields.string("id")?)
        .map_err(|_| wrong("id", "must be a message's id, which starts with msg_"))?;
    let conversation_id = ConversationId::parse(&fields.string("conversation_id")?)
        .map_err(|_| wrong("conversation_id", "must be a conversation's id, which starts with cnv_"))?;
    let author_type = AuthorType::from(fields.string("author_type")?.as_str());
    let agent_id = agent(&mut fields, "agent_id", agents)?;
    match (&author_type, &agent_id) {
        (AuthorType::Agent, Some(_)) | (AuthorType::Customer, None) => {}
        (AuthorType::Agent, None) => return Err(wrong("agent_id", "must be the agent who wrote")),
        (AuthorType::Customer, Some(_)) => return Err(wrong("agent_id", "must be null for a customer's message")),
        (AuthorType::Other(_), _) => return Err(wrong("author_type", "must be one of: agent, customer")),
    }
    let body = fields.string("body")?;
    if !(1..=MAX_MESSAGE_BYTES).contains(&body.len()) {
        return Err(wrong("body", "must have 1 to 65536 bytes of text"));
    }
    let internal = fields.boolean("internal")?.unwrap_or(false);
    if internal && author_type == AuthorType::Customer {
        return Err(wrong("internal", "must be false for a customer's message"));
    }
    let created_at = time(&mut fields, "created_at")?;
    Ok(Message { id, conversation_id, author_type, agent_id, body, internal, created_at })
}

/// An agent of the workspace, or none for null and for a field that is not there.
fn agent(fields: &mut Fields, name: &str, agents: &HashSet<String>) -> Result<Option<AgentId>, Refusal> {
    match fields.optional(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) if agents.contains(&id) => {
            AgentId::parse(&id).map(Some).map_err(|_| wrong(name, "must be an agent's id"))
        }
        Some(_) => Err(wrong(name, "must be the id of an agent of this workspace, or null")),
    }
}

fn time(fields: &mut Fields, name: &str) -> Result<Timestamp, Refusal> {
    Timestamp::parse(&fields.string(name)?).map_err(|_| wrong(name, "must be a time such as 2024-05-13T14:24:00Z"))
}
