//! Reads: from a page that is kept, or through a flight.
//!
//! ```text
//! Read ─▶ fresh ───────────────────────────────────────────────────────────▶ Answer hit
//!         stale ─▶ Answer stale, and a flight that nobody waits for
//!         else  ─▶ AskPermit ─▶ Fetch ─┬─ asked before the fetch began ─────▶ Answer miss
//!                      │          │     └─ Settle ─▶ kept: the others ──────▶ Answer miss
//!                      │          │                  not: another flight for them
//!                      └──────────┴─ refused or failed ─▶ older page, if any ▶ Answer stale-error
//! ```

use helpthread_core::error::ErrorCode;

use super::{
    CustomerHub, Effect,
    errand::{Asker, Errand, Stage},
};
use crate::{
    answer::Answer,
    call::Call,
    hub::{
        CacheState, FlightId, Moment, Reader, Trace, WaiterId,
        message::{Priority, Read},
        pages::{Freshness, StoredPage},
    },
    page,
};

impl CustomerHub {
    pub(super) fn read(&mut self, waiter: WaiterId, read: Read, moment: Moment) -> Vec<Effect> {
        if let Err(limit) = self.requests.admit(&read.subject, moment.seconds()) {
            return vec![refused(waiter, Answer::rate_limited(limit, moment.seconds()))];
        }
        let Call::History { customer, .. } = &read.call else {
            // No route leads here with another call.
            return vec![refused(waiter, Answer::plain_refusal(ErrorCode::InternalError))];
        };
        let key = Errand::key(customer, &read.call);
        let errand = Errand { customer: customer.clone(), call: read.call, leader: None };
        match self.pages.find(&key, moment.now) {
            Some((page, Freshness::Fresh)) => {
                let trace = Trace { cache: Some(CacheState::Hit), ..Trace::default() };
                vec![self.answer(waiter, page, read.reader, trace, moment)]
            }
            Some((page, Freshness::Stale)) => {
                let state = if self.postponed.contains_key(&key) { CacheState::StaleError } else { CacheState::Stale };
                let trace = Trace { cache: Some(state), ..Trace::default() };
                let mut effects = vec![self.answer(waiter, page, read.reader, trace, moment)];
                if state == CacheState::Stale {
                    effects.extend(self.refresh(key, errand, moment));
                }
                effects
            }
            Some((_, Freshness::OnError)) | None => {
                let asker = Asker { reader: read.reader, subject: read.subject };
                self.wait(waiter, asker, key, errand, moment)
            }
        }
    }

    /// Makes `waiter` wait for a flight, one that is under way if it can be.
    fn wait(&mut self, waiter: WaiterId, asker: Asker, key: String, errand: Errand, moment: Moment) -> Vec<Effect> {
        if let Some(flight) = self.flights.find(&key, self.pages.revision()) {
            self.flights.join(flight, waiter, asker, moment.now);
            return Vec::new();
        }
        if self.flights.is_full() {
            let answer = Answer::plain_refusal(ErrorCode::RateLimitExceeded).with("Retry-After", "1".to_owned());
            return vec![refused(waiter, answer)];
        }
        let errand = Errand { leader: Some(waiter), ..errand };
        let subject = Some(asker.subject.clone());
        let (flight, ask) = self.start(key, errand, Priority::Interactive, subject, moment);
        self.flights.join(flight, waiter, asker, moment.now);
        vec![ask]
    }

    fn refresh(&mut self, key: String, errand: Errand, moment: Moment) -> Option<Effect> {
        let is_under_way = self.flights.find(&key, self.pages.revision()).is_some();
        (!is_under_way && !self.flights.is_full()).then(|| self.start(key, errand, Priority::Refresh, None, moment).1)
    }

    pub(super) fn start(
        &mut self,
        key: String,
        errand: Errand,
        priority: Priority,
        subject: Option<String>,
        moment: Moment,
    ) -> (FlightId, Effect) {
        let flight = FlightId(self.next_flight);
        self.next_flight = self.next_flight.wrapping_add(1);
        let ask = Effect::AskPermit(flight, errand.permit_request(priority, subject));
        self.flights.start(flight, key, Stage::Asking(errand, priority), moment.now);
        (flight, ask)
    }

    pub(super) fn answer(
        &self,
        waiter: WaiterId,
        page: &StoredPage,
        reader: Reader,
        trace: Trace,
        moment: Moment,
    ) -> Effect {
        let state = trace.cache.unwrap_or(CacheState::Miss);
        let answer = match page::for_reader(&page.text, reader, self.settings.expose_assignee) {
            Some(text) => Answer::json(200, text)
                .with("HelpThread-Cache", state.as_str().to_owned())
                .with("Age", page.age(moment.now).to_string()),
            None => Answer::plain_refusal(ErrorCode::InternalError),
        };
        Effect::Answer(waiter, answer, trace)
    }
}

fn refused(waiter: WaiterId, answer: Answer) -> Effect {
    Effect::Answer(waiter, answer, Trace::default())
}
