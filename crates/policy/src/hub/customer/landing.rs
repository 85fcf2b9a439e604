//! Flights on their way: the permit, what upstream said, whether the page may be kept, or nothing in time.

use helpthread_core::error::ErrorCode;

use super::{
    CustomerHub, Effect,
    errand::{Asker, Errand, Stage},
    machine::written,
};
use crate::{
    answer::Answer,
    hub::{
        CacheState, Exchange, FlightId, Moment, Trace,
        flights::Waiter,
        message::{PermitAnswer, Priority},
        pages::{Freshness, StoredPage},
    },
    page::{self, NoPage},
};

/// For how long a page is not fetched again in the background after that has failed, in seconds: at least and at most.
const PAUSE_SECONDS: (u64, u64) = (1, 60);

impl CustomerHub {
    pub(super) fn permitted(&mut self, id: FlightId, answer: PermitAnswer, moment: Moment) -> Vec<Effect> {
        let Some(flight) = self.flights.get(id) else {
            // Given up meanwhile: the permit runs out by itself.
            return Vec::new();
        };
        let Stage::Asking(errand, priority) = &flight.stage else {
            return Vec::new();
        };
        let (errand, priority) = (errand.clone(), *priority);
        let (answer, retry_after) = match answer {
            PermitAnswer::Granted(permit) => {
                let fetch = Effect::Fetch(id, errand.call.clone(), permit.attempts);
                self.flights.begin(id, self.pages.revision(), Stage::Fetching(errand, permit), moment.now);
                return vec![fetch];
            }
            PermitAnswer::Limited { retry_after } => {
                // Someone has come to wait for what was to be a refresh: that is worth another precedence.
                if let (Priority::Refresh, Some(waiter)) = (priority, flight.waiters.first()) {
                    let request = errand.permit_request(Priority::Interactive, Some(waiter.who.subject.clone()));
                    let leader = Some(waiter.id);
                    let stage = Stage::Asking(Errand { leader, ..errand }, Priority::Interactive);
                    self.flights.advance(id, stage, moment.now);
                    return vec![Effect::AskPermit(id, request)];
                }
                (Answer::plain_refusal(ErrorCode::RateLimitExceeded), retry_after)
            }
            PermitAnswer::Unavailable { retry_after } => {
                (Answer::plain_refusal(ErrorCode::UpstreamUnavailable), retry_after)
            }
        };
        let Some(flight) = self.flights.land(id) else {
            return Vec::new();
        };
        self.postpone(&flight.key, retry_after, moment);
        let answer = answer.with("Retry-After", retry_after.max(1).to_string());
        let failed = |waiter| self.failed(&flight.key, waiter, &answer, Trace::default(), moment);
        flight.waiters.iter().map(failed).collect()
    }

    pub(super) fn fetched(&mut self, id: FlightId, exchange: &Exchange, moment: Moment) -> Vec<Effect> {
        let Some(flight) = self.flights.get(id) else {
            return Vec::new();
        };
        let (Stage::Fetching(errand, permit), Some(began)) = (&flight.stage, flight.began) else {
            return Vec::new();
        };
        let (errand, permit) = (errand.clone(), *permit);
        let trace = Trace {
            cache: Some(CacheState::Miss),
            attempts: exchange.attempts,
            upstream_milliseconds: exchange.milliseconds,
        };
        let fetched = match page::fetched(&errand.call, &exchange.upstream, moment.seconds()) {
            Ok(fetched) => fetched,
            Err(no_page) => {
                let settlement = errand.settlement(permit, exchange, Vec::new());
                let effects = self.landed_without_page(id, &errand, &no_page, trace, moment);
                return [Effect::Return(settlement)].into_iter().chain(effects).collect();
            }
        };
        let keep = self.pages.takes(&fetched.text, began.revision);
        if !keep {
            // Its conversations are not registered, so a write to one of them would not be noticed here.
            self.flights.close(id);
        }
        let conversations = if keep { fetched.conversations } else { Vec::new() };
        let settlement = errand.settlement(permit, exchange, conversations);
        let fresh_until = began.at.saturating_add(i64::from(permit.fresh_seconds).saturating_mul(1_000));
        let page = StoredPage { text: fetched.text, began_at: began.at, fresh_until };
        let mut effects = self.answer_early(id, &errand, &page, trace, moment);
        self.flights.advance(id, Stage::Settling(errand, page, trace), moment.now);
        effects.push(Effect::Settle(id, settlement));
        effects
    }

    /// Whoever asked before the fetch began need not wait until it is known whether the page may be kept.
    fn answer_early(
        &mut self,
        id: FlightId,
        errand: &Errand,
        page: &StoredPage,
        trace: Trace,
        moment: Moment,
    ) -> Vec<Effect> {
        let early = self.flights.take_early(id);
        let mut effects = Vec::new();
        if let (false, Some(flight)) = (early.is_empty(), self.flights.get(id)) {
            // What was kept before is older than what is told now, and nobody is led back in time.
            let is_current = flight.began.is_some_and(|began| began.revision == self.pages.revision());
            let changes = if is_current { self.pages.forget(&flight.key) } else { Vec::new() };
            effects.extend(written(changes));
        }
        effects.extend(early.iter().map(|waiter| self.answer_with(page, waiter, errand, trace, moment)));
        effects
    }

    fn landed_without_page(
        &mut self,
        id: FlightId,
        errand: &Errand,
        no_page: &NoPage,
        trace: Trace,
        moment: Moment,
    ) -> Vec<Effect> {
        let Some(flight) = self.flights.land(id) else {
            return Vec::new();
        };
        if !no_page.definite {
            self.postpone(&flight.key, PAUSE_SECONDS.0, moment);
            let failed =
                |waiter| self.failed(&flight.key, waiter, &no_page.answer, seen_by(trace, waiter, errand), moment);
            return flight.waiters.iter().map(failed).collect();
        }
        // Upstream has spoken: an older page is not true any more.
        let is_current = flight.began.is_some_and(|began| began.revision == self.pages.revision());
        let changes = if is_current { self.pages.forget(&flight.key) } else { Vec::new() };
        let answers = flight
            .waiters
            .iter()
            .map(|waiter| Effect::Answer(waiter.id, no_page.answer.clone(), seen_by(trace, waiter, errand)));
        written(changes).chain(answers).collect()
    }

    pub(super) fn settled(&mut self, id: FlightId, may_store: bool, moment: Moment) -> Vec<Effect> {
        if !matches!(self.flights.get(id).map(|flight| &flight.stage), Some(Stage::Settling(..))) {
            return Vec::new();
        }
        let Some(flight) = self.flights.land(id) else {
            return Vec::new();
        };
        let (Stage::Settling(errand, page, trace), Some(began)) = (flight.stage, flight.began) else {
            return Vec::new();
        };
        // Those who still wait asked after the fetch had begun. A write that was acknowledged since may be missing on a page that may
        // not be kept: they must not be given it.
        let (served, late) = if may_store { (flight.waiters, Vec::new()) } else { (Vec::new(), flight.waiters) };
        let answers: Vec<Effect> =
            served.iter().map(|waiter| self.answer_with(&page, waiter, &errand, trace, moment)).collect();
        let changes = if may_store {
            self.pages.store(&flight.key, page, began.revision)
        } else if began.revision == self.pages.revision() {
            self.pages.forget(&flight.key)
        } else {
            Vec::new()
        };
        let mut effects: Vec<Effect> = written(changes).collect();
        effects.extend(answers);
        effects.extend(self.carry_over(flight.key, errand, late, moment));
        effects
    }

    fn answer_with(
        &self,
        page: &StoredPage,
        waiter: &Waiter<Asker>,
        errand: &Errand,
        trace: Trace,
        moment: Moment,
    ) -> Effect {
        self.answer(waiter.id, page, waiter.who.reader, seen_by(trace, waiter, errand), moment)
    }

    fn carry_over(
        &mut self,
        key: String,
        errand: Errand,
        waiters: Vec<Waiter<Asker>>,
        moment: Moment,
    ) -> Option<Effect> {
        let first = waiters.first()?;
        let (leader, subject) = (Some(first.id), Some(first.who.subject.clone()));
        if let Some(flight) = self.flights.find(&key, self.pages.revision()) {
            self.flights.carry_over(flight, waiters);
            return None;
        }
        let errand = Errand { leader, ..errand };
        let (flight, ask) = self.start(key, errand, Priority::Interactive, subject, moment);
        self.flights.carry_over(flight, waiters);
        Some(ask)
    }

    /// Answers those who have waited long enough, and those of flights that nothing has been heard of.
    pub(super) fn answer_overdue(&mut self, moment: Moment) -> Vec<Effect> {
        let mut waiters = self.flights.overdue(moment.now);
        for flight in self.flights.lost(moment.now) {
            waiters.extend(flight.waiters.into_iter().map(|waiter| (flight.key.clone(), waiter)));
        }
        let answer = Answer::plain_refusal(ErrorCode::UpstreamTimeout);
        let trace = Trace { cache: Some(CacheState::Miss), ..Trace::default() };
        waiters.iter().map(|(key, waiter)| self.failed(key, waiter, &answer, trace, moment)).collect()
    }

    /// An older page if there is one, else `answer`.
    fn failed(&self, key: &str, waiter: &Waiter<Asker>, answer: &Answer, trace: Trace, moment: Moment) -> Effect {
        match self.pages.find(key, moment.now) {
            Some((page, freshness)) => {
                let is_fresh = freshness == Freshness::Fresh;
                let cache = Some(if is_fresh { CacheState::Hit } else { CacheState::StaleError });
                let trace = Trace { cache, ..trace };
                self.answer(waiter.id, page, waiter.who.reader, trace, moment)
            }
            None => Effect::Answer(waiter.id, answer.clone(), trace),
        }
    }

    fn postpone(&mut self, key: &str, seconds: u64, moment: Moment) {
        if self.pages.find(key, moment.now).is_some() {
            let seconds = seconds.clamp(PAUSE_SECONDS.0, PAUSE_SECONDS.1);
            let until = moment.now.saturating_add_unsigned(seconds.saturating_mul(1_000));
            self.postponed.insert(key.to_owned(), until);
        }
    }
}

/// The requests to upstream count once, for the one whose read caused them.
fn seen_by(trace: Trace, waiter: &Waiter<Asker>, errand: &Errand) -> Trace {
    if errand.leader == Some(waiter.id) { trace } else { Trace { attempts: 0, ..trace } }
}
