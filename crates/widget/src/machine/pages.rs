//! Pages: asking for them again, and what their arrival or failure means.

use helpthread_core::model::{Conversation, Page};

use super::{Effects, Flight, Machine, Purpose, complain};
use crate::event::{Alarm, Announcement, Effect, Notice, TokenReason};
use crate::fault::{Fault, FaultKind};
use crate::state::{History, More, State};

/// The wait after a 429 that does not say how long, and the longest that is believed, in seconds.
const USUAL_WAIT: u32 = 10;
const LONGEST_WAIT: u32 = 900;

impl Machine {
    pub(super) fn refresh(&mut self, now: i64) -> Effects {
        self.line.may_try();
        let State::Ready(history) = &mut self.state else {
            return self.begin(now);
        };
        history.refreshing = true;
        if let Some(cursor) = history.more.cursor() {
            history.more = More::Available(cursor.to_owned());
        }
        let mut effects = vec![Effect::Cancel, Effect::Show];
        effects.extend(self.depart(Purpose::First, now));
        effects
    }

    pub(super) fn retry(&mut self, now: i64) -> Effects {
        match self.state {
            State::Failed(_) if self.allowed_at(now).is_some() => Effects::new(),
            State::Failed(_) | State::Expired => self.begin(now),
            _ => self.more(now),
        }
    }

    pub(super) fn more(&mut self, now: i64) -> Effects {
        let waits = self.allowed_at(now).is_some();
        let State::Ready(history) = &mut self.state else {
            return Effects::new();
        };
        let (More::Available(cursor) | More::Failed(cursor, _)) = &history.more else {
            return Effects::new();
        };
        if history.refreshing || waits {
            return Effects::new();
        }
        let cursor = cursor.clone();
        history.more = More::Loading(cursor.clone());
        self.renewal_due |= self.flight.is_some();
        let mut effects = vec![Effect::Cancel, Effect::Show];
        effects.extend(self.depart(Purpose::More(cursor), now));
        effects
    }

    /// Loads the first page again without showing that; after what is under way, if something is.
    pub(super) fn renew(&mut self, now: i64) -> Effects {
        if self.flight.is_some() {
            self.renewal_due = true;
            return Effects::new();
        }
        match self.state {
            State::Ready(_) | State::Empty => self.depart(Purpose::Renewal, now),
            _ => Effects::new(),
        }
    }

    /// The proxy takes requests again: what waited for that goes on by itself.
    pub(super) fn allowed_again(&mut self, now: i64) -> Effects {
        match &self.state {
            State::Failed(fault) if fault.kind() == FaultKind::RateLimited && self.allowed_at(now).is_none() => {
                self.begin(now)
            }
            _ => vec![Effect::Show],
        }
    }

    pub(super) fn page_arrived(&mut self, flight: &Flight, page: Page<Conversation>) -> Effects {
        let told = core::mem::take(&mut self.meanwhile);
        let mut effects = match (&flight.purpose, &mut self.state) {
            (Purpose::More(_), State::Ready(history)) => {
                let first_new = history.rows.len();
                history.extend(page);
                let total = history.rows.len();
                vec![
                    Effect::Show,
                    Effect::FocusRow(first_new),
                    Effect::Announce(Announcement::Added { added: total - first_new, total }),
                    Effect::Notify(Notice::Changed),
                ]
            }
            (Purpose::Renewal, _) => self.renewed(page),
            _ => self.first_page_arrived(page),
        };
        for conversation in told {
            effects.extend(self.take_in(conversation));
        }
        effects
    }

    fn renewed(&mut self, page: Page<Conversation>) -> Effects {
        let before = self.state.clone();
        if page.data.is_empty() {
            self.state = State::Empty;
        } else if let State::Ready(history) = &mut self.state {
            history.renew(page);
        } else {
            let more = More::after(&page);
            self.state = State::Ready(History { rows: page.data, more, refreshing: false });
        }
        if self.state == before { Effects::new() } else { vec![Effect::Show, Effect::Notify(Notice::Changed)] }
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

    pub(super) fn page_failed(&mut self, mut flight: Flight, fault: Fault, now: i64) -> Effects {
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
            "customer_not_found" if flight.purpose == Purpose::First => self.empty(),
            _ => self.failed(&flight, fault, now),
        }
    }

    pub(super) fn failed(&mut self, flight: &Flight, fault: Fault, now: i64) -> Effects {
        let mut effects = Effects::new();
        if fault.kind() == FaultKind::RateLimited {
            let wait = fault.retry_after.unwrap_or(USUAL_WAIT).clamp(1, LONGEST_WAIT);
            self.allowed_at = now.saturating_add(wait.into());
            effects.push(Effect::Wake(Alarm::Allowance, wait * 1_000));
        }
        match (&flight.purpose, &mut self.state) {
            // Nobody asked for it, so nobody is told. The rows may have gaps until the next `hello`.
            (Purpose::Renewal, _) => {
                self.line.forget();
                return effects;
            }
            (Purpose::More(cursor), State::Ready(history)) => {
                history.more = More::Failed(cursor.clone(), fault.clone());
            }
            _ => self.state = State::Failed(fault.clone()),
        }
        effects.push(Effect::Show);
        effects.extend(complain(fault));
        effects
    }

    pub(super) fn expired(&mut self) -> Effects {
        let mut effects = self.forget();
        self.renewal_due = false;
        self.state = State::Expired;
        let fault =
            Fault::new("session_expired", "The session has ended, and getToken gave no token that the proxy accepts.");
        effects.extend([Effect::Show, Effect::Announce(Announcement::Expired), Effect::Notify(Notice::Failed(fault))]);
        effects
    }
}
