//! Tells a customer's hub that one of its conversations was changed, before whoever changed it is answered.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::id::CustomerId;

use super::{Effect, digest::Digest};
use crate::{
    answer::Answer,
    hub::{FlightId, Trace, WaiterId},
};

/// How often a hub is told at most.
const TRIES: u8 = 3;
/// How long it may take to acknowledge, in milliseconds.
const PATIENCE_MILLISECONDS: i64 = 3_000;
/// The pause after the first failure, in milliseconds; after the second it is four times that.
const PAUSE_MILLISECONDS: i64 = 150;

/// A hub that is being told, and what follows.
#[derive(Debug)]
pub(super) struct Bump {
    pub(super) owner: CustomerId,
    pub(super) then: Then,
    tries: u8,
    /// When to try again, or to give up this try.
    due: i64,
    pausing: bool,
}

/// What follows when the hub has acknowledged.
#[derive(Debug)]
pub(super) struct Then {
    /// Who is answered; nobody after a restart.
    pub(super) waiters: Vec<WaiterId>,
    /// With what.
    pub(super) answer: Answer,
    /// What the first of them cost.
    pub(super) trace: Trace,
    /// The ledger's entry that no longer owes this.
    pub(super) key: Option<Digest>,
}

/// What became of telling.
#[derive(Debug)]
pub(super) enum Told {
    /// The hub has recorded it.
    Yes(Then),
    /// It was tried often enough.
    Never(Then),
}

/// All hubs that are being told.
#[derive(Debug, Default)]
pub(super) struct Bumps {
    bumps: BTreeMap<FlightId, Bump>,
    due: BTreeSet<(i64, FlightId)>,
}

impl Bumps {
    /// Tells a hub.
    pub(super) fn start(
        &mut self,
        flight: FlightId,
        owner: CustomerId,
        then: Then,
        now: i64,
        effects: &mut Vec<Effect>,
    ) {
        effects.push(Effect::Bump(flight, owner.clone()));
        let due = now.saturating_add(PATIENCE_MILLISECONDS);
        self.due.insert((due, flight));
        self.bumps.insert(flight, Bump { owner, then, tries: 1, due, pausing: false });
    }

    /// One that is under way.
    pub(super) fn get_mut(&mut self, flight: FlightId) -> Option<&mut Bump> {
        self.bumps.get_mut(&flight)
    }

    /// The hub has answered, or could not be reached.
    pub(super) fn answered(&mut self, flight: FlightId, recorded: bool, now: i64) -> Option<Told> {
        let bump = self.bumps.get_mut(&flight)?;
        if recorded {
            return self.end(flight).map(Told::Yes);
        }
        if bump.pausing {
            // Of a try that was given up before.
            return None;
        }
        if bump.tries >= TRIES {
            return self.end(flight).map(Told::Never);
        }
        let pause = PAUSE_MILLISECONDS << (2 * (bump.tries - 1));
        self.due.remove(&(bump.due, flight));
        (bump.due, bump.pausing) = (now.saturating_add(pause), true);
        self.due.insert((bump.due, flight));
        None
    }

    /// Time goes on. Call again until there is nothing more.
    pub(super) fn overdue(&mut self, now: i64, effects: &mut Vec<Effect>) -> Option<Told> {
        while let Some((due, flight)) = self.due.first().copied().filter(|(due, _)| *due <= now) {
            let Some(bump) = self.bumps.get_mut(&flight) else {
                self.due.remove(&(due, flight));
                continue;
            };
            if !bump.pausing {
                if let Some(told) = self.answered(flight, false, now) {
                    return Some(told);
                }
                continue;
            }
            self.due.remove(&(due, flight));
            bump.tries += 1;
            (bump.due, bump.pausing) = (now.saturating_add(PATIENCE_MILLISECONDS), false);
            self.due.insert((bump.due, flight));
            effects.push(Effect::Bump(flight, bump.owner.clone()));
        }
        None
    }

    /// When time next changes something, in unix milliseconds.
    pub(super) fn next_due(&self) -> Option<i64> {
        self.due.first().map(|(due, _)| *due)
    }

    fn end(&mut self, flight: FlightId) -> Option<Then> {
        let bump = self.bumps.remove(&flight)?;
        self.due.remove(&(bump.due, flight));
        Some(bump.then)
    }
}
