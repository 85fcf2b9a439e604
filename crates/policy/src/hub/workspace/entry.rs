//! One remembered reply: what was asked, and what is known of its outcome.

use helpthread_core::{
    body::NewMessage,
    id::{AgentId, ConversationId, MessageId},
    model::Message,
};
use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// A reply under an `Idempotency-Key`. What it says is kept as a digest only: a retry brings the text again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Of what was asked: [`fingerprint`].
    pub(super) fingerprint: Digest,
    /// Of the token's subject, whose entries are limited in number.
    pub(super) subject: Digest,
    /// Where.
    pub(super) conversation: ConversationId,
    /// When it was first about to be sent, in unix milliseconds.
    pub(super) begun_at: i64,
    /// The key that upstream gets with every attempt, where it honours one.
    pub(super) upstream_key: Option<String>,
    /// A reply without a key that says the same was under way at some time since: an event cannot tell whose message it is.
    pub(super) contested: bool,
    /// The message of a verified event that can only be this reply's.
    pub(super) witness: Option<Written>,
    /// What is known of the outcome.
    pub(super) outcome: Outcome,
    /// The reply may have been applied without its customer's pages having been dropped, or the epoch advanced.
    pub(super) owes_bump: bool,
}

/// What is known of a reply's outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// It is being sent.
    Begun,
    /// Whether it was applied is not known.
    Unknown,
    /// It was applied.
    Done(Written),
}

/// An applied reply, without its text where that is the one that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    message: Message,
    as_sent: bool,
}

impl Written {
    /// Keeps a message, which `fingerprint` was asked for.
    pub(super) fn new(mut message: Message, fingerprint: &Digest) -> Self {
        let as_sent = fingerprint_of(&message).as_ref() == Some(fingerprint);
        if as_sent {
            message.body.clear();
        }
        Self { message, as_sent }
    }

    /// The message's id.
    pub(super) fn id(&self) -> &MessageId {
        &self.message.id
    }

    /// The message again, for a retry that `sent` the same.
    pub(super) fn message(&self, sent: &NewMessage) -> Message {
        let mut message = self.message.clone();
        if self.as_sent {
            message.body.clone_from(&sent.body);
        }
        message
    }
}

/// What makes two replies the same: where, by whom, the text, internal or not.
pub(super) fn fingerprint(conversation: &ConversationId, reply: &NewMessage) -> Digest {
    content(conversation, &reply.agent_id, &reply.body, reply.internal)
}

/// The fingerprint of the reply that this message could be; none for a customer's message.
pub(super) fn fingerprint_of(message: &Message) -> Option<Digest> {
    let agent = message.agent_id.as_ref()?;
    Some(content(&message.conversation_id, agent, &message.body, message.internal))
}

fn content(conversation: &ConversationId, agent: &AgentId, body: &str, internal: bool) -> Digest {
    let internal = if internal { "internal" } else { "public" };
    Digest::of(&["reply", conversation.as_str(), agent.as_str(), internal, body])
}
