//! What an agent writes, and the requests that do it (proxy.md §2).

use alloc::string::String;
use alloc::sync::Arc;

use helpthread_core::id::ConversationId;

use crate::conversation::{Conversation, Field};
use crate::source::Source;
use crate::text::joined;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another status.
    Status,
    /// Another assignee, or none.
    Assignee,
    /// A message.
    Reply,
}

impl Kind {
    /// Its name, in events and effects.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Assignee => "assignee",
            Self::Reply => "reply",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "status" => Self::Status,
            "assignee" => Self::Assignee,
            "reply" => Self::Reply,
            _ => return None,
        })
    }
}

/// A change or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Which.
    pub kind: Kind,
    /// The status; the agent's id, or nothing for nobody; or the message, plain text.
    pub text: String,
    /// Of a message: a note that the customer never sees.
    pub internal: bool,
    /// Of a message: random, and the same for every attempt, so that nothing is sent twice (`Idempotency-Key`).
    pub key: String,
}

impl Writing {
    /// What the agent sees before the answer is there.
    #[must_use]
    pub fn applied_to(&self, conversation: &Conversation) -> Conversation {
        match self.kind {
            Kind::Status => conversation.with(Field::Status, &self.text),
            Kind::Assignee => conversation.with(Field::Assignee, &self.text),
            Kind::Reply => conversation.clone(),
        }
    }
}

/// A write, ready to be sent. JavaScript makes its body, because the agent's part of the view is loaded for agents alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteRequest {
    /// Through which proxy.
    pub source: Arc<Source>,
    /// To which conversation.
    pub conversation: ConversationId,
    /// What.
    pub writing: Writing,
}

impl WriteRequest {
    /// The URL.
    pub fn url(&self) -> String {
        let of_messages = if matches!(self.writing.kind, Kind::Reply) { "/messages" } else { "" };
        joined(&[self.source.endpoint.as_str(), "/v1/conversations/", self.conversation.as_str(), of_messages])
    }
}
