//! The body of a webhook delivery (api-v1.md §7): `{"type":"…","timestamp":"…","data":{…}}`.

use alloc::string::ToString;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use crate::{
    id::CustomerId,
    model::{Conversation, EventType, Message},
    time::EventTimestamp,
};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// When, in milliseconds; strictly increases per conversation.
    pub timestamp: EventTimestamp,
    /// The object as it is now.
    pub data: EventData,
}

/// What an event carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventData {
    /// With `conversation.created` and `conversation.updated`.
    Conversation(Conversation),
    /// With `message.created`.
    Message(EventMessage),
    /// With a type that this version does not know.
    Other(Value),
}

/// A message together with whose conversation it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMessage {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
    /// The conversation's customer.
    pub customer_id: CustomerId,
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(rename = "type")]
            event_type: EventType,
            timestamp: EventTimestamp,
            data: Value,
        }
        let Wire { event_type, timestamp, data } = Wire::deserialize(deserializer)?;
        // The type decides the shape: a conversation event whose data is no conversation is an error, not another shape.
        let data = match &event_type {
            // Serde would also read an array of the values in the order of the fields.
            EventType::ConversationCreated | EventType::ConversationUpdated if !data.is_object() => {
                return Err(de::Error::custom("data must be an object"));
            }
            EventType::ConversationCreated | EventType::ConversationUpdated => {
                serde_json::from_value(data).map(EventData::Conversation)
            }
            EventType::MessageCreated => serde_json::from_value(data).map(EventData::Message),
            EventType::Other(_) => Ok(EventData::Other(data)),
        };
        let data = data.map_err(|error| de::Error::custom(error.to_string()))?;
        Ok(Self { event_type, timestamp, data })
    }
}
