//! A write from upstream's answer to the agent's: verdict, ledger, owner, bump.
//!
//! The owner of the conversation is looked up when the outcome is there, not before: a page that was registered meanwhile is
//! then found. Whatever may have been applied is bumped, even if nobody is told that it was.

use helpthread_core::{
    id::{ConversationId, CustomerId},
    model::{Data, Message},
};

use super::{
    Effect, WorkspaceHub,
    bumps::{Then, Told},
    entry::{Outcome, Written},
    governor::Ended,
    verdict::{self, Verdict},
    writes::Writing,
    writing::{remembered, unknown},
};
use crate::{
    answer::Answer,
    hub::{Exchange, FlightId, Moment, Trace, WaiterId},
    upstream::Upstream,
};

impl WorkspaceHub {
    /// Upstream's answer to a write, or the end of waiting for it.
    pub(super) fn write_fetched(
        &mut self,
        flight: FlightId,
        exchange: &Exchange,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(writing) = self.writes.end(flight) else {
            return;
        };
        if let Some(sent) = writing.sent {
            self.governor.settle(sent.permit, Ended::of(exchange), moment.now);
        }
        let trace = Trace { cache: None, attempts: exchange.attempts, upstream_milliseconds: exchange.milliseconds };
        let (answer, customer) = match verdict::of(&writing, exchange, moment.seconds()) {
            Verdict::Refused(answer) => match self.settled_meanwhile(&writing) {
                Some(answer) => (answer, None),
                None => return self.refused(&writing, &answer, trace, effects),
            },
            Verdict::Applied(answer, customer) => {
                self.record(&writing, &answer, effects);
                (answer, customer)
            }
            Verdict::Lost(answer) => (self.lost(&writing, answer, effects), None),
        };
        let then = Then { waiters: writing.waiters, answer, trace, key: writing.key };
        self.tell_owner(flight, &writing.conversation, customer, then, moment, effects);
    }

    /// Upstream has refused it, and nothing has changed: it is forgotten.
    fn refused(&mut self, writing: &Writing, answer: &Answer, trace: Trace, effects: &mut Vec<Effect>) {
        if let Some(key) = &writing.key {
            self.ledger.clear(key, effects);
        }
        answer_all(&writing.waiters, answer, trace, effects);
        self.writes.release(writing.key.as_ref());
    }

    /// The answer, if an event has told while the reply was under way that it was applied.
    fn settled_meanwhile(&self, writing: &Writing) -> Option<Answer> {
        match &self.ledger.find(writing.key.as_ref()?)?.outcome {
            Outcome::Done(written) => Some(remembered(written, &writing.call)),
            Outcome::Begun | Outcome::Unknown => None,
        }
    }

    /// Remembers what was applied.
    fn record(&mut self, writing: &Writing, answer: &Answer, effects: &mut Vec<Effect>) {
        let (Some(key), Some(fingerprint)) = (&writing.key, &writing.fingerprint) else {
            return;
        };
        let message: Option<Data<Message>> = answer.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
        match message {
            Some(message) => self.ledger.done(key, Written::new(message.data, fingerprint), effects),
            None => self.ledger.lose(key, effects),
        }
    }

    /// Remembers that it is not known, and says so, unless an event has told more meanwhile.
    fn lost(&mut self, writing: &Writing, answer: Answer, effects: &mut Vec<Effect>) -> Answer {
        if let Some(key) = &writing.key {
            self.ledger.lose(key, effects);
        }
        self.settled_meanwhile(writing).unwrap_or(answer)
    }

    /// A conversation was changed, or may have been: its customer's hub hears of it, or the epoch advances; then the answer.
    pub(super) fn tell_owner(
        &mut self,
        flight: FlightId,
        conversation: &ConversationId,
        customer: Option<CustomerId>,
        then: Then,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        self.lists.bump();
        if let Some(owner) = customer.or_else(|| self.index.owner(conversation, moment.now).cloned()) {
            self.bumps.start(flight, owner, then, moment.now, effects);
        } else {
            self.epoch.advance(effects);
            self.told(Told::Yes(then), effects);
        }
    }

    /// The owner knows, or cannot be told.
    pub(super) fn told(&mut self, told: Told, effects: &mut Vec<Effect>) {
        let (then, answer) = match told {
            Told::Yes(then) => {
                if let Some(key) = &then.key {
                    self.ledger.bumped(key, effects);
                }
                let answer = then.answer.clone();
                (then, answer)
            }
            // What was changed cannot be seen yet, so nobody is told that it is done.
            Told::Never(then) => (then, unknown()),
        };
        answer_all(&then.waiters, &answer, then.trace, effects);
        self.writes.release(then.key.as_ref());
    }

    /// Writes of which nothing was heard.
    pub(super) fn give_up_writes(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        while let Some(flight) = self.writes.overdue(moment.now) {
            let attempts = self.writes.get(flight).and_then(|writing| writing.sent).map_or(1, |sent| sent.attempts);
            let silence = Exchange { upstream: Upstream::TimedOut, attempts, rate_limit: None, milliseconds: 0 };
            self.write_fetched(flight, &silence, moment, effects);
        }
        while let Some(told) = self.bumps.overdue(moment.now, effects) {
            self.told(told, effects);
        }
    }
}

/// Answers those who waited; the first of them is who the call was made for.
pub(super) fn answer_all(waiters: &[WaiterId], answer: &Answer, trace: Trace, effects: &mut Vec<Effect>) {
    let joined = Trace { attempts: 0, upstream_milliseconds: 0, ..trace };
    for (index, waiter) in waiters.iter().enumerate() {
        effects.push(Effect::Answer(*waiter, answer.clone(), if index == 0 { trace } else { joined }));
    }
}
