//! What an agent writes, and the requests that do it (proxy.md §2).

use alloc::borrow::ToOwned;
use alloc::string::String;

use helpthread_core::id::{AgentId, ConversationId};
use helpthread_core::model::{Conversation, ConversationStatus};

use crate::source::Source;
use crate::text::{joined, quoted};

/// A change or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Another status.
    Status(ConversationStatus),
    /// Another assignee, or none.
    Assignee(Option<AgentId>),
    /// A message.
    Reply {
        /// Plain text.
        body: String,
        /// A note that the customer never sees.
        internal: bool,
        /// Random, and the same for every attempt: with it nothing is sent twice.
        key: String,
    },
}

impl Writing {
    /// What the agent sees before the answer is there.
    #[must_use]
    pub fn applied_to(&self, conversation: &Conversation) -> Conversation {
        let mut conversation = conversation.clone();
        match self {
            Self::Status(status) => conversation.status = status.clone(),
            Self::Assignee(assignee) => conversation.assignee_id.clone_from(assignee),
            Self::Reply { .. } => {}
        }
        conversation
    }

    /// Whether both would write the same field.
    pub fn rivals(&self, other: &Self) -> bool {
        core::mem::discriminant(self) == core::mem::discriminant(other)
    }
}

/// A write, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteRequest {
    /// Through which proxy.
    pub source: Source,
    /// To which conversation.
    pub conversation: ConversationId,
    /// As whom.
    pub agent: AgentId,
    /// What.
    pub writing: Writing,
}

impl WriteRequest {
    /// `PATCH` or `POST`.
    pub fn method(&self) -> &'static str {
        if matches!(self.writing, Writing::Reply { .. }) { "POST" } else { "PATCH" }
    }

    /// The URL.
    pub fn url(&self) -> String {
        let conversation = joined(&[self.source.endpoint.as_str(), "/v1/conversations/", self.conversation.as_str()]);
        if self.idempotency_key().is_some() { conversation + "/messages" } else { conversation }
    }

    /// The `Idempotency-Key` of a reply.
    pub fn idempotency_key(&self) -> Option<&str> {
        match &self.writing {
            Writing::Reply { key, .. } => Some(key),
            _ => None,
        }
    }

    /// The body, as JSON.
    pub fn body(&self) -> String {
        let null = || "null".to_owned();
        match &self.writing {
            Writing::Status(status) => joined(&["{\"status\":", &quoted(status.as_str()), "}"]),
            Writing::Assignee(assignee) => {
                joined(&["{\"assignee_id\":", &assignee.as_ref().map_or_else(null, |id| quoted(id.as_str())), "}"])
            }
            Writing::Reply { body, internal, .. } => joined(&[
                "{\"author_type\":\"agent\",\"agent_id\":",
                &quoted(self.agent.as_str()),
                ",\"body\":",
                &quoted(body),
                ",\"internal\":",
                if *internal { "true}" } else { "false}" },
            ]),
        }
    }
}
