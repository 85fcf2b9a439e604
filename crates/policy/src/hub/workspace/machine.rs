//! The hub itself: which part takes which input, and what all parts need at every step.

use helpthread_core::{error::ErrorCode, event::EventData};

use super::{
    Effect, Input, Settings,
    bumps::{Bumps, Then},
    epoch::{self, Epoch},
    governor::{Ended, Governor, Ruling},
    index::{self, Index},
    ledger::{self, Ledger},
    lists::Lists,
    queue::{Asker, Share},
    timer::Timer,
    writes::Writes,
};
use crate::{
    answer::Answer,
    hub::{
        Exchange, FlightId, Moment, Trace, WaiterId,
        customer::Record,
        message::{Delivered, Permit, PermitAnswer, PermitRequest, Settled, Settlement},
        request_limit::RequestLimit,
    },
};

/// How long after a verified webhook pages stay fresh for longer, in milliseconds.
const WEBHOOKS_ARRIVE_MILLISECONDS: i64 = 10 * 60 * 1_000;
/// How long a page stays fresh while webhooks arrive, and while they do not, in seconds.
const FRESH_SECONDS: (u32, u32) = (60, 5);
/// The time of the last webhook is written again only when it is that much later, in milliseconds.
const WEBHOOK_RECORD_MILLISECONDS: i64 = 60 * 1_000;
/// What the record of the last verified webhook is called.
const WEBHOOK_RECORD_KEY: &str = "webhook";
/// Entries that are forgotten in one step at most: none takes long.
const FORGOTTEN_PER_STEP: usize = 200;
/// Forgetting may be that much late, in milliseconds: an alarm costs a write.
const ALARM_STEP_MILLISECONDS: i64 = 10 * 60 * 1_000;

/// One workspace's budget, index, lists and writes.
#[derive(Debug)]
pub struct WorkspaceHub {
    pub(super) settings: Settings,
    pub(super) governor: Governor,
    pub(super) index: Index,
    pub(super) epoch: Epoch,
    pub(super) ledger: Ledger,
    pub(super) limits: RequestLimit,
    pub(super) lists: Lists,
    pub(super) writes: Writes,
    pub(super) bumps: Bumps,
    /// When a webhook was last verified, in unix milliseconds.
    webhook_at: Option<i64>,
    webhook_recorded_at: Option<i64>,
    flights: u64,
    wake: Timer,
    alarm: Timer,
}

impl WorkspaceHub {
    /// The hub as its records have it, and what it does first: what the hub before it may have written upstream without telling
    /// the conversation's owner, that owner is told.
    pub fn restore(settings: Settings, records: Vec<Record>, moment: Moment) -> (Self, Vec<Effect>) {
        let mut effects = Vec::new();
        let stored_epoch = records.iter().find(|record| record.key == epoch::RECORD_KEY);
        let mut hub = Self {
            settings,
            governor: Governor::new(moment.random),
            index: Index::default(),
            epoch: Epoch::restore(stored_epoch, moment.random, &mut effects),
            ledger: Ledger::default(),
            limits: RequestLimit::default(),
            lists: Lists::default(),
            writes: Writes::default(),
            bumps: Bumps::default(),
            webhook_at: None,
            webhook_recorded_at: None,
            flights: 0,
            wake: Timer::every(1),
            alarm: Timer::every(ALARM_STEP_MILLISECONDS),
        };
        for record in records {
            if !hub.take_in(&record, &mut effects) {
                effects.push(Effect::Remove(record.key));
            }
        }
        hub.settle_debts(moment, &mut effects);
        hub.set_timers(moment, &mut effects);
        (hub, effects)
    }

    /// Takes one input.
    pub fn step(&mut self, input: Input, moment: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.governor.advance(moment.now);
        self.give_up_writes(moment, &mut effects);
        self.give_up_lists(moment, &mut effects);
        self.take(input, moment, &mut effects);
        self.announce_rulings(moment, &mut effects);
        self.ledger.expire(moment.now, FORGOTTEN_PER_STEP, &mut effects);
        self.index.expire(moment.now, FORGOTTEN_PER_STEP, &mut effects);
        effects.extend(self.governor.notes.drain(..).map(Effect::Note));
        self.set_timers(moment, &mut effects);
        effects
    }

    fn take(&mut self, input: Input, moment: Moment, effects: &mut Vec<Effect>) {
        match input {
            Input::Permit(waiter, request) => self.permit(waiter, request, moment, effects),
            Input::Settle(waiter, settlement) => self.settle(waiter, &settlement, moment, effects),
            Input::List(waiter, list) => self.list(waiter, list, moment, effects),
            Input::Write(waiter, write) => self.write(waiter, write, moment, effects),
            Input::Event(waiter, delivered) => self.event(waiter, &delivered, moment, effects),
            Input::Fetched(flight, exchange) => self.fetched(flight, &exchange, moment, effects),
            Input::Bumped(flight, recorded) => {
                if let Some(told) = self.bumps.answered(flight, recorded, moment.now) {
                    self.told(told, effects);
                }
            }
            Input::Woken => {
                self.wake.came(moment.now);
                self.alarm.came(moment.now);
            }
        }
    }

    fn permit(&mut self, waiter: WaiterId, request: PermitRequest, moment: Moment, effects: &mut Vec<Effect>) {
        let PermitRequest { customer, subject, priority } = request;
        if let Some(Err(limit)) = subject.as_deref().map(|subject| self.limits.admit(subject, moment.seconds())) {
            let retry_after = limit.retry_after(moment.seconds());
            effects.push(Effect::Permit(waiter, PermitAnswer::Limited { retry_after }));
            return;
        }
        self.governor.ask(Asker::Hub(waiter), Share::of_reader(customer, subject), priority, moment.now);
    }

    fn settle(&mut self, waiter: WaiterId, settlement: &Settlement, moment: Moment, effects: &mut Vec<Effect>) {
        let known = self.governor.settle(settlement.permit.id, Ended::told(settlement), moment.now);
        // A permit of another life of the object says nothing about the writes since.
        let current = known && settlement.permit.epoch == self.epoch.get();
        let may_store =
            current && self.index.register(&settlement.customer, &settlement.conversations, moment.now, effects);
        effects.push(Effect::Settled(waiter, Settled { may_store }));
    }

    fn event(&mut self, waiter: WaiterId, delivered: &Delivered, moment: Moment, effects: &mut Vec<Effect>) {
        self.webhook_at = Some(moment.now);
        let recorded_at = self.webhook_recorded_at;
        let since = |at: i64| moment.now.saturating_sub(at);
        if recorded_at.is_none_or(|at| !(0..WEBHOOK_RECORD_MILLISECONDS).contains(&since(at))) {
            self.webhook_recorded_at = Some(moment.now);
            let record = Record { key: WEBHOOK_RECORD_KEY.to_owned(), value: moment.now.to_string() };
            effects.push(Effect::Save(record));
        }
        if !matches!(delivered.event.data, EventData::Other(_)) {
            self.ledger.witness(&delivered.event, effects);
            self.lists.bump();
        }
        effects.push(Effect::Acknowledge(waiter));
    }

    fn fetched(&mut self, flight: FlightId, exchange: &Exchange, moment: Moment, effects: &mut Vec<Effect>) {
        if self.writes.get(flight).is_some() {
            self.write_fetched(flight, exchange, moment, effects);
        } else {
            self.list_fetched(flight, exchange, moment, effects);
        }
    }

    /// Tells everybody what the governor has decided, until it decides nothing more.
    fn announce_rulings(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        while !self.governor.rulings.is_empty() {
            for (asker, ruling) in std::mem::take(&mut self.governor.rulings) {
                match asker {
                    Asker::Hub(waiter) => effects.push(Effect::Permit(waiter, self.permit_answer(ruling, moment.now))),
                    Asker::Own(flight) if self.writes.get(flight).is_some() => {
                        self.write_ruled(flight, ruling, moment, effects);
                    }
                    Asker::Own(flight) => self.list_ruled(flight, ruling, moment, effects),
                }
            }
        }
    }

    fn permit_answer(&self, ruling: Ruling, now: i64) -> PermitAnswer {
        match ruling {
            Ruling::Granted { permit, attempts } => PermitAnswer::Granted(Permit {
                id: permit,
                attempts,
                epoch: self.epoch.get(),
                fresh_seconds: self.fresh_seconds(now),
            }),
            Ruling::Limited(retry_after) => PermitAnswer::Limited { retry_after },
            Ruling::Unavailable(retry_after) => PermitAnswer::Unavailable { retry_after },
        }
    }

    /// How long a page that is fetched now stays fresh, in seconds.
    pub(super) fn fresh_seconds(&self, now: i64) -> u32 {
        // One that came later than now came before the clock was set back: nobody knows how long ago.
        let arrive =
            self.webhook_at.is_some_and(|at| (0..WEBHOOKS_ARRIVE_MILLISECONDS).contains(&now.saturating_sub(at)));
        if arrive { FRESH_SECONDS.0 } else { FRESH_SECONDS.1 }
    }

    pub(super) fn next_flight(&mut self) -> FlightId {
        self.flights += 1;
        FlightId(self.flights)
    }

    fn take_in(&mut self, record: &Record, effects: &mut Vec<Effect>) -> bool {
        if record.key == epoch::RECORD_KEY {
            // Read before all others; an unreadable one has been replaced.
            return true;
        }
        if record.key == WEBHOOK_RECORD_KEY {
            self.webhook_at = record.value.parse().ok();
            self.webhook_recorded_at = self.webhook_at;
            return self.webhook_at.is_some();
        }
        if record.key.starts_with(ledger::RECORD_PREFIX) {
            return self.ledger.restore(record, effects);
        }
        record.key.starts_with(index::RECORD_PREFIX) && self.index.restore(record)
    }

    /// What was, or may have been, applied in an earlier life without its owner having heard of it.
    fn settle_debts(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        for key in self.ledger.owing() {
            let Some(conversation) = self.ledger.find(&key).map(|entry| entry.conversation.clone()) else {
                continue;
            };
            let flight = self.next_flight();
            // Nobody waits for this answer.
            let answer = Answer::plain_refusal(ErrorCode::OutcomeUnknown);
            let then = Then { waiters: Vec::new(), answer, trace: Trace::default(), key: Some(key) };
            self.tell_owner(flight, &conversation, None, then, moment, effects);
        }
    }

    fn set_timers(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        let deadlines =
            [self.governor.next_wake(), self.writes.next_deadline(), self.bumps.next_due(), self.lists.next_deadline()];
        let wake = deadlines.into_iter().flatten().min();
        effects.extend(self.wake.set(wake, moment.now).map(Effect::WakeAt));
        let expiry = [self.ledger.next_expiry(), self.index.next_expiry()].into_iter().flatten().min();
        effects.extend(self.alarm.set(expiry, moment.now).map(Effect::AlarmAt));
    }
}
