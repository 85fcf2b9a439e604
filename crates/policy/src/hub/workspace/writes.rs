//! The writes that have not been judged yet, and who waits for which.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::id::ConversationId;

use super::digest::Digest;
use crate::{
    call::Call,
    hub::{FlightId, WaiterId},
};

/// How long nothing may be heard of a call, in milliseconds: longer than the shell gives it.
const PATIENCE_MILLISECONDS: i64 = 12_000;

/// A reply or a change under way.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) call: Call,
    pub(super) conversation: ConversationId,
    /// Whose it is; a digest of the token's subject.
    pub(super) subject: Digest,
    /// The ledger's key, of a reply with an `Idempotency-Key`.
    pub(super) key: Option<Digest>,
    /// What a reply says.
    pub(super) fingerprint: Option<Digest>,
    /// The key for upstream, where it honours one.
    pub(super) upstream_key: Option<String>,
    /// It was sent before, and the outcome is not known.
    pub(super) again: bool,
    pub(super) waiters: Vec<WaiterId>,
    pub(super) sent: Option<Sent>,
}

/// A write that has left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub(super) permit: u64,
    pub(super) attempts: u8,
    deadline: i64,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Writes {
    flights: BTreeMap<FlightId, Writing>,
    /// The flight that a retry with the same key joins; until its bump is over.
    by_key: BTreeMap<Digest, FlightId>,
    deadlines: BTreeSet<(i64, FlightId)>,
    /// Replies without a key that have left, by what they say.
    unkeyed: BTreeMap<Digest, u32>,
}

impl Writes {
    /// A write that waits for leave.
    pub(super) fn start(&mut self, flight: FlightId, writing: Writing) {
        if let Some(key) = &writing.key {
            self.by_key.insert(key.clone(), flight);
        }
        self.flights.insert(flight, writing);
    }

    /// The flight under this key.
    pub(super) fn under(&self, key: &Digest) -> Option<FlightId> {
        self.by_key.get(key).copied()
    }

    /// Whether this flight is a write that has not been judged.
    pub(super) fn get(&self, flight: FlightId) -> Option<&Writing> {
        self.flights.get(&flight)
    }

    /// Somebody joins a write that has not been judged. False if there is none.
    pub(super) fn join(&mut self, flight: FlightId, waiter: WaiterId) -> bool {
        let Some(writing) = self.flights.get_mut(&flight) else {
            return false;
        };
        writing.waiters.push(waiter);
        true
    }

    /// The write leaves.
    pub(super) fn send(&mut self, flight: FlightId, permit: u64, attempts: u8, now: i64) {
        let Some(writing) = self.flights.get_mut(&flight) else {
            return;
        };
        let deadline = now.saturating_add(PATIENCE_MILLISECONDS);
        self.deadlines.insert((deadline, flight));
        writing.sent = Some(Sent { permit, attempts, deadline });
        if let (Some(fingerprint), None) = (&writing.fingerprint, &writing.key) {
            *self.unkeyed.entry(fingerprint.clone()).or_default() += 1;
        }
    }

    /// Whether a reply without a key that says this is on its way.
    pub(super) fn says(&self, fingerprint: &Digest) -> bool {
        self.unkeyed.contains_key(fingerprint)
    }

    /// The write is judged or given up. Its key stays taken until [`Self::release`].
    pub(super) fn end(&mut self, flight: FlightId) -> Option<Writing> {
        let writing = self.flights.remove(&flight)?;
        let Some(sent) = writing.sent else {
            return Some(writing);
        };
        self.deadlines.remove(&(sent.deadline, flight));
        if let (Some(fingerprint), None) = (&writing.fingerprint, &writing.key)
            && let Some(count) = self.unkeyed.get_mut(fingerprint)
        {
            *count -= 1;
            if *count == 0 {
                self.unkeyed.remove(fingerprint);
            }
        }
        Some(writing)
    }

    /// Nobody waits for the flight any more: its key, if it has one, is free.
    pub(super) fn release(&mut self, key: Option<&Digest>) {
        if let Some(key) = key {
            self.by_key.remove(key);
        }
    }

    /// Keeps a key for a flight that is not a write: an answer that waits for a bump.
    pub(super) fn hold(&mut self, key: &Digest, flight: FlightId) {
        self.by_key.insert(key.clone(), flight);
    }

    /// A write of which nothing was heard until its deadline.
    pub(super) fn overdue(&self, now: i64) -> Option<FlightId> {
        self.deadlines.first().filter(|(deadline, _)| *deadline <= now).map(|(_, flight)| *flight)
    }

    /// The next deadline, in unix milliseconds.
    pub(super) fn next_deadline(&self) -> Option<i64> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }
}
