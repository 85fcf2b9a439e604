//! The widget's behaviour as a machine without DOM, network or clock.
//!
//! ```text
//! attributes, clicks, tokens, pages  ->  Machine::step(event, now)  ->  effects, and a State to show
//! ```
//!
//! # Rules
//! 1. Nothing is asked of anybody until the element is connected, configured and has a `getToken`.
//! 2. Only the answer to the latest question counts: a late answer of an older filter or customer is dropped.
//! 3. A refused token is replaced once per load; if the next is refused too, the session is over and the rows are gone.
//! 4. Rows of another customer or filter are never on screen together with the present ones.
//! 5. A failure to load more keeps the rows that are there.
//!
//! # What this module must not know
//! The DOM, JSON, HTTP status codes, how long anything takes, what anything is called in any language.

use helpthread_core::model::{Conversation, Page};

use crate::event::{Effect, Event, Notice, Ticket, TokenReason};
use crate::fault::Fault;
use crate::source::{Configuration, HistoryRequest, Source, StatusFilter};
use crate::state::{History, More, State};
use crate::strings::Announcement;
use crate::token::Token;

/// A question under way.
#[derive(Clone, Debug)]
struct Flight {
    ticket: Ticket,
    cursor: Option<String>,
    /// Rule 3: the one replacement of a refused token has been asked for.
    replaced_token: bool,
}

/// The whole machine.
#[derive(Debug, Default)]
pub struct Machine {
    connected: bool,
    configuration: Option<Configuration>,
    has_token_source: bool,
    filter: StatusFilter,
    token: Option<Token>,
    state: State,
    flight: Option<Flight>,
    latest: Ticket,
    announced_ready: bool,
}

type Effects = Vec<Effect>;

impl Machine {
    /// What to show.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The chosen status.
    pub fn filter(&self) -> StatusFilter {
        self.filter
    }

    /// Whether something is on its way.
    pub fn is_busy(&self) -> bool {
        self.flight.is_some()
    }

    /// Takes one event at `now` (unix seconds) and says what to do, in order.
    pub fn step(&mut self, event: Event, now: i64) -> Effects {
        match event {
            Event::Connected if self.connected => Effects::new(),
            Event::Connected => {
                self.connected = true;
                self.begin(now)
            }
            Event::Disconnected => self.disconnected(),
            Event::Configured(configuration) => self.configured(configuration, now),
            Event::TokenSourceSet(present) => self.token_source_set(present, now),
            Event::FilterChosen(filter) => self.filter_chosen(filter, now),
            Event::RefreshAsked => self.refresh(now),
            Event::RetryAsked => self.retry(now),
            Event::MoreAsked => self.more(now),
            Event::TokenArrived(ticket, token) => self.token_arrived(ticket, token),
            Event::TokenFailed(ticket, fault) => {
                self.answered(ticket, |machine, flight| machine.failed(&flight, fault))
            }
            Event::PageArrived(ticket, page) => {
                self.answered(ticket, |machine, flight| machine.page_arrived(&flight, page))
            }
            Event::PageFailed(ticket, fault) => {
                self.answered(ticket, |machine, flight| machine.page_failed(flight, fault))
            }
        }
    }

    fn source(&self) -> Option<&Source> {
        match &self.configuration {
            Some(Configuration::Complete(source)) => Some(source),
            _ => None,
        }
    }

    fn disconnected(&mut self) -> Effects {
        self.connected = false;
        self.token = None;
        self.announced_ready = false;
        self.rest(State::Idle)
    }

    fn configured(&mut self, configuration: Configuration, now: i64) -> Effects {
        if self.configuration.as_ref() == Some(&configuration) {
            return Effects::new();
        }
        // Another endpoint must never see this token, and another customer's page deserves the host's own answer.
        self.token = None;
        self.announced_ready = false;
        self.configuration = Some(configuration);
        self.begin(now)
    }

    /// Frameworks set a new closure at every rendering, and may render because of our own events: only a widget that waits
    /// for its first `getToken` begins.
    fn token_source_set(&mut self, present: bool, now: i64) -> Effects {
        self.has_token_source = present;
        if self.state == State::Idle { self.begin(now) } else { Effects::new() }
    }

    fn filter_chosen(&mut self, filter: StatusFilter, now: i64) -> Effects {
        if filter == self.filter {
            return Effects::new();
        }
        self.filter = filter;
        let mut effects = vec![Effect::ShowFilter(filter)];
        if self.state != State::Expired {
            effects.extend(self.begin(now));
        }
        effects
    }

    fn refresh(&mut self, now: i64) -> Effects {
        let State::Ready(history) = &mut self.state else {
            return self.begin(now);
        };
        history.refreshing = true;
        if let Some(cursor) = history.more.cursor() {
            history.more = More::Available(cursor.to_owned());
        }
        let mut effects = vec![Effect::Cancel, Effect::ShowProgress];
        effects.extend(self.depart(None, now));
        effects
    }

    fn retry(&mut self, now: i64) -> Effects {
        match self.state {
            State::Failed(_) | State::Expired => self.begin(now),
            _ => self.more(now),
        }
    }

    fn more(&mut self, now: i64) -> Effects {
        let State::Ready(history) = &mut self.state else {
            return Effects::new();
        };
        let (More::Available(cursor) | More::Failed(cursor, _)) = &history.more else {
            return Effects::new();
        };
        if history.refreshing {
            return Effects::new();
        }
        let cursor = cursor.clone();
        history.more = More::Loading(cursor.clone());
        let mut effects = vec![Effect::ShowProgress];
        effects.extend(self.depart(Some(cursor), now));
        effects
    }

    /// Starts over with the first page, as far as rule 1 allows.
    fn begin(&mut self, now: i64) -> Effects {
        if let (true, Some(Configuration::Invalid(fault))) = (self.connected, &self.configuration) {
            let fault = fault.clone();
            let mut effects = self.rest(State::Failed(fault.clone()));
            effects.extend(complain(fault));
            return effects;
        }
        if !self.connected || !self.has_token_source || self.source().is_none() {
            return if self.state == State::Idle { Effects::new() } else { self.rest(State::Idle) };
        }
        let mut effects = self.rest(State::Loading);
        effects.extend(self.depart(None, now));
        effects
    }

    /// Shows a state in which nothing is on its way.
    fn rest(&mut self, state: State) -> Effects {
        self.flight = None;
        self.state = state;
        vec![Effect::Cancel, Effect::Show]
    }

    /// Asks for a page: of the host a token if one is needed, of the proxy the page otherwise.
    fn depart(&mut self, cursor: Option<String>, now: i64) -> Effects {
        self.latest = self.latest.next();
        let flight = Flight { ticket: self.latest, cursor, replaced_token: false };
        let effect = match self.token.take() {
            None => Some(Effect::AskToken(flight.ticket, TokenReason::Initial)),
            Some(token) if token.is_expiring(now) => Some(Effect::AskToken(flight.ticket, TokenReason::Expiring)),
            Some(token) => self.fetch(&flight, token),
        };
        self.flight = Some(flight);
        effect.into_iter().collect()
    }

    fn fetch(&mut self, flight: &Flight, token: Token) -> Option<Effect> {
        let source = self.source()?.clone();
        self.token = Some(token.clone());
        let request = HistoryRequest { source, filter: self.filter, cursor: flight.cursor.clone() };
        Some(Effect::Fetch(flight.ticket, request, token))
    }

    /// Rule 2: hands the flight to `then` only if `ticket` is the latest question's.
    fn answered(&mut self, ticket: Ticket, then: impl FnOnce(&mut Self, Flight) -> Effects) -> Effects {
        match self.flight.take_if(|flight| flight.ticket == ticket) {
            Some(flight) => then(self, flight),
            None => Effects::new(),
        }
    }

    fn token_arrived(&mut self, ticket: Ticket, token: Option<Token>) -> Effects {
        self.answered(ticket, |machine, flight| match token {
            None => machine.expired(),
            Some(token) => {
                let effect = machine.fetch(&flight, token);
                machine.flight = Some(flight);
                effect.into_iter().collect()
            }
        })
    }

    fn page_arrived(&mut self, flight: &Flight, page: Page<Conversation>) -> Effects {
        match (&flight.cursor, &mut self.state) {
            (Some(_), State::Ready(history)) => {
                let first_new = history.rows.len();
                let added = page.data.len();
                history.more = More::after(&page);
                history.rows.extend(page.data);
                let total = history.rows.len();
                vec![
                    Effect::ShowRowsFrom(first_new),
                    Effect::ShowProgress,
                    Effect::FocusRow(first_new),
                    Effect::Announce(Announcement::Added { added, total }),
                    Effect::Notify(Notice::Changed),
                ]
            }
            _ => self.first_page_arrived(page),
        }
    }

    fn first_page_arrived(&mut self, page: Page<Conversation>) -> Effects {
        let more = More::after(&page);
        if page.data.is_empty() && !more.is_some() {
            return self.empty();
        }
        let shown = Announcement::Shown { count: page.data.len(), has_more: more.is_some() };
        self.state = State::Ready(History { rows: page.data, more, refreshing: false });
        self.shown(shown)
    }

    fn empty(&mut self) -> Effects {
        self.state = State::Empty;
        self.shown(Announcement::Nothing(self.filter))
    }

    fn shown(&mut self, announcement: Announcement) -> Effects {
        let mut effects = vec![Effect::Show, Effect::Announce(announcement)];
        if !core::mem::replace(&mut self.announced_ready, true) {
            effects.push(Effect::Notify(Notice::Ready));
        }
        effects.push(Effect::Notify(Notice::Changed));
        effects
    }

    fn page_failed(&mut self, mut flight: Flight, fault: Fault) -> Effects {
        match fault.code.as_str() {
            "session_expired" | "invalid_session" if flight.replaced_token => self.expired(),
            "session_expired" | "invalid_session" => {
                self.token = None;
                flight.replaced_token = true;
                let ask = Effect::AskToken(flight.ticket, TokenReason::Rejected);
                self.flight = Some(flight);
                vec![ask]
            }
            // To a widget that shows one customer, "never wrote in" and "no such customer" are the same news.
            "customer_not_found" => self.empty(),
            _ => self.failed(&flight, fault),
        }
    }

    fn failed(&mut self, flight: &Flight, fault: Fault) -> Effects {
        let mut effects = if let (Some(cursor), State::Ready(history)) = (&flight.cursor, &mut self.state) {
            history.more = More::Failed(cursor.clone(), fault.clone());
            vec![Effect::ShowProgress]
        } else {
            self.state = State::Failed(fault.clone());
            vec![Effect::Show]
        };
        effects.extend(complain(fault));
        effects
    }

    fn expired(&mut self) -> Effects {
        self.token = None;
        self.state = State::Expired;
        let fault =
            Fault::new("session_expired", "The session has ended, and getToken gave no token that the proxy accepts.");
        vec![Effect::Show, Effect::Announce(Announcement::Expired), Effect::Notify(Notice::Failed(fault))]
    }
}

fn complain(fault: Fault) -> Effects {
    vec![Effect::Announce(Announcement::Failed(fault.kind())), Effect::Notify(Notice::Failed(fault))]
}
