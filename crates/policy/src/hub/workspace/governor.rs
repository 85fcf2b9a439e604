//! Decides who may call upstream, and when: budget, breaker and queue together (proxy.md §3, "Governor").

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::rate_limit::RateLimit;

use super::{
    Note,
    breaker::Breaker,
    budget::{Budget, Room},
    queue::{Asker, Queue, Share},
};
use crate::{
    hub::{
        Exchange,
        message::{Priority, Settlement},
    },
    upstream::Upstream,
};

/// How long a permit is good for, in milliseconds: longer than a call with all its attempts may take.
pub(super) const PERMIT_MILLISECONDS: i64 = 15_000;
/// How long one waits for leave at most, in milliseconds.
const PATIENCE_MILLISECONDS: i64 = 10_000;
/// Calls under way at a time, at most.
const MAX_UNDER_WAY: usize = 48;
/// The same before upstream's limit is known.
const MAX_UNDER_WAY_UNKNOWN: usize = 4;

/// What one who asked is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ruling {
    /// Up to that many requests, under this permit.
    Granted { permit: u64, attempts: u8 },
    /// 429 with this many seconds.
    Limited(u64),
    /// 502 with this many seconds.
    Unavailable(u64),
}

/// How a call under a permit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    /// Requests that left; 0 if the permit was not used.
    pub(super) attempts: u8,
    /// Whether upstream answered with anything below 500.
    pub(super) answered: bool,
    /// Whether its last answer was 429.
    pub(super) refused: bool,
    /// What its last answer said of the budget.
    pub(super) rate_limit: Option<RateLimit>,
}

impl Ended {
    /// How the hub's own call ended.
    pub(super) fn of(exchange: &Exchange) -> Self {
        let status = match &exchange.upstream {
            Upstream::Answered(answered) => Some(answered.status),
            Upstream::TimedOut | Upstream::Failed => None,
        };
        Self {
            attempts: exchange.attempts,
            answered: status.is_some_and(|status| status < 500),
            refused: status == Some(429),
            rate_limit: exchange.rate_limit,
        }
    }

    /// How a customer's hub says that its call ended.
    pub(super) fn told(settlement: &Settlement) -> Self {
        Self {
            attempts: settlement.attempts,
            answered: settlement.answered,
            refused: settlement.status == Some(429),
            rate_limit: settlement.rate_limit,
        }
    }
}

/// A permit that has not come back.
#[derive(Debug)]
struct Permit {
    share: Share,
    attempts: u8,
    expires_at: i64,
}

/// The workspace's budget and those who want some of it. In memory only: it is learnt again from upstream's next answer.
#[derive(Debug)]
pub(super) struct Governor {
    budget: Budget,
    breaker: Breaker,
    queue: Queue,
    permits: BTreeMap<u64, Permit>,
    expiry: BTreeSet<(i64, u64)>,
    next_permit: u64,
    /// What was decided and has not been taken yet.
    pub(super) rulings: Vec<(Asker, Ruling)>,
    /// What was noticed and has not been taken yet.
    pub(super) notes: Vec<Note>,
}

impl Governor {
    /// `first_permit` is random, so that a permit of an earlier life of the object is not taken for one of this life.
    pub(super) fn new(first_permit: u64) -> Self {
        Self {
            budget: Budget::default(),
            breaker: Breaker::default(),
            queue: Queue::default(),
            permits: BTreeMap::new(),
            expiry: BTreeSet::new(),
            next_permit: first_permit,
            rulings: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Time goes on: windows end, permits expire, those who waited too long are told.
    pub(super) fn advance(&mut self, now: i64) {
        if self.budget.advance(now) {
            self.queue.unpark_all();
        }
        while let Some((expires_at, permit)) = self.expiry.first().copied().filter(|(at, _)| *at <= now) {
            self.expire(permit, expires_at, now);
        }
        while let Some(waiting) = self.queue.overdue(now) {
            self.rulings.push((waiting.asker, Ruling::Limited(1)));
        }
        self.serve(now);
    }

    /// Somebody asks; the ruling comes now or later.
    pub(super) fn ask(&mut self, asker: Asker, share: Share, priority: Priority, now: i64) {
        if !self.queue.has_room(&share, priority) {
            self.rulings.push((asker, Ruling::Limited(1)));
            return;
        }
        self.queue.push(asker, share, priority, now.saturating_add(PATIENCE_MILLISECONDS));
        self.serve(now);
    }

    /// A permit comes back. False if it is not known (any more).
    pub(super) fn settle(&mut self, permit: u64, ended: Ended, now: i64) -> bool {
        if let Some(said) = ended.rate_limit
            && self.budget.learn(said, &mut self.notes, now)
        {
            self.queue.unpark_all();
        }
        // A refusal that says that its window is over says nothing about this one.
        let refused_until = ended.rate_limit.map_or(i64::MAX, |said| said.reset.saturating_mul(1_000));
        if ended.refused && refused_until > now {
            self.budget.close();
        }
        let counted_until = ended.rate_limit.map(|said| said.reset.saturating_mul(1_000));
        let share = self.end(permit, ended.attempts, counted_until);
        let known = share.is_some();
        if let Some(share) = share {
            let note = match ended {
                Ended { attempts: 0, .. } => {
                    self.breaker.unsaid(permit, now);
                    None
                }
                Ended { answered: true, .. } => self.breaker.succeeded(permit),
                Ended { answered: false, .. } => self.breaker.failed(permit, share, now),
            };
            self.notes.extend(note);
        }
        self.serve(now);
        known
    }

    /// When time next changes something, in unix milliseconds.
    pub(super) fn next_wake(&self) -> Option<i64> {
        let expiry = self.expiry.first().map(|(at, _)| *at);
        [expiry, self.queue.next_deadline()].into_iter().flatten().min()
    }

    fn expire(&mut self, permit: u64, expires_at: i64, now: i64) {
        self.breaker.unsaid(permit, now);
        // The shell has given up every call by then: all its requests were counted before, or are counted as if they were.
        let attempts = self.permits.get(&permit).map_or(0, |permit| permit.attempts);
        let made = if expires_at <= self.budget.began_at() { 0 } else { attempts };
        self.end(permit, made, None);
    }

    /// Whose permit it was; none if it is not known (any more).
    fn end(&mut self, id: u64, made: u8, counted_until: Option<i64>) -> Option<Share> {
        let permit = self.permits.remove(&id)?;
        self.expiry.remove(&(permit.expires_at, id));
        self.budget.settle(&permit.share, permit.attempts, made, counted_until);
        self.queue.unpark(&permit.share);
        Some(permit.share)
    }

    /// Answers from the front of the queue until somebody has to wait.
    fn serve(&mut self, now: i64) {
        while let Some((place, waiting)) = self.queue.first() {
            if let Err(seconds) = self.breaker.check(&waiting.share, now) {
                let asker = waiting.asker;
                self.queue.take(place);
                self.rulings.push((asker, Ruling::Unavailable(seconds)));
                continue;
            }
            match self.budget.room(&waiting.share, place.priority(), now) {
                Room::NextWindow(seconds) => {
                    let asker = waiting.asker;
                    self.queue.take(place);
                    self.rulings.push((asker, Ruling::Limited(seconds)));
                }
                Room::AfterOwn => self.queue.park(place),
                // Whoever comes later in the queue has no more room than this one.
                Room::AfterOthers => return,
                Room::For(_) if self.is_busy() => return,
                Room::For(room) => {
                    if let Some(waiting) = self.queue.serve(place) {
                        self.grant(waiting.asker, waiting.share, room, now);
                    }
                }
            }
        }
    }

    fn is_busy(&self) -> bool {
        let most = if self.budget.is_known() { MAX_UNDER_WAY } else { MAX_UNDER_WAY_UNKNOWN };
        self.permits.len() >= most
    }

    fn grant(&mut self, asker: Asker, share: Share, room: u32, now: i64) {
        let (id, attempts) = (self.next_permit, self.budget.attempts(room));
        self.next_permit = self.next_permit.wrapping_add(1);
        self.budget.charge(&share, attempts);
        self.breaker.granted(id);
        let expires_at = now.saturating_add(PERMIT_MILLISECONDS);
        self.expiry.insert((expires_at, id));
        self.permits.insert(id, Permit { share, attempts, expires_at });
        self.rulings.push((asker, Ruling::Granted { permit: id, attempts }));
    }
}
