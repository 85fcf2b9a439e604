//! Pages: asking for them again, and what their arrival or failure means.

use super::{Flight, Machine, Purpose};
use crate::conversation::Page;
use crate::event::{Alarm, Announcement, Effect, Notice, TokenReason};
use crate::fault::{Fault, FaultKind};
use crate::state::{History, More, State};

/// The wait after a 429 that does not say how long, and the longest that is believed, in seconds.
const USUAL_WAIT: u32 = 10;
const LONGEST_WAIT: u32 = 900;

impl Machine {
    pub(super) fn refresh(&mut self, now: i64) {
        self.line.may_try();
        let State::Ready(history) = &mut self.state else {
            return self.begin(now);
        };
        history.refreshing = true;
        history.more = More::after(&history.cursor);
        self.emit(Effect::Cancel);
        self.show();
        self.depart(Purpose::First, now);
    }

    pub(super) fn retry(&mut self, now: i64) {
        match self.state {
            State::Failed(_) if self.allowed_at(now).is_some() => {}
            State::Failed(_) | State::Expired => self.begin(now),
            _ => self.more(now),
        }
    }

    pub(super) fn more(&mut self, now: i64) {
        let waits = self.allowed_at(now).is_some();
        let State::Ready(history) = &mut self.state else {
            return;
        };
        if history.refreshing || waits || !matches!(history.more, More::Available | More::Failed(_)) {
            return;
        }
        history.more = More::Loading;
        self.renewal_due |= self.flight.is_some();
        self.emit(Effect::Cancel);
        self.show();
        self.depart(Purpose::More, now);
    }

    /// Loads the first page again without showing that; after what is under way, if something is.
    pub(super) fn renew(&mut self, now: i64) {
        if self.flight.is_some() {
            self.renewal_due = true;
        } else if matches!(self.state, State::Ready(_) | State::Empty) {
            self.depart(Purpose::Renewal, now);
        }
    }

    /// The proxy takes requests again: what waited for that goes on by itself.
    pub(super) fn allowed_again(&mut self, now: i64) {
        match &self.state {
            State::Failed(FaultKind::RateLimited) if self.allowed_at(now).is_none() => {
                self.begin(now);
            }
            _ => self.show(),
        }
    }

    pub(super) fn page_arrived(&mut self, flight: Flight, page: Page) {
        let told = core::mem::take(&mut self.meanwhile);
        match (flight.purpose, &mut self.state) {
            (Purpose::More, State::Ready(history)) => {
                let first_new = history.rows.len();
                history.extend(page);
                let total = history.rows.len();
                self.show();
                self.emit(Effect::FocusRow(first_new));
                self.say(Announcement::Added { added: total.saturating_sub(first_new), total });
                self.tell(Notice::Changed);
            }
            (Purpose::Renewal, _) => self.renewed(page),
            _ => self.first_page_arrived(page),
        }
        for conversation in told {
            self.take_in(&conversation);
        }
    }

    fn renewed(&mut self, page: Page) {
        let changed = match &mut self.state {
            State::Ready(history) if !page.rows.is_empty() => history.renew(page),
            State::Empty if page.rows.is_empty() => false,
            state => {
                *state = if page.rows.is_empty() { State::Empty } else { State::Ready(History::of(page)) };
                true
            }
        };
        if changed {
            self.show();
            self.tell(Notice::Changed);
        }
    }

    fn first_page_arrived(&mut self, page: Page) {
        let (count, has_more) = (page.rows.len(), !page.cursor.is_empty());
        if count == 0 && !has_more {
            return self.empty();
        }
        self.state = State::Ready(History::of(page));
        self.shown(Announcement::Shown { count, has_more });
    }

    fn empty(&mut self) {
        self.state = State::Empty;
        self.shown(Announcement::Nothing(self.filter));
    }

    fn shown(&mut self, announcement: Announcement) {
        self.show();
        self.say(announcement);
        if !core::mem::replace(&mut self.announced_ready, true) {
            self.tell(Notice::Ready);
        }
        self.tell(Notice::Changed);
    }

    pub(super) fn page_failed(&mut self, mut flight: Flight, fault: Fault, now: i64) {
        match fault.code.as_str() {
            "session_expired" | "invalid_session" if flight.replaced_token => self.expired(),
            "session_expired" | "invalid_session" => {
                self.token = None;
                flight.replaced_token = true;
                self.emit(Effect::AskToken(flight.ticket, TokenReason::Rejected));
                self.flight = Some(flight);
            }
            // To a widget that shows one customer, "never wrote in" and "no such customer" are the same news.
            "customer_not_found" if matches!(flight.purpose, Purpose::First) => self.empty(),
            _ => self.failed(flight, fault, now),
        }
    }

    pub(super) fn failed(&mut self, flight: Flight, fault: Fault, now: i64) {
        if fault.kind() == FaultKind::RateLimited {
            let wait = fault.retry_after.unwrap_or(USUAL_WAIT).clamp(1, LONGEST_WAIT);
            self.allowed_at = Some(now.saturating_add(wait.into()));
            self.emit(Effect::Wake(Alarm::Allowance, wait * 1_000));
        }
        match (flight.purpose, &mut self.state) {
            // Nobody asked for it, so nobody is told. The rows may have gaps until the next `hello`.
            (Purpose::Renewal, _) => return self.line.forget(),
            (Purpose::More, State::Ready(history)) => history.more = More::Failed(fault.kind()),
            (_, state) => *state = State::Failed(fault.kind()),
        }
        self.show();
        self.complain(fault);
    }

    pub(super) fn expired(&mut self) {
        self.forget();
        self.renewal_due = false;
        self.state = State::Expired;
        let fault = Fault::new("session_expired", "getToken gave no token that the proxy accepts.");
        self.show();
        self.say(Announcement::Expired);
        self.tell(Notice::Failed(fault));
    }
}
