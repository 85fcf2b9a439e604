//! What goes wrong in a run, and how much.

use crate::chance::Chance;

#[allow(clippy::struct_excessive_bools, reason = "each is a thing that goes wrong or does not")]
/// Percentages unless the name says otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) customers: usize,
    /// Requests that HelpThread allows a minute.
    pub(crate) limit: u32,
    /// Steps of the outside world: reads, writes, customers who write in.
    pub(crate) happenings: u32,
    /// A request or an answer between two parts is lost.
    pub(crate) lost: u64,
    /// A hub is put away after a step.
    pub(crate) evicted: u64,
    /// HelpThread fails before or after it has done something, or is slow.
    pub(crate) failing: u64,
    /// HelpThread is down for a while.
    pub(crate) outages: bool,
    /// Whether deliveries come at all.
    pub(crate) webhooks: bool,
    /// The hubs' clocks jump.
    pub(crate) clock_jumps: bool,
    /// Somebody else uses the workspace's key.
    pub(crate) others: bool,
    /// HelpThread honours idempotency keys, and the proxy has been told.
    pub(crate) honours_keys: bool,
    /// Milliseconds between two steps of the outside world, at most.
    pub(crate) pause: u64,
}

impl Plan {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let calm = chance.percent(20);
        let some = |chance: &mut Chance, most: u64| if calm { 0 } else { chance.below(most + 1) };
        Self {
            customers: usize::try_from(1 + chance.below(5)).unwrap(),
            limit: *chance.pick(&[20, 60, 600]),
            happenings: 60,
            lost: some(chance, 10),
            evicted: some(chance, 10),
            failing: some(chance, 25),
            outages: !calm && chance.percent(20),
            webhooks: chance.percent(70),
            clock_jumps: !calm && chance.percent(20),
            others: !calm && chance.percent(20),
            honours_keys: chance.percent(30),
            pause: *chance.pick(&[20, 400, 5_000, 60_000]),
        }
    }

    /// Whether the limit must hold exactly: nobody else, no hub that forgets, clocks that agree.
    pub(crate) fn is_exact(&self) -> bool {
        !self.others && self.evicted == 0 && !self.clock_jumps && self.lost == 0
    }
}
