//! Who waits for leave to call upstream: by priority, and within one priority every share in turn.
//!
//! A share's n-th waiter stands in the n-th round, counted from the round that is being served when it comes. So a share with a
//! hundred waiters and one with a single waiter are served alternately, and nothing is ever scanned.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::id::{AgentId, CustomerId};

use crate::hub::{FlightId, WaiterId, message::Priority};

/// The most of one share who wait with the same priority.
const MAX_WAITING_OF_SHARE: u32 = 16;

/// The most who wait when one more comes, by what it comes for: as of the budget, readers leave a tenth and refreshes three tenths
/// to whoever is more urgent.
const fn most_waiting(priority: Priority) -> usize {
    match priority {
        Priority::Write => 1_000,
        Priority::Interactive => 900,
        Priority::Refresh => 700,
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asker {
    /// A customer's hub.
    Hub(WaiterId),
    /// The workspace's hub itself: a write, or a page of the agents' list.
    Own(FlightId),
}

/// In whose name it asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Share {
    /// One customer's pages, which she reads, or which are refreshed.
    Customer(CustomerId),
    /// What an agent reads, lists and histories, by the token's subject.
    AgentReads(String),
    /// What an agent writes, by the token's subject.
    AgentWrites(String),
}

impl Share {
    /// That of whoever reads a page of this customer's; nobody, for a refresh.
    pub(super) fn of_reader(customer: CustomerId, subject: Option<String>) -> Self {
        match subject.filter(|subject| AgentId::parse(subject).is_ok()) {
            Some(agent) => Self::AgentReads(agent),
            None => Self::Customer(customer),
        }
    }
}

/// One who waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) asker: Asker,
    pub(super) share: Share,
    deadline: i64,
    parked: bool,
}

/// Where one stands: what is smallest is served first. Priority, round, order of coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(Priority, u64, u64);

impl Place {
    pub(super) fn priority(self) -> Priority {
        self.0
    }
}

/// Who waits.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BTreeMap<Place, Waiting>,
    /// Those of `waiting` who are not parked.
    line: BTreeSet<Place>,
    parked: BTreeSet<(Share, Place)>,
    deadlines: BTreeSet<(i64, Place)>,
    /// How many of a share wait with this priority, and the last one's round.
    shares: BTreeMap<(Share, Priority), (u32, u64)>,
    /// The round that is being served.
    rounds: BTreeMap<Priority, u64>,
    arrivals: u64,
}

impl Queue {
    /// Whether one more of this share may wait.
    pub(super) fn has_room(&self, share: &Share, priority: Priority) -> bool {
        let count = self.shares.get(&(share.clone(), priority)).map_or(0, |(count, _)| *count);
        self.waiting.len() < most_waiting(priority) && count < MAX_WAITING_OF_SHARE
    }

    /// Puts one at the end of its share's line, to wait until `deadline` (unix milliseconds).
    pub(super) fn push(&mut self, asker: Asker, share: Share, priority: Priority, deadline: i64) {
        let served = self.rounds.get(&priority).copied().unwrap_or(0);
        let (count, last) = self.shares.get(&(share.clone(), priority)).copied().unwrap_or((0, 0));
        let round = if count == 0 { served } else { served.max(last + 1) };
        self.arrivals += 1;
        let place = Place(priority, round, self.arrivals);
        self.shares.insert((share.clone(), priority), (count + 1, round));
        self.line.insert(place);
        self.deadlines.insert((deadline, place));
        self.waiting.insert(place, Waiting { asker, share, deadline, parked: false });
    }

    /// Who is served next, of those who are not parked.
    pub(super) fn first(&self) -> Option<(Place, &Waiting)> {
        let place = *self.line.first()?;
        self.waiting.get(&place).map(|waiting| (place, waiting))
    }

    /// Takes one out.
    pub(super) fn take(&mut self, place: Place) -> Option<Waiting> {
        let waiting = self.waiting.remove(&place)?;
        self.line.remove(&place);
        if waiting.parked {
            self.parked.remove(&(waiting.share.clone(), place));
        }
        self.deadlines.remove(&(waiting.deadline, place));
        let share = (waiting.share.clone(), place.0);
        if let Some((count, _)) = self.shares.get_mut(&share) {
            *count -= 1;
            if *count == 0 {
                self.shares.remove(&share);
            }
        }
        Some(waiting)
    }

    /// One is served: its round is the one being served.
    pub(super) fn serve(&mut self, place: Place) -> Option<Waiting> {
        self.rounds.insert(place.0, place.1);
        self.take(place)
    }

    /// Lets one stand aside until [`Self::unpark`]: its share must wait for its own calls to end.
    pub(super) fn park(&mut self, place: Place) {
        if let Some(waiting) = self.waiting.get_mut(&place) {
            waiting.parked = true;
            self.line.remove(&place);
            self.parked.insert((waiting.share.clone(), place));
        }
    }

    /// Brings those of a share back into the line.
    pub(super) fn unpark(&mut self, share: &Share) {
        let from = (share.clone(), Place(Priority::Write, 0, 0));
        while let Some(next) = self.parked.range(&from..).next().filter(|(of, _)| of == share).cloned() {
            self.back(&next);
        }
    }

    /// Brings everybody back into the line.
    pub(super) fn unpark_all(&mut self) {
        while let Some(next) = self.parked.first().cloned() {
            self.back(&next);
        }
    }

    /// Takes out one who has waited until its deadline.
    pub(super) fn overdue(&mut self, now: i64) -> Option<Waiting> {
        let (deadline, place) = *self.deadlines.first()?;
        if deadline <= now { self.take(place) } else { None }
    }

    /// The next deadline, in unix milliseconds.
    pub(super) fn next_deadline(&self) -> Option<i64> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    fn back(&mut self, parked: &(Share, Place)) {
        self.parked.remove(parked);
        self.line.insert(parked.1);
        if let Some(waiting) = self.waiting.get_mut(&parked.1) {
            waiting.parked = false;
        }
    }
}
