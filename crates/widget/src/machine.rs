//! The widget's behaviour as a machine without DOM, network or clock.
//!
//! ```text
//! attributes, clicks, tokens, pages, frames  ->  Machine::step(event, now)  ->  effects, and a State to show
//! ```
//!
//! # Rules
//! 1. Nothing is asked of anybody until the element is connected, configured and has a `getToken`.
//! 2. Only the answer to the latest question counts: a late answer of an older filter or customer is dropped.
//! 3. A refused token is replaced once per load; if the next is refused too, the session is over and the rows are gone.
//! 4. Rows of another customer or filter are never on screen together with the present ones.
//! 5. A failure to load more keeps the rows that are there.
//! 6. What the live connection told while a page was under way is newer than that page, or says the same.
//! 7. A write is shown at once and taken back if it fails; what the server says is never overwritten by it.
//!
//! The rules of the live connection are in [`crate::line`].
//!
//! # What this module must not know
//! The DOM, JSON, HTTP status codes, how long anything takes, what anything is called in any language.

mod asking;
mod following;
mod pages;
mod writing;

use alloc::sync::Arc;
use alloc::vec::Vec;

use helpthread_core::id::AgentId;

use crate::conversation::Conversation;
use crate::event::{Alarm, Announcement, Effect, Event, Notice, Ticket};
use crate::fault::Fault;
use crate::line::Line;
use crate::source::{Configuration, Source, StatusFilter};
use crate::state::State;
use crate::token::Token;
pub use writing::{Pending, Stage};

/// Which page is under way, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// The first, to be shown.
    First,
    /// The one after those that are there.
    More,
    /// The first, to correct the rows that are there without anybody noticing.
    Renewal,
}

/// A question under way.
#[derive(Clone, Copy, Debug)]
struct Flight {
    ticket: Ticket,
    purpose: Purpose,
    /// Rule 3: the one replacement of a refused token has been asked for.
    replaced_token: bool,
}

/// The whole machine.
#[allow(clippy::struct_excessive_bools)] // facts that do not depend on each other
#[derive(Debug, Default)]
pub struct Machine {
    connected: bool,
    configuration: Option<Configuration>,
    has_token_source: bool,
    filter: StatusFilter,
    token: Option<Arc<Token>>,
    agent: Option<AgentId>,
    state: State,
    flight: Option<Flight>,
    latest: Ticket,
    announced_ready: bool,
    /// Before this unix second the proxy takes no request.
    allowed_at: Option<i64>,
    /// Changes are not to be followed.
    aloof: bool,
    hidden: bool,
    offline: bool,
    line: Line,
    /// Rule 6: what was told while a page was under way.
    meanwhile: Vec<Conversation>,
    /// A renewal waits for the flight under way to end.
    renewal_due: bool,
    writes: Vec<Pending>,
    /// What the step under way has decided so far.
    effects: Vec<Effect>,
}

impl Machine {
    /// What to show.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The chosen status.
    pub fn filter(&self) -> StatusFilter {
        self.filter
    }

    /// Whether something to be shown is on its way.
    pub fn is_busy(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| !matches!(flight.purpose, Purpose::Renewal))
    }

    /// Whether the browser has a network.
    pub fn is_online(&self) -> bool {
        !self.offline
    }

    /// The unix second from which the proxy takes requests again, if it is to come.
    pub fn allowed_at(&self, now: i64) -> Option<i64> {
        self.allowed_at.filter(|at| *at > now)
    }

    /// The live connection.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Who writes, if the session is an agent's that may.
    pub fn agent(&self) -> Option<&AgentId> {
        self.agent.as_ref()
    }

    /// Writes that are under way or have failed.
    pub fn writes(&self) -> &[Pending] {
        &self.writes
    }

    /// Takes one event at `now` (unix seconds) and says what to do, in order.
    pub fn step(&mut self, event: Event, now: i64) -> Vec<Effect> {
        self.react(event, now);
        if self.flight.is_none() && core::mem::take(&mut self.renewal_due) {
            self.renew(now);
        }
        self.settle_line(now);
        core::mem::take(&mut self.effects)
    }

    fn react(&mut self, event: Event, now: i64) {
        match event {
            Event::Connected if self.connected => {}
            Event::Connected => {
                self.connected = true;
                self.begin(now);
            }
            Event::Disconnected => self.disconnected(),
            Event::Configured(configuration) => self.configured(configuration, now),
            Event::TokenSourceSet(present) => self.token_source_set(present, now),
            Event::FilterChosen(filter) => self.filter_chosen(filter, now),
            Event::RefreshAsked => self.refresh(now),
            Event::RetryAsked => self.retry(now),
            Event::MoreAsked => self.more(now),
            Event::TokenArrived(ticket, token) => self.token_arrived(ticket, token),
            Event::TokenFailed(ticket, fault) => self.token_failed(ticket, fault, now),
            Event::PageArrived(ticket, page) => {
                self.answered(ticket, |machine, flight| machine.page_arrived(flight, page));
            }
            Event::PageFailed(ticket, fault) => {
                self.answered(ticket, |machine, flight| machine.page_failed(flight, fault, now));
            }
            Event::LiveSet(live) => {
                self.aloof = !live;
            }
            Event::Visible(visible) => self.seen(visible, now),
            Event::Online(online) => self.networked(online, now),
            Event::LineHeard(ticket, frame) => self.line_heard(ticket, frame, now),
            Event::LineClosed(ticket, code, random) => self.line_closed(ticket, code, random, now),
            Event::Ticked => self.ticked(),
            Event::Woken(Alarm::Line) => {
                self.line.may_try();
            }
            Event::Woken(Alarm::Allowance) => self.allowed_again(now),
            Event::WriteAsked(conversation, writing) => self.write_asked(conversation, writing, now),
            Event::ChangeWritten(ticket, conversation) => self.change_written(ticket, &conversation),
            Event::ReplyWritten(ticket, at) => self.reply_written(ticket, &at),
            Event::WriteFailed(ticket, fault) => self.write_failed(ticket, fault),
        }
    }

    fn source(&self) -> Option<&Arc<Source>> {
        match &self.configuration {
            Some(Configuration::Complete(source)) => Some(source),
            _ => None,
        }
    }

    /// What belongs to one customer's session, and to no other.
    fn forget(&mut self) {
        self.token = None;
        self.agent = None;
        self.announced_ready = false;
        self.allowed_at = None;
        self.writes.clear();
        if self.line.is_up() {
            self.emit(Effect::HangUp);
        }
        self.line = Line::default();
    }

    fn disconnected(&mut self) {
        self.connected = false;
        self.forget();
        self.rest(State::Idle);
    }

    fn configured(&mut self, configuration: Configuration, now: i64) {
        if self.configuration.as_ref() == Some(&configuration) {
            return;
        }
        // Another endpoint must never see this token, and another customer's page deserves the host's own answer.
        self.forget();
        self.configuration = Some(configuration);
        self.begin(now);
    }

    /// Frameworks set a new closure at every rendering, and may render because of our own events: only a widget that waits
    /// for its first `getToken` begins.
    fn token_source_set(&mut self, present: bool, now: i64) {
        self.has_token_source = present;
        if matches!(self.state, State::Idle) {
            self.begin(now);
        }
    }

    fn filter_chosen(&mut self, filter: StatusFilter, now: i64) {
        if filter == self.filter {
            return;
        }
        self.filter = filter;
        self.show();
        if !matches!(self.state, State::Expired) {
            self.begin(now);
        }
    }

    /// Starts over with the first page, as far as rule 1 allows.
    fn begin(&mut self, now: i64) {
        if let (true, Some(Configuration::Invalid(wrong))) = (self.connected, &self.configuration) {
            let fault = wrong.fault();
            self.rest(State::Failed(fault.kind()));
            return self.complain(fault);
        }
        if !self.connected || !self.has_token_source || self.source().is_none() {
            if !matches!(self.state, State::Idle) {
                self.rest(State::Idle);
            }
            return;
        }
        self.rest(State::Loading);
        self.depart(Purpose::First, now);
    }

    /// Shows a state in which nothing is on its way.
    fn rest(&mut self, state: State) {
        self.flight = None;
        self.renewal_due = false;
        self.state = state;
        self.emit(Effect::Cancel);
        self.show();
    }

    fn complain(&mut self, fault: Fault) {
        self.say(Announcement::Failed(fault.kind()));
        self.tell(Notice::Failed(fault));
    }

    fn show(&mut self) {
        self.emit(Effect::Show);
    }

    fn say(&mut self, announcement: Announcement) {
        self.emit(Effect::Announce(announcement));
    }

    fn tell(&mut self, notice: Notice) {
        self.emit(Effect::Notify(notice));
    }

    fn emit(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
