//! Customers' hubs that store pages, and writes that make them wrong: nobody who was told of a write finds an older page after it
//! (threats.md row 8).

use std::collections::BTreeMap;

use crate::workspace_hub_given::{Desk, answered, customer_id, message, settlement};
use helpthread_core::id::ConversationId;
use helpthread_policy::{
    call::Call,
    hub::{
        FlightId, WaiterId,
        message::{Permit, PermitAnswer, PermitRequest, Priority, Write},
        workspace::{Effect, Input},
    },
};
use proptest::prelude::*;
use serde_json::json;

const CONVERSATIONS: usize = 4;
const HOUR: i64 = 60 * 60 * 1_000;

/// How often each conversation had been replied to when something was read.
type Versions = [u32; CONVERSATIONS];

/// A customer's hub, as far as pages go. The customer has every second conversation.
#[derive(Debug, Default)]
struct CustomerHub {
    revision: u32,
    page: Option<(Versions, i64)>,
    reads: Vec<Reading>,
}

#[derive(Debug)]
struct Reading {
    permit: Permit,
    revision: u32,
    began_at: i64,
    read: Option<Versions>,
}

/// A reply that has left.
#[derive(Debug)]
struct Writing {
    flight: FlightId,
    waiter: WaiterId,
    conversation: usize,
    /// The version that it made, once it is applied.
    made: Option<u32>,
}

#[derive(Debug, Clone)]
enum Step {
    Begin { customer: usize },
    Read { customer: usize, which: usize },
    Settle { customer: usize, which: usize },
    Write { conversation: usize },
    Apply { which: usize },
    Answer { which: usize },
    Tell { which: usize },
    Wait { milliseconds: i64 },
    Restart,
}

struct World {
    desk: Desk,
    hubs: [CustomerHub; 2],
    versions: Versions,
    /// What writers have been told.
    acknowledged: Versions,
    writes: Vec<Writing>,
    /// Who waits to be told of which version of which conversation.
    waiting: BTreeMap<WaiterId, (usize, u32)>,
    bumps: Vec<(FlightId, usize)>,
}

impl World {
    fn new() -> Self {
        let mut desk = Desk::new();
        desk.learn(100_000);
        Self {
            desk,
            hubs: Default::default(),
            versions: [0; CONVERSATIONS],
            acknowledged: [0; CONVERSATIONS],
            writes: Vec::new(),
            waiting: BTreeMap::new(),
            bumps: Vec::new(),
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Begin { customer } => self.begin(customer),
            Step::Read { customer, which } => {
                let versions = self.versions;
                if let Some(reading) = pick(&mut self.hubs[customer].reads, which) {
                    reading.read = reading.read.or(Some(versions));
                }
            }
            Step::Settle { customer, which } => self.settle(customer, which),
            Step::Write { conversation } => self.write(conversation),
            Step::Apply { which } => {
                let versions = &mut self.versions;
                if let Some(writing) = pick(&mut self.writes, which)
                    && writing.made.is_none()
                {
                    versions[writing.conversation] += 1;
                    writing.made = Some(versions[writing.conversation]);
                }
            }
            Step::Answer { which } => self.answer(which),
            Step::Tell { which } if !self.bumps.is_empty() => {
                let (flight, customer) = self.bumps.remove(which % self.bumps.len());
                self.hubs[customer].revision += 1;
                self.hubs[customer].page = None;
                self.input(Input::Bumped(flight, true));
            }
            Step::Tell { .. } => {}
            Step::Wait { milliseconds } => {
                self.desk.now += milliseconds;
                self.input(Input::Woken);
            }
            Step::Restart => {
                self.waiting.clear();
                self.writes.clear();
                self.bumps.clear();
                let effects = self.desk.restart();
                self.perform(&effects);
                self.desk.learn(100_000);
            }
        }
    }

    fn begin(&mut self, customer: usize) {
        let waiter = self.desk.waiter();
        let request = PermitRequest { customer: name(customer), subject: None, priority: Priority::Interactive };
        let effects = self.input(Input::Permit(waiter, request));
        let permit = effects.iter().find_map(|effect| match effect {
            Effect::Permit(_, PermitAnswer::Granted(permit)) => Some(*permit),
            _ => None,
        });
        let (revision, began_at) = (self.hubs[customer].revision, self.desk.now);
        let reading = permit.map(|permit| Reading { permit, revision, began_at, read: None });
        self.hubs[customer].reads.extend(reading);
    }

    fn settle(&mut self, customer: usize, which: usize) {
        let reads = &mut self.hubs[customer].reads;
        if reads.is_empty() {
            return;
        }
        let reading = reads.remove(which % reads.len());
        let Some(read) = reading.read else { return };
        let own: Vec<String> = (0..CONVERSATIONS).filter(|number| number % 2 == customer).map(conversation).collect();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let waiter = self.desk.waiter();
        let effects =
            self.input(Input::Settle(waiter, settlement(reading.permit, name(customer).as_str(), &own, None)));
        let may_store = effects.iter().any(|effect| matches!(effect, Effect::Settled(_, settled) if settled.may_store));
        let hub = &mut self.hubs[customer];
        if may_store && hub.revision == reading.revision {
            hub.page = Some((read, reading.began_at));
        }
    }

    fn write(&mut self, number: usize) {
        let waiter = self.desk.waiter();
        let Call::Reply { message, .. } = crate::workspace_hub_given::reply("Hello") else { return };
        let call = Call::Reply { conversation: ConversationId::parse(&conversation(number)).expect("an id"), message };
        let write = Write { call, subject: format!("usr_{}", waiter.0), idempotency_key: None };
        let effects = self.input(Input::Write(waiter, write));
        self.writes.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Fetch { flight, .. } => Some(Writing { flight: *flight, waiter, conversation: number, made: None }),
            _ => None,
        }));
    }

    fn answer(&mut self, which: usize) {
        if self.writes.is_empty() {
            return;
        }
        let writing = self.writes.remove(which % self.writes.len());
        let Some(made) = writing.made else { return };
        self.waiting.insert(writing.waiter, (writing.conversation, made));
        let mut written = message("msg_1", "Hello");
        written["conversation_id"] = json!(conversation(writing.conversation));
        self.input(Input::Fetched(writing.flight, answered(201, &json!({ "data": written }))));
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.desk.step(input);
        self.perform(&effects);
        effects
    }

    fn perform(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Bump(flight, customer) => {
                    let customer = usize::from(*customer == name(1));
                    self.bumps.push((*flight, customer));
                }
                Effect::Answer(waiter, answer, _) => {
                    let told = self.waiting.remove(waiter);
                    if let Some((number, version)) = told.filter(|_| answer.status == 201) {
                        self.acknowledged[number] = self.acknowledged[number].max(version);
                    }
                }
                _ => {}
            }
        }
    }

    /// No page that can still be served is older than what a writer was told.
    fn check(&self) {
        for (customer, hub) in self.hubs.iter().enumerate() {
            let Some((read, began_at)) = hub.page else { continue };
            if self.desk.now >= began_at + HOUR {
                continue;
            }
            for number in (0..CONVERSATIONS).filter(|number| number % 2 == customer) {
                let (stored, told) = (read[number], self.acknowledged[number]);
                assert!(stored >= told, "conversation {number}: version {stored} is stored, {told} was told");
            }
        }
    }
}

fn name(customer: usize) -> helpthread_core::id::CustomerId {
    customer_id(&format!("cus_{customer}"))
}

fn conversation(number: usize) -> String {
    format!("cnv_{number}")
}

fn pick<T>(things: &mut [T], which: usize) -> Option<&mut T> {
    let count = things.len();
    if count == 0 { None } else { things.get_mut(which % count) }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = any::<usize>();
    let step = prop_oneof![
        4 => (0_usize..2).prop_map(|customer| Step::Begin { customer }),
        4 => (0_usize..2, which).prop_map(|(customer, which)| Step::Read { customer, which }),
        4 => (0_usize..2, which).prop_map(|(customer, which)| Step::Settle { customer, which }),
        3 => (0_usize..CONVERSATIONS).prop_map(|conversation| Step::Write { conversation }),
        3 => which.prop_map(|which| Step::Apply { which }),
        3 => which.prop_map(|which| Step::Answer { which }),
        3 => which.prop_map(|which| Step::Tell { which }),
        1 => prop_oneof![8 => 1_i64..3_000, 1 => 10_000_i64..16_000, 1 => 1_000_i64..2 * HOUR]
            .prop_map(|milliseconds| Step::Wait { milliseconds }),
        1 => Just(Step::Restart),
    ];
    proptest::collection::vec(step, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_page_is_older_than_a_write_that_somebody_was_told_of(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
            world.check();
        }
    }
}
