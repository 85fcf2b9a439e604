//! The hub of the workspace: inputs and effects.

use helpthread_core::id::CustomerId;

use super::{
    Exchange, FlightId, Trace, WaiterId,
    customer::Record,
    message::{Delivered, List, PermitAnswer, PermitRequest, Settled, Settlement, Write},
};
use crate::{answer::Answer, call::Call};

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
    /// Someone who waited is gone; nothing is told to them any more.
    Left(WaiterId),
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
