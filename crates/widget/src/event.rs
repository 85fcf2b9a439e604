//! The vocabulary between the machine in [`crate::machine`] and the browser: what happens, and what to do about it.

use helpthread_core::model::{Conversation, Page};

use crate::fault::Fault;
use crate::source::{Configuration, HistoryRequest, StatusFilter};
use crate::strings::Announcement;
use crate::token::Token;

/// Names one question, to the host or to the proxy. Only the answer to the latest question counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(u32);

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
    PageArrived(Ticket, Page<Conversation>),
    /// The proxy's refusal, or no answer at all.
    PageFailed(Ticket, Fault),
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

/// Something to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `getToken` and answer with this ticket.
    AskToken(Ticket, TokenReason),
    /// Fetch a page and answer with this ticket. The token goes nowhere else.
    Fetch(Ticket, HistoryRequest, Token),
    /// Abort the fetch under way, if any.
    Cancel,
    /// Show the state as a whole.
    Show,
    /// Show the rows from this index on, below those that are there.
    ShowRowsFrom(usize),
    /// Show what the "load more" area and the busy mark say now.
    ShowProgress,
    /// Mark this choice in the filter.
    ShowFilter(StatusFilter),
    /// Move the keyboard focus to the row with this index, if the widget has the focus: a host that calls `loadMore()`
    /// while its user types elsewhere must not lose her place.
    FocusRow(usize),
    /// Let the live region speak.
    Announce(Announcement),
    /// Tell the host.
    Notify(Notice),
}
