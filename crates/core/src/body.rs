//! The bodies that clients send (api-v1.md §3): read strictly, refused by field name.
//!
//! What is written again from these types, and not what a client sent, is what gets signed and forwarded.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use crate::{
    error::{ErrorCode, Refusal},
    id::{AgentId, is_identifier},
    model::{ConversationStatus, EventType},
};

/// The longest message, in bytes of UTF-8; the shortest is 1.
pub const MAX_MESSAGE_BYTES: usize = 65_536;
/// The largest request body, in bytes.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Body of `POST /conversations/:id/messages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// The agent who replies.
    pub agent_id: AgentId,
    /// Plain text, 1 to [`MAX_MESSAGE_BYTES`] bytes.
    pub body: String,
    /// A note that the customer never sees.
    pub internal: bool,
}

/// Body of `PATCH /conversations/:id`: at least one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationChange {
    /// The new status.
    pub status: Option<ConversationStatus>,
    /// The new assignee; `Some(None)` unassigns.
    pub assignee_id: Option<Option<AgentId>>,
}

/// Body of `POST /webhooks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewWebhook {
    /// Where deliveries go; whether it may be is decided by the server (api-v1.md §3, `invalid_webhook_url`).
    pub url: String,
    /// A non-empty set, in the order given.
    pub events: Vec<EventType>,
    /// Whether deliveries are made.
    pub active: bool,
}

impl NewMessage {
    /// Reads the JSON text of a body.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        Self::read(json, None)
    }

    /// Reads the JSON text of a body whose author is known already: `author_type` and `agent_id` may be left out, and are then
    /// `agent` and `author`. Another `agent_id` is kept as it is, for the caller to judge.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn parse_by(author: &AgentId, json: &[u8]) -> Result<Self, Refusal> {
        Self::read(json, Some(author))
    }

    fn read(json: &[u8], author: Option<&AgentId>) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("body", json, &["author_type", "agent_id", "body", "internal"])?;
        let left_out = |fields: &Fields, name| author.filter(|_| !fields.has(name));
        if left_out(&fields, "author_type").is_none() && fields.string("author_type")? != "agent" {
            return Err(wrong("author_type", "must be agent"));
        }
        let agent_id = match left_out(&fields, "agent_id") {
            Some(author) => author.clone(),
            None => agent("agent_id", &fields.string("agent_id")?)?,
        };
        let body = fields.string("body")?;
        if body.is_empty() || body.len() > MAX_MESSAGE_BYTES {
            return Err(wrong("body", "must have 1 to 65536 bytes of text"));
        }
        Ok(Self { agent_id, body, internal: fields.boolean("internal")?.unwrap_or(false) })
    }
}

impl Serialize for NewMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
            author_type: &'static str,
            agent_id: &'a AgentId,
            body: &'a str,
            internal: bool,
        }
        Wire { author_type: "agent", agent_id: &self.agent_id, body: &self.body, internal: self.internal }
            .serialize(serializer)
    }
}

impl ConversationChange {
    /// Reads the JSON text of a body.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("body", json, &["status", "assignee_id"])?;
        let status = match fields.optional("status") {
            None => None,
            Some(Value::String(text)) if ConversationStatus::KNOWN.contains(&text.as_str()) => {
                Some(ConversationStatus::from(text.as_str()))
            }
            Some(_) => return Err(wrong("status", "must be one of: open, pending, closed")),
        };
        let assignee_id = match fields.optional("assignee_id") {
            None => None,
            Some(Value::Null) => Some(None),
            Some(Value::String(text)) => Some(Some(agent("assignee_id", &text)?)),
            Some(_) => return Err(wrong("assignee_id", "must be an agent's id or null")),
        };
        if status.is_none() && assignee_id.is_none() {
            return Err(invalid("The body must have status, assignee_id or both.".to_string()));
        }
        Ok(Self { status, assignee_id })
    }
}

impl Serialize for ConversationChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<&'a ConversationStatus>,
            #[serde(skip_serializing_if = "Option::is_none")]
            assignee_id: Option<&'a Option<AgentId>>,
        }
        Wire { status: self.status.as_ref(), assignee_id: self.assignee_id.as_ref() }.serialize(serializer)
    }
}

impl NewWebhook {
    /// Reads the JSON text of a body.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        const EVENTS: &str = "must be a non-empty list without repetition of: conversation.created, conversation.updated, message.created";
        let mut fields = Fields::parse("body", json, &["url", "events", "active"])?;
        let url = fields.string("url")?;
        let Some(Value::Array(values)) = fields.optional("events") else {
            return Err(wrong("events", EVENTS));
        };
        let mut events = Vec::with_capacity(EventType::KNOWN.len());
        for value in values {
            let known = value.as_str().filter(|text| EventType::KNOWN.contains(text)).map(EventType::from);
            match known {
                Some(event) if !events.contains(&event) => events.push(event),
                _ => return Err(wrong("events", EVENTS)),
            }
        }
        if events.is_empty() {
            return Err(wrong("events", EVENTS));
        }
        Ok(Self { url, events, active: fields.boolean("active")?.unwrap_or(true) })
    }
}

/// The fields of a JSON object that are still to be read.
#[derive(Debug)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// Reads the JSON text of an object that has no other fields than `known`, and none twice. `what` it is, such as
    /// `body`, is for the message.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn parse(what: &str, json: &[u8], known: &[&str]) -> Result<Self, Refusal> {
        let fields: Self = serde_json::from_slice(json).map_err(|error| {
            let rule = if error.is_data() { "a JSON object" } else { "valid JSON" };
            invalid(format!("The {what} must be {rule}."))
        })?;
        for (index, (name, _)) in fields.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(unsupported(what, name, known));
            }
            // Which of two values counts must not depend on who reads the body.
            if fields.0.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(wrong(name, "must be given only once"));
            }
        }
        Ok(fields)
    }

    /// Whether the field is there and has not been taken out.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Takes a field out, whatever its type.
    pub fn optional(&mut self, name: &str) -> Option<Value> {
        let index = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.swap_remove(index).1)
    }

    /// Takes a required string out.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn string(&mut self, name: &str) -> Result<String, Refusal> {
        match self.optional(name) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(wrong(name, "must be a string")),
            None => Err(wrong(name, "is required")),
        }
    }

    /// Takes an optional boolean out.
    ///
    /// # Errors
    /// `invalid_request`, naming the field.
    pub fn boolean(&mut self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.optional(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(wrong(name, "must be true or false")),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = object.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

fn unsupported(what: &str, name: &str, known: &[&str]) -> Refusal {
    // A name is repeated only when it is plain: whatever else a client sends stays out of answers and logs.
    if is_identifier(name) {
        wrong(name, "is not supported")
    } else {
        invalid(format!("The {what} has a field that is not supported; known are: {}.", known.join(", ")))
    }
}

fn agent(field: &str, text: &str) -> Result<AgentId, Refusal> {
    AgentId::parse(text).map_err(|_| wrong(field, "must be an agent's id, which starts with usr_"))
}

/// `invalid_request`: the field breaks this rule, such as `is required`.
pub fn wrong(field: &str, rule: &str) -> Refusal {
    invalid(format!("The field {field} {rule}."))
}

fn invalid(message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequest, message)
}
