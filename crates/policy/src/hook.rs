//! The webhook receiver (proxy.md §2, api-v1.md §7): the raw bytes are verified before anything is read from them.

use helpthread_core::{
    error::{ErrorCode, Refusal},
    event::{Event, EventData},
    id::CustomerId,
    webhook::{self, Delivery, WebhookError},
    window::Window,
};

use crate::{
    answer::Answer,
    body::{ReadBody, is_deeper_than},
    config::Config,
    hub::message::Delivered,
    inbound::Inbound,
};

/// The deepest nesting of an event.
const MAX_DEPTH: usize = 32;

/// The head of a delivery that is not verified yet.
#[derive(Clone, Copy)]
pub struct Hook<'a> {
    id: &'a str,
    timestamp: &'a str,
    signature: &'a str,
}

/// A verified delivery.
#[derive(Debug, Clone)]
pub struct Received {
    /// What is passed on to the hubs.
    pub delivered: Delivered,
    /// Whose hub it concerns; none for a type of event that this version does not know, which is acknowledged and forgotten.
    pub customer: Option<CustomerId>,
}

impl std::fmt::Debug for Hook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hook").finish_non_exhaustive()
    }
}

impl<'a> Hook<'a> {
    /// The most bytes that are read.
    pub const MAX_BYTES: usize = 512 * 1024;

    /// The head of a delivery.
    ///
    /// # Errors
    /// `invalid_signature` unless each of the three headers is there exactly once.
    pub(crate) fn of(inbound: &Inbound<'a>) -> Result<Self, Refusal> {
        let header = |name| {
            // Two of a kind arrive as one value with a comma, which no id, timestamp or list of signatures has at that place.
            let value = inbound.header(name).filter(|value| !value.contains(", ") && !value.is_empty());
            value.ok_or_else(|| Refusal::plain(ErrorCode::InvalidSignature))
        };
        Ok(Self {
            id: header(webhook::ID_HEADER)?,
            timestamp: header(webhook::TIMESTAMP_HEADER)?,
            signature: header(webhook::SIGNATURE_HEADER)?,
        })
    }

    /// The delivery, once its signature is right.
    ///
    /// # Errors
    /// 413, 401 `invalid_signature`, 401 `timestamp_out_of_range`, or 400 `invalid_request` for a body that is signed and no event.
    pub fn receive(self, body: ReadBody, config: &Config, now: i64) -> Result<Received, Answer> {
        let body = body.whole()?;
        let delivery = Delivery { id: self.id, timestamp: self.timestamp, signature: self.signature, body: &body };
        webhook::verify(&delivery, &config.webhook_keys, Window::around(now)).map_err(|error| {
            Answer::plain_refusal(match error {
                WebhookError::OutsideWindow => ErrorCode::TimestampOutOfRange,
                _ => ErrorCode::InvalidSignature,
            })
        })?;
        let event = event(&body).ok_or_else(|| {
            Answer::refusal(&Refusal::new(ErrorCode::InvalidRequest, "The body must be an event of the contract."))
        })?;
        let customer = match &event.data {
            EventData::Conversation(conversation) => Some(conversation.customer_id.clone()),
            EventData::Message(message) => Some(message.customer_id.clone()),
            EventData::Other(_) => None,
        };
        Ok(Received { delivered: Delivered { id: self.id.to_owned(), event }, customer })
    }

    /// What the sender is told when the delivery's effect is recorded, or when it has none.
    pub fn acknowledged() -> Answer {
        Answer { status: 204, headers: vec![("Cache-Control", "no-store".to_owned())], body: None }
    }
}

/// UTF-8, then a JSON object, then an event. Left to itself serde would not look at the bytes of what it ignores, and would read an array
/// of the values in the order of the fields.
fn event(body: &[u8]) -> Option<Event> {
    let json = str::from_utf8(body).ok().filter(|json| json.trim_ascii_start().starts_with('{'))?;
    if is_deeper_than(MAX_DEPTH, body) { None } else { serde_json::from_str(json).ok() }
}
