//! The mixed load: everybody who uses a workspace at once, at a pace that two cores carry.

pub(crate) mod agents;
mod customers;
mod followers;
pub(crate) mod inbound;
pub(crate) mod integrators;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, Scope};
use std::time::Duration;

pub use customers::{check_rows, history};
pub use followers::{Follower, View};
pub use inbound::begin;

use crate::chance::Chance;
use crate::ledger::Ledger;
use crate::site::Site;

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// Customers of the workspace.
    pub customers: usize,
    /// Conversations that each has from the beginning.
    pub conversations: usize,
    /// Agents, each a client that reads and writes through the proxy.
    pub agents: usize,
    /// Clients that read histories.
    pub readers: usize,
    /// Clients that sign for themselves.
    pub integrators: usize,
    /// Sockets that follow a customer.
    pub followers: usize,
}

impl Crowd {
    /// About fifty requests a second.
    pub const USUAL: Self =
        Self { customers: 24, conversations: 6, agents: 6, readers: 6, integrators: 3, followers: 12 };
}

/// What the clients of a run share.
#[derive(Debug)]
pub struct Load<'a> {
    /// What they use.
    pub site: &'a Site,
    /// What they were told.
    pub ledger: &'a Ledger,
    /// Whose histories they read.
    pub customers: Vec<String>,
    /// The sockets' views.
    pub followers: Vec<Follower>,
    seed: u64,
    ended: AtomicBool,
    paused: AtomicBool,
    /// Writers in the middle of something.
    writing: AtomicUsize,
}

impl<'a> Load<'a> {
    /// Clients that have not begun.
    #[must_use]
    pub fn new(site: &'a Site, ledger: &'a Ledger, customers: Vec<String>, crowd: Crowd, seed: u64) -> Self {
        let followers = (0..crowd.followers)
            .map(|number| Follower::new(&customers[number % customers.len()], number.is_multiple_of(3), number));
        let followers = followers.collect();
        let (ended, paused, writing) = (AtomicBool::new(false), AtomicBool::new(false), AtomicUsize::new(0));
        Self { site, ledger, customers, followers, seed, ended, paused, writing }
    }

    /// Lets them begin, each in a thread of its own.
    pub fn begin<'scope, 'env>(&'env self, scope: &'scope Scope<'scope, 'env>, crowd: Crowd) {
        let chance = |kind: u64, number: usize| Chance::new(self.seed, 1_000 * kind + number as u64);
        for number in 0..crowd.readers {
            self.spawn(scope, chance(1, number), move |chance| customers::read(self, chance, number));
        }
        for (number, agent) in self.site.agents.iter().enumerate() {
            self.spawn(scope, chance(2, number), move |chance| agents::work(self, chance, agent));
            self.spawn(scope, chance(3, number), move |chance| agents::look(self, chance, agent));
        }
        for number in 0..crowd.integrators {
            self.spawn(scope, chance(4, number), move |chance| integrators::work(self, chance, number));
        }
        self.spawn(scope, chance(5, 0), move |chance| inbound::write(self, chance));
        for (number, follower) in self.followers.iter().enumerate() {
            self.spawn(scope, chance(6, number), move |chance| followers::follow(self, follower, chance));
        }
    }

    /// A client that panics, as when an answer is no JSON, is a finding, and the others go on.
    fn spawn<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        chance: Chance,
        work: impl FnOnce(Chance) + Send + 'scope,
    ) {
        scope.spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| work(chance))).is_err() {
                self.site.journal.found("a client could not make sense of an answer; its panic is above");
            }
        });
    }

    /// Sockets that were opened, and those of them that went on from a cursor.
    pub fn sockets(&self) -> (usize, usize) {
        let counts = self.followers.iter().map(Follower::counts);
        counts.fold((0, 0), |sum, (opened, resumed)| (sum.0 + opened, sum.1 + resumed))
    }

    /// Ends them.
    pub fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    /// Whether they have to end.
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    /// Writers stop after what they are doing; this waits for them.
    pub fn pause(&self) {
        self.paused.store(true, Ordering::SeqCst);
        while self.writing.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Writers go on.
    pub fn resume(&self) {
        self.paused.store(false, Ordering::SeqCst);
    }

    /// Does `work` again and again, `pause` milliseconds apart, until the end.
    fn repeat(&self, chance: &mut Chance, pause: (u64, u64), mut work: impl FnMut(&mut Chance)) {
        while !self.has_ended() {
            work(chance);
            thread::sleep(Duration::from_millis(chance.between(pause.0, pause.1)));
        }
    }

    /// The same for a writer.
    fn repeat_writing(&self, chance: &mut Chance, pause: (u64, u64), mut work: impl FnMut(&mut Chance)) {
        self.repeat(chance, pause, |chance| {
            // Counted first: who pauses after this waits for us, and who has paused before is seen.
            let _writing = Writing::begin(&self.writing);
            if !self.paused.load(Ordering::SeqCst) {
                work(chance);
            }
        });
    }

    /// The clock that a host's back end mints a token by, in unix milliseconds: mostly one that agrees with the proxy's.
    fn minting_clock(&self, chance: &mut Chance) -> i64 {
        if chance.percent(90) { self.site.proxy_clock.now() } else { crate::clock::true_time() }
    }
}

/// Somebody is in the middle of a write.
struct Writing<'a>(&'a AtomicUsize);

impl<'a> Writing<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
