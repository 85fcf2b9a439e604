//! `POST /_admin/inbound`: a customer writes in, by whatever channel the support team has.

use helpthread_core::body::{Fields, MAX_MESSAGE_BYTES, wrong};
use helpthread_core::error::Refusal;
use helpthread_core::event::EventData;
use helpthread_core::id::{ConversationId, CustomerId};
use helpthread_core::model::{Conversation, ConversationStatus, EventType, Message};
use serde_json::{Value, json};

use super::{data, names};
use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::{conversations, events, messages};

/// The longest subject, in bytes.
pub(super) const MAX_SUBJECT_BYTES: usize = 1_000;
/// How much of a message's first line becomes the subject when none is given, in characters.
const MAX_DERIVED_SUBJECT: usize = 80;

/// The body.
pub(super) struct NewInbound {
    pub(super) workspace: String,
    customer_id: CustomerId,
    place: Place,
    body: String,
}

/// Where the message goes.
enum Place {
    /// The customer's conversation with this id.
    Existing(ConversationId),
    /// A new conversation with this subject.
    New(String),
}

impl NewInbound {
    pub(super) fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let known = ["workspace", "customer_id", "conversation_id", "subject", "body"];
        let mut fields = Fields::parse("body", json, &known)?;
        let workspace = names::named(&mut fields)?;
        let customer_id = CustomerId::parse(&fields.string("customer_id")?)
            .map_err(|_| wrong("customer_id", "must be a customer's id, which starts with cus_"))?;
        let body = fields.string("body")?;
        if body.is_empty() || body.len() > MAX_MESSAGE_BYTES {
            return Err(wrong("body", "must have 1 to 65536 bytes of text"));
        }
        let place = match (fields.optional("conversation_id"), fields.optional("subject")) {
            (None, None) => Place::New(derived_subject(&body)),
            (None, Some(subject)) => Place::New(subject_in(&subject)?),
            (Some(id), None) => Place::Existing(conversation_in(&id)?),
            (Some(_), Some(_)) => {
                return Err(wrong("subject", "belongs to a new conversation, which has no conversation_id yet"));
            }
        };
        Ok(Self { workspace, customer_id, place, body })
    }
}

fn conversation_in(value: &Value) -> Result<ConversationId, Refusal> {
    let id = value.as_str().and_then(|id| ConversationId::parse(id).ok());
    id.ok_or_else(|| wrong("conversation_id", "must be a conversation's id, which starts with cnv_"))
}

fn subject_in(value: &Value) -> Result<String, Refusal> {
    let subject = value.as_str().filter(|subject| (1..=MAX_SUBJECT_BYTES).contains(&subject.len()));
    subject.map(str::to_owned).ok_or_else(|| wrong("subject", "must have 1 to 1000 bytes of text"))
}

fn derived_subject(body: &str) -> String {
    let line = body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("No subject");
    line.chars().take(MAX_DERIVED_SUBJECT).collect()
}

/// Stores the message with everything it causes, in one transaction. The customer becomes known by writing in. A
/// conversation of somebody else is not found.
pub(super) fn receive(database: &impl Database, moment: &Moment, new: NewInbound) -> Result<Answer, Failure> {
    let NewInbound { customer_id, place, body, .. } = new;
    let (conversation, message) = match place {
        Place::New(subject) => begin(database, moment, customer_id, subject, &body)?,
        Place::Existing(id) => {
            let conversation = conversations::find(database, &id)?
                .filter(|conversation| conversation.customer_id == customer_id)
                .ok_or_else(|| Refusal::conversation_not_found(&id))?;
            go_on(database, moment, conversation, &body)?
        }
    };
    Ok(data(201, json!({"conversation": conversation, "message": message})))
}

fn begin(
    database: &impl Database,
    moment: &Moment,
    customer_id: CustomerId,
    subject: String,
    body: &str,
) -> Result<(Conversation, Message), DatabaseError> {
    let now = moment.now();
    let id = ConversationId::parse(&moment.id(ConversationId::PREFIX))
        .map_err(|error| DatabaseError::new(format!("a new id: {error}")))?;
    let conversation = Conversation {
        id,
        customer_id,
        subject,
        status: ConversationStatus::Open,
        assignee_id: None,
        created_at: now,
        updated_at: now,
        last_message_at: now,
    };
    database.transaction(|| {
        database.query(
            "INSERT INTO customers (id, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            &[conversation.customer_id.as_str().into(), now.unix().into()],
        )?;
        conversations::insert(database, &conversation)?;
        let message = messages::add(database, moment, &conversation, None, body, false)?;
        let begun = (EventType::ConversationCreated, EventData::Conversation(conversation.clone()));
        events::record(database, moment, &conversation, &[begun, events::message_created(&message, &conversation)])?;
        Ok((conversation.clone(), message))
    })
}

fn go_on(
    database: &impl Database,
    moment: &Moment,
    mut conversation: Conversation,
    body: &str,
) -> Result<(Conversation, Message), DatabaseError> {
    database.transaction(|| {
        let message = messages::add(database, moment, &conversation, None, body, false)?;
        conversation.updated_at = message.created_at;
        conversation.last_message_at = message.created_at.max(conversation.last_message_at);
        // Whoever writes again is not done (api-v1.md §7).
        if conversation.status == ConversationStatus::Closed {
            conversation.status = ConversationStatus::Open;
        }
        conversations::update(database, &conversation)?;
        let happened = [events::message_created(&message, &conversation), events::conversation_updated(&conversation)];
        events::record(database, moment, &conversation, &happened)?;
        Ok((conversation, message))
    })
}
