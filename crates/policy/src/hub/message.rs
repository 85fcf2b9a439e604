//! What travels between the Worker and the hubs, and between the hubs: JSON bodies of requests into an object.

use helpthread_core::{
    event::Event,
    id::{ConversationId, CustomerId},
    rate_limit::RateLimit,
};
use serde::{Deserialize, Serialize};

use super::Reader;
use crate::call::Call;

/// To a customer's hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum ToCustomer {
    /// From the Worker: a page of the history. Answered with the client's answer.
    Read(Read),
    /// From the Worker: a verified webhook delivery about this customer. Answered when its effect is recorded.
    Event(Delivered),
    /// From the workspace's hub: a conversation of this customer's was changed. Answered when that is recorded.
    Bump,
}

/// To the workspace's hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum ToWorkspace {
    /// From a customer's hub: may I call upstream? Answered with [`PermitAnswer`].
    Permit(PermitRequest),
    /// From a customer's hub: a permit comes back. Answered with [`Settled`].
    Settle(Settlement),
    /// From the Worker: a page of the agents' list. Answered with the client's answer.
    List(List),
    /// From the Worker: a reply or a change. Answered with the client's answer.
    Write(Write),
    /// From the Worker: a verified webhook delivery. Answered when its effect is recorded.
    Event(Delivered),
}

/// An admitted read of one page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Read {
    /// A [`Call::History`].
    pub call: Call,
    /// For whom it is written.
    pub reader: Reader,
    /// The token's `sub`, which the request limit counts.
    pub subject: String,
}

/// An admitted read of the agents' list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct List {
    /// A [`Call::Conversations`].
    pub call: Call,
    /// The token's `sub`, which the request limit counts.
    pub subject: String,
}

/// An admitted write.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Write {
    /// A [`Call::Reply`] or a [`Call::Change`].
    pub call: Call,
    /// The token's `sub`: what the request limit counts, and whose idempotency keys these are.
    pub subject: String,
    /// The client's `Idempotency-Key`; only ever with a reply.
    pub idempotency_key: Option<String>,
}

/// A webhook delivery whose signature was right.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivered {
    /// `webhook-id`, the same for every attempt.
    pub id: String,
    /// The event.
    pub event: Event,
}

/// What a customer's hub wants to call upstream for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitRequest {
    /// Whose share of the budget it comes from.
    pub customer: CustomerId,
    /// The reader that caused it; none for a refresh.
    pub subject: Option<String>,
    /// How urgent it is.
    pub priority: Priority,
}

/// How urgent a call is; the order is that of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// An agent's reply or change.
    Write,
    /// Someone is looking at a page.
    Interactive,
    /// Nobody waits: a stale page was served already.
    Refresh,
}

/// Whether upstream may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "permit", rename_all = "snake_case")]
pub enum PermitAnswer {
    /// It may.
    Granted(Permit),
    /// The budget, or this asker's share of it, is used up: 429 with this many seconds.
    Limited {
        /// Seconds, at least 1.
        retry_after: u64,
    },
    /// Upstream keeps failing, so it is left alone: 502 with this many seconds.
    Unavailable {
        /// Seconds, at least 1.
        retry_after: u64,
    },
}

/// Leave to call upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// To be told with the settlement.
    pub id: u64,
    /// How many requests it is good for, 1 to 3: the budget is charged for all of them until it is settled.
    pub attempts: u8,
    /// The workspace's write epoch when it was granted.
    pub epoch: u64,
    /// How long a page that is fetched now stays fresh, in seconds: webhooks arrive, or they do not.
    pub fresh_seconds: u32,
}

/// A permit comes back, together with what was fetched under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The permit.
    pub permit: Permit,
    /// Whose page it is.
    pub customer: CustomerId,
    /// Requests that left for upstream.
    pub attempts: u8,
    /// Whether upstream answered at all, with anything below 500.
    pub answered: bool,
    /// What upstream said of the budget.
    pub rate_limit: Option<RateLimit>,
    /// Upstream's status of the last answer, 429 among them.
    pub status: Option<u16>,
    /// The conversations of the page that is to be stored; empty if none is.
    pub conversations: Vec<ConversationId>,
}

/// Whether the page may be stored: not if a write of unknown owner came between permit and settlement, nor if the index is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// It may.
    pub may_store: bool,
}
