//! The hub of the workspace: the request budget, whose conversation is whose, the agents' lists, and all writes.
//!
//! ```text
//! Permit ─▶ governor (budget, breaker, queue) ─▶ granted      Settle ─▶ budget, index, epoch ─▶ may the page be stored?
//! List ───▶ pages, flights ─▶ governor ─▶ fetch               Event ──▶ ledger, lists, freshness
//! Write ──▶ limit ─▶ ledger ─▶ governor ─▶ fetch ─▶ verdict ─▶ owner's hub (bumps) or epoch ─▶ answer
//! ```
//!
//! # Rules
//! 1. Upstream is never asked more often than its limit allows, as far as it is this hub that asks.
//! 2. A reply is on disk before it leaves, and under one `Idempotency-Key` never leaves again while it may have been applied.
//! 3. Nobody is told of a write before every page that it makes wrong is gone, or cannot be stored any more.

mod breaker;
mod budget;
mod bumps;
mod digest;
mod entry;
mod epoch;
mod governor;
mod index;
mod ledger;
mod lists;
mod machine;
mod outcomes;
mod queue;
mod timer;
mod verdict;
mod writes;
mod writing;

use helpthread_core::{error::ErrorCode, id::CustomerId};

pub use index::MAX_CONVERSATIONS;
pub use ledger::{MAX_REPLIES, MAX_REPLIES_OF_SUBJECT};
pub use machine::WorkspaceHub;

use super::{
    Exchange, FlightId, Trace, WaiterId,
    customer::Record,
    message::{Delivered, List, PermitAnswer, PermitRequest, Settled, Settlement, Write},
};
use crate::{answer::Answer, call::Call};

/// What the operator has configured (proxy.md §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// `UPSTREAM_IDEMPOTENCY`: upstream honours an `Idempotency-Key` on replies.
    pub upstream_idempotency: bool,
}

/// Something that happens to the hub.
#[derive(Debug, Clone)]
pub enum Input {
    /// A customer's hub asks for leave to call upstream.
    Permit(WaiterId, PermitRequest),
    /// A customer's hub returns a permit.
    Settle(WaiterId, Settlement),
    /// An agent asks for a page of the list.
    List(WaiterId, List),
    /// An agent replies or changes.
    Write(WaiterId, Write),
    /// A verified webhook delivery.
    Event(WaiterId, Delivered),
    /// The outcome of [`Effect::Fetch`].
    Fetched(FlightId, Exchange),
    /// The outcome of [`Effect::Bump`]: whether the customer's hub has recorded it.
    Bumped(FlightId, bool),
    /// The time of the last [`Effect::WakeAt`] or [`Effect::AlarmAt`] has come.
    Woken,
}

/// What the shell does next. In order; [`Save`](Effect::Save) and [`Remove`](Effect::Remove) are durable before anything after them leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Answers a [`Input::Permit`].
    Permit(WaiterId, PermitAnswer),
    /// Answers a [`Input::Settle`].
    Settled(WaiterId, Settled),
    /// Answers a [`Input::List`] or a [`Input::Write`].
    Answer(WaiterId, Answer, Trace),
    /// Acknowledges an [`Input::Event`].
    Acknowledge(WaiterId),
    /// Calls upstream.
    Fetch {
        /// To be told with the outcome.
        flight: FlightId,
        /// What to ask.
        call: Call,
        /// At most that many requests.
        attempts: u8,
        /// The key to send along, where upstream honours one.
        idempotency_key: Option<String>,
    },
    /// Tells a customer's hub that something of its customer was changed; answered with [`Input::Bumped`].
    Bump(FlightId, CustomerId),
    /// Writes a record, in place of the one with the same key.
    Save(Record),
    /// Removes a record.
    Remove(String),
    /// Calls back at this unix millisecond while the object is alive; replaces the time before.
    WakeAt(i64),
    /// Calls back at this unix millisecond even if the object has gone meanwhile; replaces the time before.
    AlarmAt(i64),
    /// Something for the operator's log.
    Note(Note),
}

/// What the operator should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Upstream counts more requests in this window than we sent: somebody else uses the key.
    ForeignUse {
        /// How many more.
        requests: u32,
    },
    /// Upstream keeps failing: it is left alone until then.
    BreakerOpened {
        /// Unix milliseconds.
        until: i64,
    },
    /// Upstream answers again.
    BreakerClosed,
}

/// 429 with this many seconds.
fn limited(retry_after: u64) -> Answer {
    Answer::plain_refusal(ErrorCode::RateLimitExceeded).with("Retry-After", retry_after.to_string())
}

/// 502 with this many seconds: upstream was not asked.
fn unavailable(retry_after: u64) -> Answer {
    Answer::plain_refusal(ErrorCode::UpstreamUnavailable).with("Retry-After", retry_after.to_string())
}

/// Whole seconds from `now` to `until` (unix milliseconds), rounded up, at least 1.
fn seconds_until(until: i64, now: i64) -> u64 {
    u64::try_from(until.saturating_sub(now).saturating_add(999).div_euclid(1_000)).unwrap_or(0).max(1)
}
