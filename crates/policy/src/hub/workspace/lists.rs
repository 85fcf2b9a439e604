//! The agents' lists: one call of upstream for all who ask for the same page, and the page kept until something changes.
//!
//! In memory only. Every write and every event takes a new revision before it is acknowledged, so an agent who asks after that
//! never joins a fetch that began before it.

use super::{
    Effect, WorkspaceHub,
    governor::{Ended, Ruling},
    queue::{Asker, Share},
};
use crate::{
    answer::Answer,
    call::Call,
    hub::{
        CacheState, Exchange, FlightId, Moment, Trace, WaiterId,
        flights::{Flights, Waiter},
        message::{List, Priority},
        pages::{Freshness, Pages, StoredPage},
    },
    page,
    upstream::{Upstream, failure},
};

/// Pages and the fetches under way.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pages: Pages,
    flights: Flights<(), Stage>,
}

/// A page's fetch.
#[derive(Debug, Clone)]
enum Stage {
    /// Waits for leave, in this share.
    Asking(Call, Priority, Share),
    /// Under this permit; the page stays fresh for that many milliseconds.
    Fetching { call: Call, permit: u64, fresh: i64 },
}

impl Lists {
    /// Something has changed: no page is what upstream has.
    pub(super) fn bump(&mut self) {
        // Nothing of it is on disk.
        let _ = self.pages.bump();
    }

    /// When the next waiter has waited long enough, in unix milliseconds.
    pub(super) fn next_deadline(&self) -> Option<i64> {
        self.flights.next_deadline()
    }

    /// The page under `key` while upstream fails.
    fn stale_error(&self, key: &str, now: i64) -> Option<Answer> {
        self.pages.find(key, now).map(|(page, _)| served(page, CacheState::StaleError, now))
    }
}

impl WorkspaceHub {
    /// An agent asks for a page.
    pub(super) fn list(&mut self, waiter: WaiterId, list: List, moment: Moment, effects: &mut Vec<Effect>) {
        let now = moment.now;
        if let Err(limit) = self.limits.admit(&list.subject, moment.seconds()) {
            effects.push(Effect::Answer(waiter, Answer::rate_limited(limit, moment.seconds()), Trace::default()));
            return;
        }
        let key = list.call.query().unwrap_or_default();
        let (cache, priority) = match self.lists.pages.find(&key, now) {
            Some((page, Freshness::Fresh)) => (Some((CacheState::Hit, served(page, CacheState::Hit, now))), None),
            Some((page, Freshness::Stale)) => {
                (Some((CacheState::Stale, served(page, CacheState::Stale, now))), Some(Priority::Refresh))
            }
            Some((_, Freshness::OnError)) | None => (None, Some(Priority::Interactive)),
        };
        let waits = cache.is_none();
        if let Some((cache, answer)) = cache {
            effects.push(Effect::Answer(waiter, answer, Trace { cache: Some(cache), ..Trace::default() }));
        }
        if let Some(priority) = priority {
            let flight = self.list_flight(key, list, priority, now);
            match flight {
                Some(flight) if waits => self.lists.flights.join(flight, waiter, (), now),
                None if waits => effects.push(Effect::Answer(waiter, super::limited(1), Trace::default())),
                _ => {}
            }
        }
    }

    /// The flight for a page: the one under way if its page will be new enough, or another; none if there are too many.
    fn list_flight(&mut self, key: String, list: List, priority: Priority, now: i64) -> Option<FlightId> {
        if let Some(flight) = self.lists.flights.find(&key, self.lists.pages.revision()) {
            return Some(flight);
        }
        if self.lists.flights.is_full() {
            return None;
        }
        let flight = self.next_flight();
        let share = Share::AgentReads(list.subject);
        self.lists.flights.start(flight, key, Stage::Asking(list.call, priority, share.clone()), now);
        self.governor.ask(Asker::Own(flight), share, priority, now);
        Some(flight)
    }

    /// The governor has decided on a page.
    pub(super) fn list_ruled(&mut self, flight: FlightId, ruling: Ruling, moment: Moment, effects: &mut Vec<Effect>) {
        let Some(Stage::Asking(call, priority, share)) =
            self.lists.flights.get(flight).map(|flight| flight.stage.clone())
        else {
            return;
        };
        let refused = match ruling {
            Ruling::Granted { permit, attempts } => {
                let fresh = i64::from(self.fresh_seconds(moment.now)) * 1_000;
                let stage = Stage::Fetching { call: call.clone(), permit, fresh };
                self.lists.flights.begin(flight, self.lists.pages.revision(), stage, moment.now);
                effects.push(Effect::Fetch { flight, call, attempts, idempotency_key: None });
                return;
            }
            Ruling::Limited(seconds) => super::limited(seconds),
            Ruling::Unavailable(seconds) => super::unavailable(seconds),
        };
        let awaited = self.lists.flights.get(flight).is_some_and(|flight| !flight.waiters.is_empty());
        if awaited && priority == Priority::Refresh && matches!(ruling, Ruling::Limited(_)) {
            // Somebody waits for it by now, so it is no longer a mere refresh.
            let stage = Stage::Asking(call, Priority::Interactive, share.clone());
            self.lists.flights.advance(flight, stage, moment.now);
            self.governor.ask(Asker::Own(flight), share, Priority::Interactive, moment.now);
            return;
        }
        if let Some(landed) = self.lists.flights.land(flight) {
            let kept = self.lists.stale_error(&landed.key, moment.now);
            answer_all(&landed.waiters, &refused, kept.as_ref(), Trace::default(), effects);
        }
    }

    /// Upstream's answer to a page.
    pub(super) fn list_fetched(
        &mut self,
        flight: FlightId,
        exchange: &Exchange,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(landed) = self.lists.flights.land(flight) else {
            return;
        };
        let (Some(began), Stage::Fetching { call, permit, fresh }) = (landed.began, &landed.stage) else {
            return;
        };
        self.governor.settle(*permit, Ended::of(exchange), moment.now);
        let trace = Trace {
            cache: Some(CacheState::Miss),
            attempts: exchange.attempts,
            upstream_milliseconds: exchange.milliseconds,
        };
        match page::fetched(call, &exchange.upstream, moment.seconds()) {
            Ok(fetched) => {
                let page =
                    StoredPage { text: fetched.text, began_at: began.at, fresh_until: began.at.saturating_add(*fresh) };
                let answer = served(&page, CacheState::Miss, moment.now);
                let _ = self.lists.pages.store(&landed.key, page, began.revision);
                answer_all(&landed.waiters, &answer, None, trace, effects);
            }
            Err(no_page) => {
                let kept = self.lists.stale_error(&landed.key, moment.now).filter(|_| !no_page.definite);
                answer_all(&landed.waiters, &no_page.answer, kept.as_ref(), trace, effects);
            }
        }
    }

    /// Pages for which somebody has waited too long, or of which nothing was heard.
    pub(super) fn give_up_lists(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        let timeout = failure(&Upstream::TimedOut, moment.seconds());
        for (key, waiter) in self.lists.flights.overdue(moment.now) {
            let kept = self.lists.stale_error(&key, moment.now);
            answer_all(&[waiter], &timeout, kept.as_ref(), Trace::default(), effects);
        }
        for lost in self.lists.flights.lost(moment.now) {
            let kept = self.lists.stale_error(&lost.key, moment.now);
            answer_all(&lost.waiters, &timeout, kept.as_ref(), Trace::default(), effects);
        }
        let _ = self.lists.pages.expire(moment.now);
    }
}

/// Answers those who waited, with the page that was kept if there is one. The first of them is who the call was made for.
fn answer_all(waiters: &[Waiter<()>], answer: &Answer, kept: Option<&Answer>, trace: Trace, effects: &mut Vec<Effect>) {
    let cache = if kept.is_some() { Some(CacheState::StaleError) } else { trace.cache };
    for (index, waiter) in waiters.iter().enumerate() {
        let trace = if index == 0 { Trace { cache, ..trace } } else { Trace { cache, ..Trace::default() } };
        effects.push(Effect::Answer(waiter.id, kept.unwrap_or(answer).clone(), trace));
    }
}

/// The answer that a page is. Agents see all of it.
fn served(page: &StoredPage, cache: CacheState, now: i64) -> Answer {
    Answer::json(200, page.text.clone())
        .with("Age", page.age(now).to_string())
        .with("HelpThread-Cache", cache.as_str().to_owned())
}
