//! Replies against an upstream that applies some and drops some answers, with kills at any point (threats.md rows 13, 14, 36).
//!
//! Upstream applies what it was sent before whoever sent it dies or gives up, or never: a reply that lies about somewhere and
//! is applied later is beyond what any sender can know.

use std::collections::BTreeMap;

use crate::{
    given::{AGENT, body},
    workspace_hub_given::{START, answered, exchange, message_created, refused, reply},
};
use helpthread_core::{event::Event, rate_limit::RateLimit};
use helpthread_policy::{
    hub::{
        Exchange, FlightId, Moment, WaiterId,
        customer::Record,
        message::{Delivered, Write},
        workspace::{Effect, Input, Settings, WorkspaceHub},
    },
    upstream::Upstream,
};
use proptest::prelude::*;
use serde_json::json;

/// How long the hub waits for a call of which nothing is heard, in milliseconds.
const PATIENCE: i64 = 12_000;

/// Who wrote: a client's key, or the one write without a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Author {
    Key(u8),
    Once(WaiterId),
}

#[derive(Debug, Clone)]
enum Step {
    Write {
        key: Option<u8>,
        text: u8,
    },
    Upstream {
        which: usize,
        applies: bool,
        says: Says,
    },
    Event {
        which: usize,
    },
    Bumped {
        which: usize,
        recorded: bool,
    },
    Wait {
        milliseconds: i64,
        applies: bool,
    },
    /// The object dies after that many further effects.
    Kill {
        effects: usize,
        applies: bool,
    },
}

#[derive(Debug, Clone, Copy)]
enum Says {
    Result,
    Nothing,
    Error500,
    Limited,
}

/// A call that has left and has not been answered.
#[derive(Debug, Clone)]
struct Call {
    flight: FlightId,
    author: Author,
    text: u8,
    upstream_key: Option<String>,
}

#[derive(Debug)]
struct Applied {
    author: Author,
    text: u8,
    at: i64,
}

struct World {
    settings: Settings,
    hub: WorkspaceHub,
    disk: BTreeMap<String, String>,
    now: i64,
    waiters: u64,
    waiting: BTreeMap<WaiterId, (Author, u8)>,
    calls: Vec<Call>,
    bumps: Vec<FlightId>,
    applied: Vec<Applied>,
    under_key: BTreeMap<String, usize>,
    acknowledged: BTreeMap<Author, usize>,
    kill: Option<(usize, bool)>,
}

impl World {
    fn new(settings: Settings) -> Self {
        let (hub, _) = WorkspaceHub::restore(settings, Vec::new(), Moment { now: START, random: 1 });
        Self {
            settings,
            hub,
            disk: BTreeMap::new(),
            now: START,
            waiters: 0,
            waiting: BTreeMap::new(),
            calls: Vec::new(),
            bumps: Vec::new(),
            applied: Vec::new(),
            under_key: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            kill: None,
        }
    }

    fn take(&mut self, step: &Step) {
        // No two things happen in the same millisecond: upstream's and our clock agree, and tell what came first.
        self.now += 1;
        match *step {
            Step::Write { key, text } => self.write(key, text),
            Step::Upstream { which, applies, says } if !self.calls.is_empty() => {
                let call = self.calls.remove(which % self.calls.len());
                let exchange = self.upstream(&call, applies, says);
                self.now += 1;
                self.input(Input::Fetched(call.flight, exchange), None);
            }
            Step::Event { which } if !self.applied.is_empty() => {
                let number = which % self.applied.len();
                let applied = &self.applied[number];
                let event = message_created(&format!("msg_{number}"), &text_of(applied.text), applied.at);
                let event: Event = serde_json::from_value(event).expect("an event");
                let waiter = self.waiter();
                self.input(Input::Event(waiter, Delivered { id: number.to_string(), event }), None);
            }
            Step::Bumped { which, recorded } if !self.bumps.is_empty() => {
                let flight = self.bumps.remove(which % self.bumps.len());
                self.input(Input::Bumped(flight, recorded), None);
            }
            Step::Wait { milliseconds, applies } => {
                if milliseconds >= PATIENCE {
                    self.abandon(applies);
                }
                self.now += milliseconds;
                self.input(Input::Woken, None);
            }
            Step::Kill { effects, applies } => self.kill = Some((effects, applies)),
            Step::Upstream { .. } | Step::Event { .. } | Step::Bumped { .. } => {}
        }
    }

    fn write(&mut self, key: Option<u8>, text: u8) {
        if self.calls.len() >= 3 {
            // A fourth would wait for leave; that is the governor's model.
            return;
        }
        let waiter = self.waiter();
        let author = key.map_or(Author::Once(waiter), Author::Key);
        self.waiting.insert(waiter, (author.clone(), text));
        let write = Write {
            call: reply(&text_of(text)),
            subject: AGENT.to_owned(),
            idempotency_key: key.map(|key| format!("key-{key}")),
        };
        self.input(Input::Write(waiter, write), Some(&(author, text)));
    }

    fn input(&mut self, input: Input, writing: Option<&(Author, u8)>) {
        let random = self.now.unsigned_abs();
        let effects = self.hub.step(input, Moment { now: self.now, random });
        self.perform(effects, writing);
    }

    fn perform(&mut self, effects: Vec<Effect>, writing: Option<&(Author, u8)>) {
        for effect in effects {
            if let Some((left, applies)) = self.kill.take() {
                if left == 0 {
                    return self.die(applies);
                }
                self.kill = Some((left - 1, applies));
            }
            match effect {
                Effect::Save(record) => {
                    self.disk.insert(record.key, record.value);
                }
                Effect::Remove(key) => {
                    self.disk.remove(&key);
                }
                Effect::Fetch { flight, idempotency_key, .. } => {
                    let (author, text) = writing.cloned().expect("only a write causes a call");
                    self.calls.push(Call { flight, author, text, upstream_key: idempotency_key });
                }
                Effect::Bump(flight, _) => self.bumps.push(flight),
                Effect::Answer(waiter, answer, _) => {
                    let (author, text) = self.waiting.remove(&waiter).expect("answered once");
                    if answer.status == 201 {
                        self.acknowledge(author, text, &body(&answer));
                    }
                }
                _ => {}
            }
        }
    }

    /// A 201 names a message that was applied for that very author and text, and always the same one.
    fn acknowledge(&mut self, author: Author, text: u8, answer: &serde_json::Value) {
        let id = answer["data"]["id"].as_str().and_then(|id| id.strip_prefix("msg_")).expect("an id");
        let number: usize = id.parse().expect("a number");
        let applied = &self.applied[number];
        assert_eq!((&applied.author, applied.text), (&author, text), "somebody else's message is acknowledged");
        assert_eq!(answer["data"]["body"].as_str(), Some(text_of(text).as_str()));
        assert_eq!(*self.acknowledged.entry(author).or_insert(number), number, "two messages for one key");
    }

    fn upstream(&mut self, call: &Call, applies: bool, says: Says) -> Exchange {
        let said = RateLimit::after(100_000, 1, self.now.div_euclid(1_000));
        let mut told = match says {
            Says::Limited => refused(429, "rate_limit_exceeded"),
            // Under a key that it knows, upstream gives the first answer again.
            Says::Result if !applies && !self.is_known(call) => refused(400, "invalid_request"),
            Says::Result => {
                let number = self.apply(call);
                let at = self.applied[number].at;
                let mut message = message_created(&format!("msg_{number}"), &text_of(call.text), at)["data"].clone();
                message.as_object_mut().expect("an object").remove("customer_id");
                answered(201, &json!({ "data": message }))
            }
            Says::Nothing | Says::Error500 => {
                if applies {
                    self.apply(call);
                }
                let lost = matches!(says, Says::Nothing);
                if lost { exchange(Upstream::Failed) } else { refused(500, "internal_error") }
            }
        };
        told.rate_limit = Some(said);
        told
    }

    /// Upstream applies a reply, once under each of its own keys.
    fn apply(&mut self, call: &Call) -> usize {
        if let Some(number) = call.upstream_key.as_ref().and_then(|key| self.under_key.get(key)) {
            return *number;
        }
        self.applied.push(Applied { author: call.author.clone(), text: call.text, at: self.now });
        let number = self.applied.len() - 1;
        if let Some(key) = &call.upstream_key {
            self.under_key.insert(key.clone(), number);
        }
        number
    }

    fn is_known(&self, call: &Call) -> bool {
        call.upstream_key.as_ref().is_some_and(|key| self.under_key.contains_key(key))
    }

    /// Nothing more is heard of the calls under way.
    fn abandon(&mut self, applies: bool) {
        for call in std::mem::take(&mut self.calls) {
            if applies {
                self.apply(&call);
            }
        }
    }

    fn die(&mut self, applies: bool) {
        self.kill = None;
        self.abandon(applies);
        self.bumps.clear();
        self.waiting.clear();
        self.now += 1;
        let records = self.disk.iter().map(|(key, value)| Record { key: key.clone(), value: value.clone() }).collect();
        let (hub, effects) = WorkspaceHub::restore(self.settings, records, Moment { now: self.now, random: 1 });
        self.hub = hub;
        self.perform(effects, None);
    }

    fn waiter(&mut self) -> WaiterId {
        self.waiters += 1;
        WaiterId(self.waiters)
    }

    fn check(&self) {
        let mut of_author: BTreeMap<&Author, usize> = BTreeMap::new();
        for applied in &self.applied {
            *of_author.entry(&applied.author).or_default() += 1;
        }
        assert!(of_author.values().all(|count| *count == 1), "applied twice for one key: {:?}", self.applied);
    }
}

/// Two texts only, so that replies often say the same.
fn text_of(text: u8) -> String {
    format!("text {text}")
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let says = prop_oneof![3 => Just(Says::Result), 3 => Just(Says::Nothing), 1 => Just(Says::Error500), 1 => Just(Says::Limited)];
    let step = prop_oneof![
        6 => (proptest::option::weighted(0.8, 0_u8..3), 0_u8..2).prop_map(|(key, text)| Step::Write { key, text }),
        5 => (any::<usize>(), any::<bool>(), says)
            .prop_map(|(which, applies, says)| Step::Upstream { which, applies, says }),
        3 => any::<usize>().prop_map(|which| Step::Event { which }),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(which, recorded)| Step::Bumped { which, recorded }),
        2 => (prop_oneof![1_i64..2_000, PATIENCE..40_000], any::<bool>())
            .prop_map(|(milliseconds, applies)| Step::Wait { milliseconds, applies }),
        2 => (0_usize..4, any::<bool>()).prop_map(|(effects, applies)| Step::Kill { effects, applies }),
    ];
    proptest::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_key_never_has_two_messages_and_every_201_has_one(steps in steps(), upstream_idempotency in any::<bool>()) {
        let mut world = World::new(Settings { upstream_idempotency });
        for step in steps {
            world.take(&step);
            world.check();
        }
    }
}
