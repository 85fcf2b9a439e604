//! The vocabulary between the machine in [`crate::machine`] and the page: what happens, and what to do about it.

use alloc::string::String;
use alloc::sync::Arc;

use helpthread_core::id::ConversationId;

use crate::conversation::{Conversation, Page};
use crate::fault::{Fault, FaultKind};
use crate::source::{Configuration, HistoryRequest, LineRequest, StatusFilter};
use crate::token::Token;
use crate::write::{WriteRequest, Writing};

/// Names one question, to the host or to the proxy, or one connection. Only the answer to a question that is still open counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(pub u32);

impl Ticket {
    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// Why the host is asked for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenReason {
    /// There is none yet.
    Initial,
    /// The one there is ends within seconds.
    Expiring,
    /// The proxy refused it.
    Rejected,
}

impl TokenReason {
    /// The argument `getToken` receives.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Expiring => "expiring",
            Self::Rejected => "rejected",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The element entered a document.
    Connected,
    /// It left, for good.
    Disconnected,
    /// `endpoint`, `customer` or `page-size` were read again.
    Configured(Configuration),
    /// The host set or removed `getToken`.
    TokenSourceSet(bool),
    /// A status was chosen.
    FilterChosen(StatusFilter),
    /// The host called `refresh()`.
    RefreshAsked,
    /// A button of an error state was pressed.
    RetryAsked,
    /// "Load more" was pressed, or the host called `loadMore()`.
    MoreAsked,
    /// The host's answer: a token, or nothing, which means that nobody is signed in.
    TokenArrived(Ticket, Option<Token>),
    /// `getToken` threw, or gave what cannot be a token.
    TokenFailed(Ticket, Fault),
    /// The proxy's answer.
    PageArrived(Ticket, Page),
    /// The proxy's refusal, or no answer at all.
    PageFailed(Ticket, Fault),
    /// The `live` attribute was read: whether changes are to be followed.
    LiveSet(bool),
    /// The page came into sight or went out of it.
    Visible(bool),
    /// The browser has a network or has none.
    Online(bool),
    /// The live connection said something (proxy.md §4).
    LineHeard(Ticket, Frame),
    /// It ended with this close code, or never began. The number is random.
    LineClosed(Ticket, u16, u16),
    /// A minute has passed.
    Ticked,
    /// The time of an [`Effect::Wake`] has come.
    Woken(Alarm),
    /// An agent wants to write.
    WriteAsked(ConversationId, Writing),
    /// A change was applied: the conversation as it is now.
    ChangeWritten(Ticket, Conversation),
    /// A reply was accepted: when its message was written.
    ReplyWritten(Ticket, String),
    /// A write was refused, or nobody knows what became of it.
    WriteFailed(Ticket, Fault),
}

/// A frame of the live connection (proxy.md §4).
#[derive(Clone, Debug)]
pub enum Frame {
    /// The connection follows from this cursor on.
    Hello(String),
    /// A conversation as this role sees it now.
    Conversation(String, Conversation),
    /// What happened cannot be told: load again.
    Reload(String),
    /// The answer to `ping`.
    Pong,
}

/// Something the machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The time to connect again.
    Line,
    /// The time at which the proxy takes requests again.
    Allowance,
}

/// What the host's page is told, as a DOM event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A first page is on screen (`helpthread-ready`), once per source.
    Ready,
    /// What is on screen changed (`helpthread-change`).
    Changed,
    /// Something went wrong (`helpthread-error`).
    Failed(Fault),
}

/// What a live region is to say after something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// A first page is shown: `count` rows, and more may follow.
    Shown {
        /// Rows on screen.
        count: usize,
        /// Whether "Load more" is offered.
        has_more: bool,
    },
    /// "Load more" added rows.
    Added {
        /// Rows that came.
        added: usize,
        /// Rows on screen now.
        total: usize,
    },
    /// A conversation began while the page was open.
    Arrived,
    /// There is nothing to show under this filter.
    Nothing(StatusFilter),
    /// Loading failed.
    Failed(FaultKind),
    /// The session ended.
    Expired,
    /// There is no network.
    Offline,
    /// A reply was accepted.
    Sent,
    /// A change was applied.
    Saved,
    /// A write failed.
    NotWritten(FaultKind),
}

/// Something to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `getToken` and answer with this ticket.
    AskToken(Ticket, TokenReason),
    /// Fetch a page and answer with this ticket. The token goes nowhere else.
    Fetch(Ticket, HistoryRequest, Arc<Token>),
    /// Abort the fetch under way, if any.
    Cancel,
    /// Show what [`crate::machine::Machine::state`] says now.
    Show,
    /// Move the keyboard focus to the row with this index, if the widget has the focus: a host that calls `loadMore()`
    /// while its user types elsewhere must not lose her place.
    FocusRow(usize),
    /// Let the live region speak.
    Announce(Announcement),
    /// Tell the host.
    Notify(Notice),
    /// Open the live connection under this ticket, in place of any other.
    Follow(Ticket, LineRequest, Arc<Token>),
    /// Say `ping` on it.
    Ping,
    /// Close it.
    HangUp,
    /// Say so when this many milliseconds have passed; replaces the time before.
    Wake(Alarm, u32),
    /// Write, and answer with this ticket.
    Write(Ticket, Arc<WriteRequest>, Arc<Token>),
}
