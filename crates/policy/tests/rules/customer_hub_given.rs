//! What the tests of a customer's hub start from: the hub with a disk and a clock of its own, and everything it may be told.

use std::collections::BTreeMap;

use crate::given::{JANE, NOW};
use helpthread_core::{event::Event, id::CustomerId, query::HistoryQuery, rate_limit::RateLimit};
use helpthread_policy::{
    answer::Answer,
    call::Call,
    hub::{
        Exchange, FlightId, Moment, Reader, Trace, WaiterId,
        customer::{CustomerHub, Effect, Follower, Input, Record, Settings, SocketId},
        message::{Delivered, Permit, PermitAnswer, PermitRequest, Read, Settlement},
    },
    upstream::{Answered, Upstream},
};
use serde_json::{Value, json};

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// A hub whose effects on the disk and on the clock are performed.
pub(crate) struct Room {
    pub(crate) hub: CustomerHub,
    pub(crate) now: i64,
    pub(crate) disk: BTreeMap<String, String>,
    pub(crate) followers: Vec<Follower>,
    settings: Settings,
    wake_at: Option<i64>,
    alarm_at: Option<i64>,
    steps: u64,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let moment = Moment { now: NOW * SECOND, random: 7 };
        let (hub, effects) = CustomerHub::restore(settings, Vec::new(), Vec::new(), moment);
        assert_eq!(effects, [], "nothing is done for a hub that has nothing");
        Self {
            hub,
            now: moment.now,
            disk: BTreeMap::new(),
            followers: Vec::new(),
            settings,
            wake_at: None,
            alarm_at: None,
            steps: 0,
        }
    }

    pub(crate) fn moment(&mut self) -> Moment {
        self.steps += 1;
        Moment { now: self.now, random: self.steps.wrapping_mul(0x9e37_79b9_7f4a_7c15) }
    }

    /// One step; what it saves is on the disk when this returns.
    pub(crate) fn step(&mut self, input: Input) -> Vec<Effect> {
        let moment = self.moment();
        let effects = self.hub.step(input, moment);
        self.perform(&effects);
        effects
    }

    pub(crate) fn perform(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Save(Record { key, value }) => drop(self.disk.insert(key.clone(), value.clone())),
                Effect::Remove(key) => drop(self.disk.remove(key)),
                Effect::RemoveAll => self.disk.clear(),
                Effect::WakeAt(at) => self.wake_at = Some(*at),
                Effect::AlarmAt(at) => self.alarm_at = Some(*at),
                Effect::Close(socket, _) => self.followers.retain(|follower| follower.socket != *socket),
                _ => {}
            }
        }
    }

    /// When the hub is to be woken next.
    pub(crate) fn next_wake(&self) -> Option<i64> {
        self.wake_at.into_iter().chain(self.alarm_at).min()
    }

    /// Lets time pass; the hub is woken when it asked to be.
    pub(crate) fn pass(&mut self, milliseconds: i64) -> Vec<Effect> {
        let (until, mut all) = (self.now + milliseconds, Vec::new());
        while let Some(at) = self.next_wake().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.wake_at.take_if(|wake| *wake <= at);
            self.alarm_at.take_if(|alarm| *alarm <= at);
            all.extend(self.step(Input::Woken));
            assert!(self.next_wake().is_none_or(|next| next > self.now), "whoever was woken has done what was due");
        }
        self.now = until;
        all
    }

    /// The object goes, and comes back from what is on its disk. Sockets that hibernate stay.
    pub(crate) fn evict(&mut self) -> Vec<Effect> {
        let records = self.disk.iter().map(|(key, value)| Record { key: key.clone(), value: value.clone() }).collect();
        let moment = self.moment();
        let (hub, effects) = CustomerHub::restore(self.settings, records, self.followers.clone(), moment);
        (self.hub, self.wake_at) = (hub, None);
        self.perform(&effects);
        effects
    }

    pub(crate) fn read(&mut self, waiter: u64, reader: Reader) -> Vec<Effect> {
        self.step(Input::Read(WaiterId(waiter), read(JANE, "", reader)))
    }

    /// A read that starts a flight, which gets its permit.
    pub(crate) fn read_and_fetch(&mut self, waiter: u64) -> FlightId {
        let flight = asked(&self.read(waiter, Reader::Agent)).0;
        self.step(Input::Permit(flight, granted()));
        flight
    }

    /// The page is in the cache, fresh for a minute.
    pub(crate) fn with_page(mut self) -> Self {
        self.fetch_page(1_000, "v1");
        self
    }

    /// A read that fetches a page which may be stored.
    pub(crate) fn fetch_page(&mut self, waiter: u64, version: &str) -> Vec<Effect> {
        let flight = self.read_and_fetch(waiter);
        self.step(Input::Fetched(flight, answered(200, &page(JANE, version))));
        self.step(Input::Settled(flight, true))
    }

    /// A follower whose token is good for ten minutes.
    pub(crate) fn follow(&mut self, socket: u64, reader: Reader, after: Option<&str>) -> Vec<Effect> {
        let follower = follower(socket, reader, self.now / SECOND + 600);
        self.follow_as(follower, after)
    }

    pub(crate) fn follow_as(&mut self, follower: Follower, after: Option<&str>) -> Vec<Effect> {
        self.followers.push(follower.clone());
        self.step(Input::Followed(follower, after.map(str::to_owned)))
    }

    pub(crate) fn event(&mut self, id: &str, event: Event) -> Vec<Effect> {
        self.step(Input::Event(WaiterId(900), Delivered { id: id.to_owned(), event }))
    }
}

pub(crate) fn follower(socket: u64, reader: Reader, expires_at: i64) -> Follower {
    Follower { socket: SocketId(socket), customer: id(JANE), reader, subject: JANE.to_owned(), expires_at }
}

pub(crate) fn id(customer: &str) -> CustomerId {
    CustomerId::parse(customer).expect("an id")
}

pub(crate) fn read(customer: &str, query: &str, reader: Reader) -> Read {
    let query = HistoryQuery::parse(query).expect("a query");
    let subject = match reader {
        Reader::Agent => crate::given::AGENT.to_owned(),
        Reader::Customer => customer.to_owned(),
    };
    Read { call: Call::History { customer: id(customer), query }, reader, subject }
}

pub(crate) fn permit() -> Permit {
    Permit { id: 5, attempts: 3, epoch: 1, fresh_seconds: 60 }
}

pub(crate) fn granted() -> PermitAnswer {
    PermitAnswer::Granted(permit())
}

pub(crate) fn exchange(upstream: Upstream) -> Exchange {
    let rate_limit = Some(RateLimit { limit: 600, remaining: 599, reset: NOW + 60 });
    Exchange { upstream, attempts: 2, rate_limit, milliseconds: 80 }
}

pub(crate) fn answered(status: u16, body: &Value) -> Exchange {
    exchange(Upstream::Answered(Answered {
        status,
        content_type: Some("application/json; charset=utf-8".to_owned()),
        body: body.to_string().into_bytes(),
        ..Answered::default()
    }))
}

pub(crate) fn conversation(customer: &str, number: u32, version: &str, updated_at: i64) -> Value {
    json!({
        "id": format!("cnv_{number}"), "customer_id": customer, "subject": version, "status": "open",
        "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "created_at": "2024-05-13T14:24:00Z",
        "updated_at": helpthread_core::time::Timestamp::from_unix(updated_at), "last_message_at": "2024-05-13T15:02:11Z"
    })
}

/// A page of one conversation, whose subject is `version`.
pub(crate) fn page(customer: &str, version: &str) -> Value {
    json!({
        "data": [conversation(customer, 1, version, NOW)],
        "pagination": { "next_cursor": null, "has_more": false }
    })
}

/// An event about Jane's conversation `number`, `at` milliseconds after the tests begin.
pub(crate) fn updated(number: u32, version: &str, at: i64) -> Event {
    let milliseconds = NOW * SECOND + at;
    let timestamp = helpthread_core::time::EventTimestamp::from_unix_milliseconds(milliseconds);
    let data = conversation(JANE, number, version, milliseconds.div_euclid(SECOND));
    serde_json::from_value(json!({ "type": "conversation.updated", "timestamp": timestamp, "data": data }))
        .expect("an event")
}

/// The one permit that was asked for.
pub(crate) fn asked(effects: &[Effect]) -> (FlightId, PermitRequest) {
    let asked: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::AskPermit(flight, request) => Some((*flight, request.clone())),
            _ => None,
        })
        .collect();
    let [one] = asked.as_slice() else { panic!("one permit is asked for, not {effects:?}") };
    one.clone()
}

pub(crate) fn settlement(effects: &[Effect]) -> Settlement {
    let mut settlements = effects.iter().filter_map(|effect| match effect {
        Effect::Settle(_, settlement) | Effect::Return(settlement) => Some(settlement.clone()),
        _ => None,
    });
    settlements.next().unwrap_or_else(|| panic!("a settlement is expected: {effects:?}"))
}

/// Every answer that was given, in order.
pub(crate) fn answers(effects: &[Effect]) -> Vec<(u64, Answer, Trace)> {
    let answers = effects.iter().filter_map(|effect| match effect {
        Effect::Answer(waiter, answer, trace) => Some((waiter.0, answer.clone(), *trace)),
        _ => None,
    });
    answers.collect()
}

/// Who was answered, with which status, cache state and version of the page.
pub(crate) fn told(effects: &[Effect]) -> Vec<(u64, u16, Option<String>, Option<String>)> {
    let summary = |(waiter, answer, _): (u64, Answer, Trace)| {
        let cache = crate::given::header(&answer, "HelpThread-Cache").map(str::to_owned);
        let version = crate::given::body(&answer)["data"][0]["subject"].as_str().map(str::to_owned);
        (waiter, answer.status, cache, version)
    };
    answers(effects).into_iter().map(summary).collect()
}

/// What [`told`] gives for a page.
pub(crate) fn served(waiter: u64, cache: &str, version: &str) -> (u64, u16, Option<String>, Option<String>) {
    (waiter, 200, Some(cache.to_owned()), Some(version.to_owned()))
}

/// What [`told`] gives for a refusal.
pub(crate) fn refused(waiter: u64, status: u16) -> (u64, u16, Option<String>, Option<String>) {
    (waiter, status, None, None)
}

/// Every frame that was sent, with its socket.
pub(crate) fn frames(effects: &[Effect]) -> Vec<(u64, Value)> {
    let frames = effects.iter().filter_map(|effect| match effect {
        Effect::Send(socket, text) => Some((socket.0, serde_json::from_str(text).expect("JSON"))),
        _ => None,
    });
    frames.collect()
}

/// Type and, of a conversation, version of every frame to `socket`.
pub(crate) fn heard(effects: &[Effect], socket: u64) -> Vec<String> {
    let to_it = frames(effects).into_iter().filter(|(to, _)| *to == socket);
    to_it
        .map(|(_, frame)| match frame["data"]["subject"].as_str() {
            Some(version) => format!("conversation {version}"),
            None => frame["type"].as_str().expect("a type").to_owned(),
        })
        .collect()
}

/// The cursor of the last frame.
pub(crate) fn cursor(effects: &[Effect]) -> String {
    let (_, frame) = frames(effects).pop().expect("a frame");
    frame["cursor"].as_str().expect("a cursor").to_owned()
}
