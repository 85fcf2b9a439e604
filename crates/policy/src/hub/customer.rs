//! The hub of one customer: inputs and effects, and the machine between them.
//!
//! `reading` answers from pages and starts flights, `landing` takes them to their end; `follow` tells sockets what changes; `machine`
//! holds the state and keeps the time. A change drops every page before it is acknowledged, so that nobody who asks after it
//! is given what was fetched before it.

mod cursor;
mod dedupe;
mod errand;
mod follow;
mod landing;
mod live;
mod machine;
mod reading;

pub use machine::{CustomerHub, Settings};

use helpthread_core::id::CustomerId;
use serde::{Deserialize, Serialize};

use super::{
    Exchange, FlightId, Reader, Trace, WaiterId,
    message::{Delivered, PermitAnswer, PermitRequest, Read, Settlement},
};
use crate::{answer::Answer, call::Call};

/// The longest text of a client's that is worth reading, in characters: that of `ping`, all that it may say.
pub const LONGEST_SAID: u32 = 4;

/// Something that happens to the hub.
#[derive(Debug, Clone)]
pub enum Input {
    /// Someone asks for a page.
    Read(WaiterId, Read),
    /// The answer to [`Effect::AskPermit`]; also made up by the shell as `Unavailable` when the workspace's hub cannot be reached.
    Permit(FlightId, PermitAnswer),
    /// The outcome of [`Effect::Fetch`].
    Fetched(FlightId, Exchange),
    /// The answer to [`Effect::Settle`]: whether the page may be stored. False when the workspace's hub cannot be reached.
    Settled(FlightId, bool),
    /// A verified webhook delivery.
    Event(WaiterId, Delivered),
    /// A write about this customer was applied upstream and is about to be acknowledged.
    Bump(WaiterId),
    /// A socket was accepted. `after` is the cursor that the client had.
    Followed(Follower, Option<String>),
    /// A socket's client said something; empty for what is no text, or longer than [`LONGEST_SAID`].
    Said(SocketId, String),
    /// A socket is closed.
    Unfollowed(SocketId),
    /// The time of the last [`Effect::WakeAt`] or [`Effect::AlarmAt`] has come.
    Woken,
}

/// What the shell does next. In order; [`Save`](Effect::Save) and [`Remove`](Effect::Remove) are durable before anything after them leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Answers a [`Input::Read`].
    Answer(WaiterId, Answer, Trace),
    /// Acknowledges an [`Input::Event`] or an [`Input::Bump`].
    Acknowledge(WaiterId),
    /// Asks the workspace's hub.
    AskPermit(FlightId, PermitRequest),
    /// Calls upstream, with at most that many attempts.
    Fetch(FlightId, Call, u8),
    /// Returns the permit to the workspace's hub and registers the page's conversations.
    Settle(FlightId, Settlement),
    /// Returns a permit whose answer nobody needs.
    Return(Settlement),
    /// Sends a text frame.
    Send(SocketId, String),
    /// Closes a socket.
    Close(SocketId, CloseCode),
    /// Writes a record, in place of the one with the same key.
    Save(Record),
    /// Removes a record.
    Remove(String),
    /// Forgets everything on disk.
    RemoveAll,
    /// Calls back at this unix millisecond while the object is alive; replaces the time before.
    WakeAt(i64),
    /// Calls back at this unix millisecond even if the object has gone meanwhile; replaces the time before.
    AlarmAt(i64),
}

/// One thing that is kept on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Unique in the object.
    pub key: String,
    /// JSON.
    pub value: String,
}

/// A socket of this object, for as long as it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SocketId(pub u64);

/// A socket and what it may see: kept in the socket's attachment, so that it survives hibernation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follower {
    /// The socket.
    pub socket: SocketId,
    /// Whose hub this is.
    pub customer: CustomerId,
    /// As whom it follows.
    pub reader: Reader,
    /// The token's `sub`.
    pub subject: String,
    /// When the token expires, in unix seconds.
    pub expires_at: i64,
}

/// Why a socket is closed (proxy.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCode {
    /// 4401: the token has expired.
    Expired,
    /// 4403: the client said something else than `ping`.
    Refused,
    /// 4429: there are too many sockets, or too many came in this minute.
    TooMany,
}

impl CloseCode {
    /// The code on the wire.
    pub const fn code(self) -> u16 {
        match self {
            Self::Expired => 4401,
            Self::Refused => 4403,
            Self::TooMany => 4429,
        }
    }

    /// The reason on the wire: the word that proxy.md gives it.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::TooMany => "too many",
        }
    }
}
