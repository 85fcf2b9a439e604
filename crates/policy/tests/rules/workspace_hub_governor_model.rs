//! The governor against an upstream that counts exactly, under a fake clock (threats.md row 21).

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use crate::workspace_hub_given::{START, customer_id, settlement};
use helpthread_core::rate_limit::{RateLimit, window_start};
use helpthread_policy::hub::{
    Moment, WaiterId,
    message::{Permit, PermitAnswer, PermitRequest, Priority, Settlement},
    workspace::{Effect, Input, Note, Settings, WorkspaceHub},
};
use proptest::prelude::*;

/// One who asks, and what its call will be like if it may be made.
#[derive(Debug, Clone)]
struct Ask {
    /// Milliseconds after the one before.
    after: i64,
    customer: u8,
    priority: Priority,
    /// How many of the granted requests are made.
    attempts: u8,
    /// When they reach upstream, in milliseconds after the grant.
    arrivals: [i64; 3],
    ending: Ending,
}

#[derive(Debug, Clone, Copy)]
enum Ending {
    Answered,
    /// Upstream counted it, but its answer never came.
    Lost,
    /// The customer's hub died with the permit.
    NeverSettled,
}

/// What happens at a time. The order of the fields is that of the heap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// Somebody else uses the key.
    Foreign,
    Ask(usize),
    Arrival(usize),
    Settle(usize),
    Wake,
}

#[derive(Default)]
struct Upstream {
    limit: u32,
    counts: BTreeMap<i64, u32>,
}

impl Upstream {
    fn count(&mut self, now: i64) -> RateLimit {
        let seconds = now.div_euclid(1_000);
        let used = self.counts.entry(window_start(seconds)).or_default();
        *used += 1;
        RateLimit::after(self.limit, *used, seconds)
    }

    fn busiest(&self) -> u32 {
        self.counts.values().copied().max().unwrap_or(0)
    }
}

struct World {
    hub: WorkspaceHub,
    upstream: Upstream,
    asks: Vec<Ask>,
    agenda: BinaryHeap<Reverse<(i64, Happening)>>,
    asked_at: BTreeMap<usize, i64>,
    answers: BTreeMap<usize, PermitAnswer>,
    said: BTreeMap<usize, RateLimit>,
    longest_wait: i64,
    foreign_use_noted: bool,
}

impl World {
    fn new(limit: u32, asks: Vec<Ask>) -> Self {
        let (hub, _) = WorkspaceHub::restore(Settings::default(), Vec::new(), Moment { now: START, random: 1 });
        let mut agenda = BinaryHeap::new();
        let mut at = START;
        for (number, ask) in asks.iter().enumerate() {
            at += ask.after;
            agenda.push(Reverse((at, Happening::Ask(number))));
        }
        Self {
            hub,
            upstream: Upstream { limit, ..Upstream::default() },
            asks,
            agenda,
            asked_at: BTreeMap::new(),
            answers: BTreeMap::new(),
            said: BTreeMap::new(),
            longest_wait: 0,
            foreign_use_noted: false,
        }
    }

    fn run(&mut self) {
        while let Some(Reverse((now, happening))) = self.agenda.pop() {
            let input = match happening {
                Happening::Foreign => {
                    self.upstream.count(now);
                    continue;
                }
                Happening::Arrival(number) => {
                    let said = self.upstream.count(now);
                    self.said.insert(number, said);
                    continue;
                }
                Happening::Ask(number) => {
                    self.asked_at.insert(number, now);
                    let customer = customer_id(&format!("cus_{}", self.asks[number].customer));
                    let priority = self.asks[number].priority;
                    Input::Permit(WaiterId(number as u64), PermitRequest { customer, subject: None, priority })
                }
                Happening::Settle(number) => Input::Settle(WaiterId(u64::MAX), self.settlement(number)),
                Happening::Wake => Input::Woken,
            };
            let effects = self.hub.step(input, Moment { now, random: 1 });
            self.perform(effects, now);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>, now: i64) {
        for effect in effects {
            match effect {
                Effect::WakeAt(at) => self.agenda.push(Reverse((at, Happening::Wake))),
                Effect::Note(Note::ForeignUse { .. }) => self.foreign_use_noted = true,
                Effect::Permit(WaiterId(number), answer) => {
                    let number = usize::try_from(number).expect("an index");
                    self.longest_wait = self.longest_wait.max(now - self.asked_at[&number]);
                    assert!(self.answers.insert(number, answer).is_none(), "answered twice");
                    if let PermitAnswer::Granted(permit) = answer {
                        self.call(number, permit, now);
                    }
                }
                _ => {}
            }
        }
    }

    /// Makes the requests that the ask wants, all within the ten seconds that a call may take.
    fn call(&mut self, number: usize, permit: Permit, now: i64) {
        let ask = &self.asks[number];
        let attempts = usize::from(ask.attempts.min(permit.attempts));
        for arrival in ask.arrivals.iter().take(attempts) {
            self.agenda.push(Reverse((now + arrival, Happening::Arrival(number))));
        }
        let last = ask.arrivals.iter().take(attempts).max().copied().unwrap_or(0);
        if !matches!(ask.ending, Ending::NeverSettled) {
            self.agenda.push(Reverse((now + last + 20, Happening::Settle(number))));
        }
    }

    fn settlement(&self, number: usize) -> Settlement {
        let ask = &self.asks[number];
        let Some(PermitAnswer::Granted(permit)) = self.answers.get(&number).copied() else {
            panic!("settled without a permit");
        };
        let answered = matches!(ask.ending, Ending::Answered);
        let said = self.said.get(&number).copied().filter(|_| answered);
        Settlement {
            attempts: ask.attempts.min(permit.attempts),
            answered,
            status: answered.then_some(200),
            ..settlement(permit, &format!("cus_{}", ask.customer), &[], said)
        }
    }
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let priority =
        prop_oneof![1 => Just(Priority::Write), 4 => Just(Priority::Interactive), 1 => Just(Priority::Refresh)];
    let ending = prop_oneof![12 => Just(Ending::Answered), 1 => Just(Ending::Lost), 1 => Just(Ending::NeverSettled)];
    // Quick calls, and calls that stay under way across the end of a window.
    let arrival = prop_oneof![4 => 1_i64..400, 1 => 1_i64..9_900];
    let pause = prop_oneof![20 => 0_i64..60, 1 => 0_i64..30_000];
    let ask = (pause, 0_u8..24, priority, 0_u8..4, [arrival.clone(), arrival.clone(), arrival], ending);
    let ask = ask.prop_map(|(after, customer, priority, attempts, arrivals, ending)| Ask {
        after,
        customer,
        priority,
        attempts,
        arrivals,
        ending,
    });
    proptest::collection::vec(ask, 1..500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn upstream_never_counts_more_than_its_limit_and_nobody_waits_over_ten_seconds(
        asks in asks(),
        limit in prop_oneof![20_u32..60, 60_u32..700],
    ) {
        let mut world = World::new(limit, asks);
        world.run();
        prop_assert!(world.upstream.busiest() <= limit, "{} of {limit}", world.upstream.busiest());
        prop_assert_eq!(world.answers.len(), world.asks.len());
        prop_assert!(world.longest_wait <= 10_000, "{} ms", world.longest_wait);
        prop_assert!(!world.foreign_use_noted);
    }

    #[test]
    fn whoever_else_uses_the_key_nobody_waits_over_ten_seconds(
        asks in asks(),
        foreign in proptest::collection::vec(0_i64..120_000, 0..800),
    ) {
        let mut world = World::new(600, asks);
        world.agenda.extend(foreign.into_iter().map(|at| Reverse((START + at, Happening::Foreign))));
        world.run();
        prop_assert_eq!(world.answers.len(), world.asks.len());
        prop_assert!(world.longest_wait <= 10_000, "{} ms", world.longest_wait);
    }
}

#[test]
fn twenty_polite_customers_are_served_beside_an_abusive_one() {
    let call = |at: i64, customer: u8| (at, customer);
    // One asks fifty times a second for three minutes, the others once in three seconds each.
    let mut times: Vec<(i64, u8)> = (0..9_000).map(|number| call(number * 20, 0)).collect();
    for customer in 1..=20_u8 {
        times.extend((0..60).map(|number| call(number * 3_000 + i64::from(customer) * 37, customer)));
    }
    times.sort_unstable();
    let mut before = 0;
    let asks = times
        .into_iter()
        .map(|(at, customer)| {
            let after = at - before;
            before = at;
            Ask {
                after,
                customer,
                priority: Priority::Interactive,
                attempts: 1,
                arrivals: [180; 3],
                ending: Ending::Answered,
            }
        })
        .collect();
    let mut world = World::new(600, asks);
    world.run();
    let served = |world: &World, who: fn(u8) -> bool| {
        let granted = |number: &usize| matches!(world.answers[number], PermitAnswer::Granted(_));
        (0..world.asks.len()).filter(|number| who(world.asks[*number].customer)).filter(granted).count()
    };
    assert_eq!(served(&world, |customer| customer > 0), 20 * 60, "every polite customer is served every time");
    assert!(served(&world, |customer| customer == 0) <= 4 * 60, "a tenth of each window at most");
    assert!(world.upstream.busiest() <= 600);
}
