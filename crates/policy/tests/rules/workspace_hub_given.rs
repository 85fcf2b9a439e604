//! What the tests of the workspace's hub start from: a hub with a disk and a clock, requests, and what upstream says.

use std::collections::BTreeMap;

use crate::given::{AGENT, JANE};
use helpthread_core::{
    body::{ConversationChange, NewMessage},
    event::Event,
    id::{ConversationId, CustomerId},
    query::ConversationsQuery,
    rate_limit::RateLimit,
};
use helpthread_policy::{
    answer::Answer,
    call::Call,
    hub::{
        Exchange, FlightId, Moment, WaiterId,
        customer::Record,
        message::{Delivered, List, Permit, PermitAnswer, PermitRequest, Priority, Settlement, Write},
        workspace::{Effect, Input, Settings, WorkspaceHub},
    },
    upstream::{Answered, Upstream},
};
use serde_json::{Value, json};

/// The start of a window, in unix milliseconds.
pub(crate) const START: i64 = 1_715_606_400_000;
pub(crate) const CONVERSATION: &str = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";

/// A hub, its disk and its clock.
pub(crate) struct Desk {
    pub(crate) hub: WorkspaceHub,
    pub(crate) disk: BTreeMap<String, String>,
    pub(crate) now: i64,
    pub(crate) settings: Settings,
    random: u64,
    waiters: u64,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let (hub, effects) = WorkspaceHub::restore(settings, Vec::new(), Moment { now: START, random: 7 });
        let mut desk = Self { hub, disk: BTreeMap::new(), now: START, settings, random: 7, waiters: 0 };
        desk.write_down(&effects);
        desk
    }

    /// The object is gone, and another begins from what is on disk.
    pub(crate) fn restart(&mut self) -> Vec<Effect> {
        let records = self.disk.iter().map(|(key, value)| Record { key: key.clone(), value: value.clone() }).collect();
        let (hub, effects) = WorkspaceHub::restore(self.settings, records, self.moment());
        self.hub = hub;
        self.write_down(&effects);
        effects
    }

    pub(crate) fn step(&mut self, input: Input) -> Vec<Effect> {
        let moment = self.moment();
        let effects = self.hub.step(input, moment);
        self.write_down(&effects);
        effects
    }

    pub(crate) fn after(&mut self, milliseconds: i64) -> Vec<Effect> {
        self.now += milliseconds;
        self.step(Input::Woken)
    }

    pub(crate) fn waiter(&mut self) -> WaiterId {
        self.waiters += 1;
        WaiterId(self.waiters)
    }

    /// Asks for leave; what the hub says at once.
    pub(crate) fn ask(&mut self, customer: &str, priority: Priority) -> Option<PermitAnswer> {
        let waiter = self.waiter();
        let request = PermitRequest { customer: customer_id(customer), subject: None, priority };
        permit_of(&self.step(Input::Permit(waiter, request)), waiter)
    }

    pub(crate) fn granted(&mut self, customer: &str, priority: Priority) -> Permit {
        match self.ask(customer, priority) {
            Some(PermitAnswer::Granted(permit)) => permit,
            other => panic!("a permit is expected, not {other:?}"),
        }
    }

    /// Returns a permit under which one request was answered; upstream has that many left.
    pub(crate) fn settle(&mut self, permit: Permit, customer: &str, limit: u32, remaining: u32) -> Vec<Effect> {
        let said = self.said(limit, remaining);
        self.settle_with(settlement(permit, customer, &[], Some(said)))
    }

    pub(crate) fn settle_with(&mut self, settlement: Settlement) -> Vec<Effect> {
        let waiter = self.waiter();
        self.step(Input::Settle(waiter, settlement))
    }

    /// The three headers, for the window that holds now.
    pub(crate) fn said(&self, limit: u32, remaining: u32) -> RateLimit {
        RateLimit { remaining, ..RateLimit::after(limit, 0, self.now.div_euclid(1_000)) }
    }

    /// Lets the hub learn upstream's limit, of which nothing is used yet but that one request.
    pub(crate) fn learn(&mut self, limit: u32) {
        let permit = self.granted("cus_first", Priority::Interactive);
        self.settle(permit, "cus_first", limit, limit - 1);
    }

    /// A write arrives.
    pub(crate) fn write(&mut self, call: Call, key: Option<&str>) -> (WaiterId, Vec<Effect>) {
        let waiter = self.waiter();
        let write = Write { call, subject: AGENT.to_owned(), idempotency_key: key.map(str::to_owned) };
        (waiter, self.step(Input::Write(waiter, write)))
    }

    pub(crate) fn list(&mut self, query: &str) -> (WaiterId, Vec<Effect>) {
        let waiter = self.waiter();
        let query = ConversationsQuery::parse(query).expect("a query");
        let list = List { call: Call::Conversations { query }, subject: AGENT.to_owned() };
        (waiter, self.step(Input::List(waiter, list)))
    }

    pub(crate) fn event(&mut self, event: Value) -> Vec<Effect> {
        let waiter = self.waiter();
        let event: Event = serde_json::from_value(event).expect("an event");
        self.step(Input::Event(waiter, Delivered { id: format!("evt_{}", waiter.0), event }))
    }

    /// Registers a page of one conversation; whether it may be stored.
    pub(crate) fn register(&mut self, customer: &str, conversation: &str) -> bool {
        let permit = self.granted(customer, Priority::Interactive);
        let said = self.said(600, 590);
        may_store(&self.settle_with(settlement(permit, customer, &[conversation], Some(said))))
    }

    fn moment(&mut self) -> Moment {
        // splitmix64: any fixed sequence will do.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Moment { now: self.now, random: mixed ^ (mixed >> 27) }
    }

    fn write_down(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Save(record) => {
                    self.disk.insert(record.key.clone(), record.value.clone());
                }
                Effect::Remove(key) => {
                    self.disk.remove(key);
                }
                _ => {}
            }
        }
    }
}

pub(crate) fn customer_id(text: &str) -> CustomerId {
    CustomerId::parse(text).expect("a customer's id")
}

pub(crate) fn conversation_id(text: &str) -> ConversationId {
    ConversationId::parse(text).expect("a conversation's id")
}

pub(crate) fn settlement(
    permit: Permit,
    customer: &str,
    conversations: &[&str],
    rate_limit: Option<RateLimit>,
) -> Settlement {
    Settlement {
        permit,
        customer: customer_id(customer),
        attempts: 1,
        answered: true,
        rate_limit,
        status: Some(200),
        conversations: conversations.iter().map(|id| conversation_id(id)).collect(),
    }
}

/// A settlement of a call that upstream did not answer.
pub(crate) fn unanswered(permit: Permit, customer: &str) -> Settlement {
    Settlement { answered: false, status: None, ..settlement(permit, customer, &[], None) }
}

pub(crate) fn reply(body: &str) -> Call {
    let json = json!({ "author_type": "agent", "agent_id": AGENT, "body": body }).to_string();
    Call::Reply {
        conversation: conversation_id(CONVERSATION),
        message: NewMessage::parse(json.as_bytes()).expect("a message"),
    }
}

pub(crate) fn change(if_match: Option<&str>) -> Call {
    Call::Change {
        conversation: conversation_id(CONVERSATION),
        change: ConversationChange::parse(br#"{"status":"closed"}"#).expect("a change"),
        if_match: if_match.map(str::to_owned),
    }
}

pub(crate) fn message(id: &str, body: &str) -> Value {
    json!({
        "id": id, "conversation_id": CONVERSATION, "author_type": "agent", "agent_id": AGENT, "body": body,
        "internal": false, "created_at": "2024-05-13T13:20:00Z"
    })
}

pub(crate) fn changed() -> Value {
    json!({
        "id": CONVERSATION, "customer_id": JANE, "subject": "Billing", "status": "closed", "assignee_id": null,
        "created_at": "2024-05-13T13:24:00Z", "updated_at": "2024-05-13T13:02:11Z", "last_message_at": "2024-05-13T13:02:11Z"
    })
}

pub(crate) fn page() -> Value {
    json!({ "data": [changed()], "pagination": { "next_cursor": null, "has_more": false } })
}

/// `message.created` at this unix millisecond.
pub(crate) fn message_created(id: &str, body: &str, at: i64) -> Value {
    use helpthread_core::time::{EventTimestamp, Timestamp};
    let mut data = message(id, body);
    data["customer_id"] = json!(JANE);
    data["created_at"] = json!(Timestamp::from_unix(at.div_euclid(1_000)).to_string());
    json!({
        "type": "message.created",
        "timestamp": EventTimestamp::from_unix_milliseconds(at).to_string(),
        "data": data
    })
}

pub(crate) fn answered(status: u16, body: &Value) -> Exchange {
    let answered = Answered {
        status,
        content_type: Some("application/json".to_owned()),
        body: body.to_string().into_bytes(),
        ..Answered::default()
    };
    exchange(Upstream::Answered(answered))
}

pub(crate) fn refused(status: u16, code: &str) -> Exchange {
    answered(status, &json!({ "error": { "code": code, "message": "No." } }))
}

pub(crate) fn exchange(upstream: Upstream) -> Exchange {
    Exchange { upstream, attempts: 1, rate_limit: None, milliseconds: 20 }
}

/// The only fetch among the effects.
pub(crate) fn fetch_of(effects: &[Effect]) -> (FlightId, Option<String>) {
    let fetches: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Fetch { flight, idempotency_key, .. } => Some((*flight, idempotency_key.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(fetches.len(), 1, "one call of upstream is expected in {effects:?}");
    fetches[0].clone()
}

pub(crate) fn fetches(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Fetch { .. })).count()
}

/// Whose hubs are told of a change.
pub(crate) fn bumps(effects: &[Effect]) -> Vec<(FlightId, String)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Bump(flight, customer) => Some((*flight, customer.to_string())),
            _ => None,
        })
        .collect()
}

pub(crate) fn answer_of(effects: &[Effect], waiter: WaiterId) -> Option<Answer> {
    effects.iter().find_map(|effect| match effect {
        Effect::Answer(to, answer, _) if *to == waiter => Some(answer.clone()),
        _ => None,
    })
}

pub(crate) fn permit_of(effects: &[Effect], waiter: WaiterId) -> Option<PermitAnswer> {
    effects.iter().find_map(|effect| match effect {
        Effect::Permit(to, answer) if *to == waiter => Some(*answer),
        _ => None,
    })
}

pub(crate) fn may_store(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Settled(_, settled) if settled.may_store))
}

pub(crate) fn is_granted(answer: Option<PermitAnswer>) -> bool {
    matches!(answer, Some(PermitAnswer::Granted(_)))
}

/// Another customer every time, so that no share of one runs out.
pub(crate) fn someone(number: usize) -> String {
    format!("cus_{number}")
}

/// The place of the first effect that is so.
pub(crate) fn place(effects: &[Effect], is: impl Fn(&Effect) -> bool) -> Option<usize> {
    effects.iter().position(is)
}

pub(crate) fn saves(effects: &[Effect], prefix: &str) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Save(record) if record.key.starts_with(prefix))).count()
}
