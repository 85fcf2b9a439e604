//! A write from its arrival until it leaves: limit, ledger, permit, upstream.

use helpthread_core::{
    error::{ErrorCode, Refusal},
    model::Data,
};

use super::{
    Effect, WorkspaceHub,
    bumps::Then,
    digest::Digest,
    entry::{Entry, Outcome, Written, fingerprint},
    governor::Ruling,
    outcomes::answer_all,
    queue::{Asker, Share},
    writes::Writing,
};
use crate::{
    answer::Answer,
    call::Call,
    hub::{
        FlightId, Moment, Trace, WaiterId,
        message::{Priority, Write},
    },
};

/// The longest `Idempotency-Key`.
const MAX_KEY_LENGTH: usize = 255;

impl WorkspaceHub {
    /// An agent's reply or change arrives.
    pub(super) fn write(&mut self, waiter: WaiterId, write: Write, moment: Moment, effects: &mut Vec<Effect>) {
        if let Err(answer) = self.try_write(waiter, write, moment, effects) {
            effects.push(Effect::Answer(waiter, answer, Trace::default()));
        }
    }

    fn try_write(
        &mut self,
        waiter: WaiterId,
        write: Write,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Answer> {
        let limited = |limit| Answer::rate_limited(limit, moment.seconds());
        self.limits.admit(&write.subject, moment.seconds()).map_err(limited)?;
        let (conversation, fingerprint) = match &write.call {
            Call::Reply { conversation, message } => (conversation.clone(), Some(fingerprint(conversation, message))),
            Call::Change { conversation, .. } => (conversation.clone(), None),
            Call::History { .. } | Call::Conversations { .. } => {
                return Err(Answer::plain_refusal(ErrorCode::InternalError));
            }
        };
        let subject = Digest::of(&["subject", &write.subject]);
        let key = ledger_key(&write, fingerprint.is_some())?;
        let mut writing = Writing {
            call: write.call,
            conversation,
            subject: subject.clone(),
            key,
            fingerprint,
            upstream_key: None,
            again: false,
            waiters: vec![waiter],
            sent: None,
        };
        if self.is_remembered(waiter, &mut writing, moment, effects)? {
            return Ok(());
        }
        if writing.key.is_some() && !writing.again {
            self.ledger.room(&subject, moment.now).map_err(super::limited)?;
        }
        let flight = self.next_flight();
        if self.settings.upstream_idempotency && writing.fingerprint.is_some() && !writing.again {
            writing.upstream_key = Some(format!("{:016x}{:016x}", moment.random, flight.0));
        }
        self.writes.start(flight, writing);
        self.governor.ask(Asker::Own(flight), Share::AgentWrites(write.subject), Priority::Write, moment.now);
        Ok(())
    }

    /// Whether the key is known and the waiter is, or will be, answered from that.
    fn is_remembered(
        &mut self,
        waiter: WaiterId,
        writing: &mut Writing,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) -> Result<bool, Answer> {
        let (Some(key), Some(fingerprint)) = (writing.key.clone(), writing.fingerprint.as_ref()) else {
            return Ok(false);
        };
        let mismatch = || Answer::plain_refusal(ErrorCode::IdempotencyMismatch);
        if let Some(flight) = self.writes.under(&key) {
            let asked = self.writes.get(flight).and_then(|writing| writing.fingerprint.as_ref());
            let asked = asked.or_else(|| self.ledger.find(&key).map(|entry| &entry.fingerprint));
            if asked.is_some_and(|asked| asked != fingerprint) {
                return Err(mismatch());
            }
            return if self.joins(waiter, flight) { Ok(true) } else { Err(unknown()) };
        }
        let Some(entry) = self.ledger.find(&key) else {
            return Ok(false);
        };
        if entry.fingerprint != *fingerprint {
            return Err(mismatch());
        }
        let answer = match &entry.outcome {
            Outcome::Done(written) => remembered(written, &writing.call),
            Outcome::Begun | Outcome::Unknown if entry.upstream_key.is_some() && self.settings.upstream_idempotency => {
                (writing.again, writing.upstream_key) = (true, entry.upstream_key.clone());
                return Ok(false);
            }
            Outcome::Begun | Outcome::Unknown => unknown(),
        };
        if !entry.owes_bump {
            return Err(answer);
        }
        let conversation = entry.conversation.clone();
        let flight = self.next_flight();
        self.writes.hold(&key, flight);
        let then = Then { waiters: vec![waiter], answer, trace: Trace::default(), key: Some(key) };
        self.tell_owner(flight, &conversation, None, then, moment, effects);
        Ok(true)
    }

    fn joins(&mut self, waiter: WaiterId, flight: FlightId) -> bool {
        if self.writes.join(flight, waiter) {
            return true;
        }
        let Some(bump) = self.bumps.get_mut(flight) else {
            return false;
        };
        bump.then.waiters.push(waiter);
        true
    }

    /// The governor has decided on a write.
    pub(super) fn write_ruled(&mut self, flight: FlightId, ruling: Ruling, moment: Moment, effects: &mut Vec<Effect>) {
        let answer = match ruling {
            Ruling::Granted { permit, attempts } => return self.send(flight, permit, attempts, moment, effects),
            Ruling::Limited(seconds) => super::limited(seconds),
            Ruling::Unavailable(seconds) => super::unavailable(seconds),
        };
        if let Some(writing) = self.writes.end(flight) {
            answer_all(&writing.waiters, &answer, Trace::default(), effects);
            self.writes.release(writing.key.as_ref());
        }
    }

    fn send(&mut self, flight: FlightId, permit: u64, attempts: u8, moment: Moment, effects: &mut Vec<Effect>) {
        let Some(writing) = self.writes.get(flight) else {
            return;
        };
        let call = writing.call.clone();
        if let Some(fingerprint) = &writing.fingerprint {
            match &writing.key {
                Some(key) => {
                    let entry = self.entry(key, fingerprint, writing, moment);
                    self.ledger.begin(key, entry, effects);
                }
                None => {
                    self.ledger.contest(fingerprint, effects);
                }
            }
        }
        let idempotency_key = writing.upstream_key.clone();
        self.writes.send(flight, permit, attempts, moment.now);
        effects.push(Effect::Fetch { flight, call, attempts, idempotency_key });
    }

    /// What is remembered of a reply before it leaves.
    fn entry(&self, key: &Digest, fingerprint: &Digest, writing: &Writing, moment: Moment) -> Entry {
        // Sent again, it stays what it is: still not known, and as old as it was.
        if let Some(known) = self.ledger.find(key).filter(|_| writing.again) {
            return Entry { owes_bump: true, ..known.clone() };
        }
        Entry {
            fingerprint: fingerprint.clone(),
            subject: writing.subject.clone(),
            conversation: writing.conversation.clone(),
            begun_at: moment.now,
            upstream_key: writing.upstream_key.clone(),
            contested: self.writes.says(fingerprint),
            witness: None,
            outcome: Outcome::Begun,
            owes_bump: true,
        }
    }
}

/// The ledger's key of a write, if it has one.
fn ledger_key(write: &Write, is_reply: bool) -> Result<Option<Digest>, Answer> {
    let Some(key) = &write.idempotency_key else {
        return Ok(None);
    };
    let rule = if !is_reply {
        "Idempotency-Key is supported only for a new message."
    } else if (1..=MAX_KEY_LENGTH).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(Some(Digest::of(&["key", &write.subject, key])));
    } else {
        "Idempotency-Key must have 1 to 255 visible ASCII characters."
    };
    Err(Answer::refusal(&Refusal::new(ErrorCode::InvalidRequest, rule)))
}

pub(super) fn unknown() -> Answer {
    Answer::plain_refusal(ErrorCode::OutcomeUnknown)
}

/// The first answer again.
pub(super) fn remembered(written: &Written, call: &Call) -> Answer {
    let message = match call {
        Call::Reply { message, .. } => Some(written.message(message)),
        _ => None,
    };
    message
        .and_then(|data| serde_json::to_string(&Data { data }).ok())
        .map_or_else(|| Answer::plain_refusal(ErrorCode::InternalError), |json| Answer::json(call.success(), json))
}
