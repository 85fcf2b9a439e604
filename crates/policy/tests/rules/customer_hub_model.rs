//! A customer's hub under random interleavings, failures and crashes, against a simple account of what it owes to whom.
//!
//! The account: the customer's conversation has a version, which every write increases. A write is acknowledged to someone,
//! and from then on nobody who asks may be given an older version. Upstream always answers with the version at the time when
//! the fetch began, the oldest that it may. Half of the writes are of an owner that the workspace's hub does not know.

use std::collections::BTreeMap;

use crate::{
    customer_hub_given::{self as given, HOUR, MINUTE, Room, SECOND},
    given::{JANE, SOMEBODY_ELSE, body},
};
use helpthread_policy::{
    answer::Answer,
    call::Call,
    hub::{
        Exchange, FlightId, Reader, WaiterId,
        customer::{Effect, Input, Record, SocketId},
        flights::PATIENCE_MILLISECONDS,
        message::{Delivered, Permit, PermitAnswer},
    },
    upstream::Upstream,
};
use proptest::prelude::*;

/// What happens next; a number picks among what is waiting.
#[derive(Debug, Clone)]
enum Happening {
    Read { stranger: bool, reader: Reader, page: usize },
    Granted(usize),
    Refused(usize, bool),
    Fetched(usize, Outcome),
    Settled(usize, bool),
    Lost(usize),
    UnknownWrite,
    Bump,
    Event { conversation: u32, again: bool },
    EventsInDisorder,
    Followed { reader: Reader, resume: bool },
    Unfollowed(usize),
    Said(usize),
    Passed(i64),
    Hibernated,
    Crashed { performed: usize },
}

#[derive(Debug, Clone)]
enum Outcome {
    Page,
    ForeignRow,
    LargePage,
    Failed,
    NotFound,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    let reader = || prop_oneof![Just(Reader::Agent), Just(Reader::Customer)];
    let outcome = prop_oneof![
        80 => Just(Outcome::Page), 8 => Just(Outcome::ForeignRow), 1 => Just(Outcome::LargePage),
        10 => Just(Outcome::Failed), 10 => Just(Outcome::NotFound),
    ];
    prop_oneof![
        12 => (prop::bool::weighted(0.2), reader(), 0..3_usize)
            .prop_map(|(stranger, reader, page)| Read { stranger, reader, page }),
        12 => any::<usize>().prop_map(Granted),
        2 => any::<(usize, bool)>().prop_map(|(which, limited)| Refused(which, limited)),
        12 => (any::<usize>(), outcome).prop_map(|(which, outcome)| Fetched(which, outcome)),
        12 => (any::<usize>(), prop::bool::weighted(0.1)).prop_map(|(which, full)| Settled(which, full)),
        1 => any::<usize>().prop_map(Lost),
        3 => Just(UnknownWrite),
        3 => Just(Bump),
        5 => (0..3_u32, prop::bool::weighted(0.3)).prop_map(|(conversation, again)| Event { conversation, again }),
        1 => Just(EventsInDisorder),
        4 => (reader(), any::<bool>()).prop_map(|(reader, resume)| Followed { reader, resume }),
        2 => any::<usize>().prop_map(Unfollowed),
        1 => any::<usize>().prop_map(Said),
        6 => prop_oneof![0..3 * SECOND, Just(PATIENCE_MILLISECONDS), Just(MINUTE), Just(11 * MINUTE), Just(HOUR)]
            .prop_map(Passed),
        1 => Just(Hibernated),
        2 => (0..12_usize).prop_map(|performed| Crashed { performed }),
    ]
}

/// A reader who is owed an answer.
#[derive(Debug)]
struct Owed {
    stranger: bool,
    reader: Reader,
    asked_at: i64,
    /// The newest version that was acknowledged to anyone before it asked.
    at_least: u64,
}

/// What a follower has been told.
#[derive(Debug)]
struct Client {
    reader: Reader,
    connected: bool,
    cursor: Option<String>,
    /// The version of each conversation, or of all of them after `reload`.
    known: BTreeMap<u32, u64>,
    /// The version of each conversation in the last frame about it.
    told: BTreeMap<u32, u64>,
}

struct World {
    room: Room,
    version: u64,
    epoch: u64,
    acknowledged: u64,
    /// Jane's page is registered with the workspace's hub: a write to it has a known owner.
    registered: bool,
    owed: BTreeMap<u64, Owed>,
    asking: Vec<FlightId>,
    fetching: Vec<(FlightId, Fetching)>,
    settling: Vec<(FlightId, Permit, bool)>,
    permits: BTreeMap<FlightId, Permit>,
    clients: BTreeMap<u64, Client>,
    /// Of each conversation, the version of the latest acknowledged event.
    events: BTreeMap<u32, u64>,
    sent: Vec<(Delivered, u32, u64)>,
    next: u64,
}

struct Fetching {
    permit: Permit,
    stranger: bool,
    version: u64,
}

/// An acknowledgement that is due for what an input said.
#[derive(Clone, Copy)]
enum Due {
    Nothing,
    Write(u64),
    Event(u32, u64),
}

impl World {
    fn new() -> Self {
        Self {
            room: Room::new(),
            version: 1,
            epoch: 1,
            acknowledged: 1,
            registered: false,
            owed: BTreeMap::new(),
            asking: Vec::new(),
            fetching: Vec::new(),
            settling: Vec::new(),
            permits: BTreeMap::new(),
            clients: BTreeMap::new(),
            events: BTreeMap::new(),
            sent: Vec::new(),
            next: 0,
        }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Read { stranger, reader, page } => self.read(*stranger, *reader, *page),
            Happening::Granted(which) => {
                if let Some(flight) = take(&mut self.asking, *which) {
                    let permit = Permit { id: self.number(), attempts: 3, epoch: self.epoch, fresh_seconds: 5 };
                    self.permits.insert(flight, permit);
                    self.tell(Input::Permit(flight, PermitAnswer::Granted(permit)), Due::Nothing);
                }
            }
            Happening::Refused(which, limited) => {
                if let Some(flight) = take(&mut self.asking, *which) {
                    let answer = if *limited {
                        PermitAnswer::Limited { retry_after: 3 }
                    } else {
                        PermitAnswer::Unavailable { retry_after: 3 }
                    };
                    self.tell(Input::Permit(flight, answer), Due::Nothing);
                }
            }
            Happening::Fetched(which, outcome) => {
                if let Some((flight, fetching)) = take(&mut self.fetching, *which) {
                    let exchange = upstream(&fetching, outcome);
                    self.permits.insert(flight, fetching.permit);
                    self.tell(Input::Fetched(flight, exchange), Due::Nothing);
                }
            }
            Happening::Settled(which, full) => self.settle(*which, *full),
            Happening::Lost(which) => {
                take(&mut self.asking, *which);
                take(&mut self.fetching, *which);
                take(&mut self.settling, *which);
            }
            Happening::UnknownWrite => self.write(self.registered),
            Happening::Bump => self.write(true),
            Happening::Event { conversation, again } => self.event(*conversation, *again),
            Happening::EventsInDisorder => self.events_in_disorder(),
            Happening::Followed { reader, resume } => self.follow(*reader, *resume),
            Happening::Unfollowed(which) => {
                if let Some(socket) = pick(self.connected(), *which) {
                    self.disconnect(socket);
                    self.tell(Input::Unfollowed(SocketId(socket)), Due::Nothing);
                }
            }
            Happening::Said(which) => {
                if let Some(socket) = pick(self.connected(), *which) {
                    self.tell(Input::Said(SocketId(socket), "let me in".to_owned()), Due::Nothing);
                    assert!(!self.clients[&socket].connected, "whoever says anything but ping is closed");
                }
            }
            Happening::Passed(milliseconds) => self.pass(*milliseconds),
            Happening::Hibernated => {
                // Only an object that has nothing to do is put away.
                if self.owed.is_empty()
                    && self.asking.is_empty()
                    && self.fetching.is_empty()
                    && self.settling.is_empty()
                {
                    let effects = self.room.evict();
                    self.check(&effects, Due::Nothing);
                }
            }
            Happening::Crashed { performed } => self.crash(*performed),
        }
        let bytes: usize = self.room.disk.values().map(String::len).sum();
        assert!(bytes < 32 * 600 * 1024 && self.room.disk.len() < 32 + 500 + 101, "the disk is bounded");
    }

    fn tell(&mut self, input: Input, due: Due) {
        let effects = self.room.step(input);
        self.check(&effects, due);
    }

    fn read(&mut self, stranger: bool, reader: Reader, page: usize) {
        let waiter = self.number();
        let owed = Owed { stranger, reader, asked_at: self.room.now, at_least: self.acknowledged };
        self.owed.insert(waiter, owed);
        let customer = if stranger { SOMEBODY_ELSE } else { JANE };
        let read = given::read(customer, ["", "status=open", "limit=7"][page], reader);
        self.tell(Input::Read(WaiterId(waiter), read), Due::Nothing);
    }

    fn settle(&mut self, which: usize, full: bool) {
        if let Some((flight, permit, registers)) = take(&mut self.settling, which) {
            let may_store = permit.epoch == self.epoch && !full;
            self.registered |= may_store && registers;
            // The answer is on its way while other things happen: half of the time something does.
            if which.is_multiple_of(2) {
                self.write(self.registered);
            }
            self.tell(Input::Settled(flight, may_store), Due::Nothing);
        }
    }

    /// A write is applied upstream and acknowledged once the hub, or the epoch, has taken note.
    fn write(&mut self, owner_is_known: bool) {
        self.version += 1;
        if owner_is_known {
            let waiter = WaiterId(self.number());
            self.tell(Input::Bump(waiter), Due::Write(self.version));
        } else {
            self.epoch += 1;
            self.acknowledged = self.version;
        }
    }

    fn event(&mut self, conversation: u32, again: bool) {
        let waiter = WaiterId(self.number());
        if again && let Some((delivered, conversation, version)) = self.sent.last().cloned() {
            self.tell(Input::Event(waiter, delivered), Due::Event(conversation, version));
            return;
        }
        let (delivered, version) = self.change(conversation);
        self.sent.push((delivered.clone(), conversation, version));
        self.tell(Input::Event(waiter, delivered), Due::Event(conversation, version));
    }

    fn events_in_disorder(&mut self) {
        let (older, older_version) = self.change(1);
        let (newer, newer_version) = self.change(1);
        for (delivered, version) in [(newer, newer_version), (older, older_version)] {
            let waiter = WaiterId(self.number());
            self.tell(Input::Event(waiter, delivered), Due::Event(1, version));
        }
    }

    fn change(&mut self, conversation: u32) -> (Delivered, u64) {
        self.version += 1;
        let at = i64::try_from(self.version).expect("a small number");
        let event = given::updated(conversation, &self.version.to_string(), at);
        (Delivered { id: format!("evt_{}", self.version), event }, self.version)
    }

    fn follow(&mut self, reader: Reader, resume: bool) {
        let gone = self.clients.iter().find(|(_, client)| !client.connected && client.reader == reader);
        let before = gone.map(|(socket, _)| *socket).filter(|_| resume).and_then(|socket| self.clients.remove(&socket));
        let socket = self.number();
        let cursor = before.as_ref().and_then(|client| client.cursor.clone());
        // A new client loads what there is; one that resumes knows what it knew.
        let (known, told) =
            before.map_or_else(|| (self.events.clone(), BTreeMap::new()), |client| (client.known, client.told));
        self.clients.insert(socket, Client { reader, connected: true, cursor: cursor.clone(), known, told });
        let effects = self.room.follow(socket, reader, cursor.as_deref());
        self.check(&effects, Due::Nothing);
    }

    fn connected(&self) -> Vec<u64> {
        self.clients.iter().filter(|(_, client)| client.connected).map(|(socket, _)| *socket).collect()
    }

    fn disconnect(&mut self, socket: u64) {
        self.clients.entry(socket).and_modify(|client| client.connected = false);
        self.room.followers.retain(|follower| follower.socket.0 != socket);
    }

    fn pass(&mut self, milliseconds: i64) {
        let until = self.room.now + milliseconds;
        while let Some(at) = self.room.next_wake().filter(|at| *at <= until) {
            let effects = self.room.pass(at.max(self.room.now) - self.room.now);
            self.check(&effects, Due::Nothing);
        }
        self.room.pass(until - self.room.now);
        for (waiter, owed) in &self.owed {
            assert!(self.room.now < owed.asked_at + PATIENCE_MILLISECONDS, "reader {waiter} waits for too long");
        }
    }

    /// The object dies while it performs the effects of an event; everybody who is connected to it is cut off.
    fn crash(&mut self, performed: usize) {
        let (delivered, conversation, version) = match self.sent.last() {
            Some(last) if performed.is_multiple_of(2) => last.clone(),
            _ => {
                let (delivered, version) = self.change(2);
                self.sent.push((delivered.clone(), 2, version));
                (delivered, 2, version)
            }
        };
        let moment = self.room.moment();
        let mut effects = self.room.hub.step(Input::Event(WaiterId(0), delivered), moment);
        effects.truncate(performed);
        self.room.perform(&effects);
        self.check(&effects, Due::Event(conversation, version));
        for socket in self.connected() {
            self.disconnect(socket);
        }
        self.owed.clear();
        // What is recorded of an event counts as told to whoever comes: no page that they load may be older.
        let records = |effect: &Effect| matches!(effect, Effect::Save(Record { key, .. }) if key.starts_with("state:") || key.starts_with("delivery:"));
        if effects.iter().any(records) {
            self.acknowledge(Due::Event(conversation, version));
        }
        // What was under way for the one that died may still be answered, to the one that came after it.
        let effects = self.room.evict();
        self.check(&effects, Due::Nothing);
    }

    fn check(&mut self, effects: &[Effect], due: Due) {
        for effect in effects {
            match effect {
                Effect::Answer(waiter, answer, _) => {
                    let owed = self.owed.remove(&waiter.0).expect("only those who wait are answered, and once");
                    Self::check_answer(&owed, answer);
                }
                Effect::Acknowledge(_) => self.acknowledge(due),
                Effect::AskPermit(flight, _) => self.asking.push(*flight),
                Effect::Fetch(flight, call, _) => {
                    let permit = self.permits.remove(flight).expect("only what was permitted is fetched");
                    let stranger = matches!(call, Call::History { customer, .. } if customer.as_str() == SOMEBODY_ELSE);
                    self.fetching.push((*flight, Fetching { permit, stranger, version: self.version }));
                }
                Effect::Settle(flight, settlement) => {
                    self.settling.push((*flight, settlement.permit, !settlement.conversations.is_empty()));
                }
                Effect::Send(socket, text) => self.check_frame(socket.0, text),
                Effect::Close(socket, _) => self.disconnect(socket.0),
                _ => {}
            }
        }
        for (socket, client) in self.clients.iter().filter(|(_, client)| client.connected) {
            for (conversation, version) in &self.events {
                let known = client.known.get(conversation).copied().unwrap_or_default();
                assert!(known >= *version, "socket {socket} was not told of version {version} of {conversation}");
            }
        }
    }

    fn acknowledge(&mut self, due: Due) {
        match due {
            Due::Nothing => panic!("nothing was to be acknowledged"),
            Due::Write(version) => self.acknowledged = self.acknowledged.max(version),
            Due::Event(conversation, version) => {
                self.acknowledged = self.acknowledged.max(version);
                let latest = self.events.entry(conversation).or_default();
                *latest = version.max(*latest);
            }
        }
    }

    fn check_answer(owed: &Owed, answer: &Answer) {
        let json = body(answer);
        if answer.status != 200 {
            assert!([404, 429, 502, 504].contains(&answer.status), "{answer:?}");
            return;
        }
        let customer = if owed.stranger { SOMEBODY_ELSE } else { JANE };
        for row in json["data"].as_array().expect("rows") {
            assert_eq!(row["customer_id"], customer, "nobody sees another customer's data");
            assert_eq!(row["assignee_id"].is_null(), owed.reader == Reader::Customer);
        }
        let subject = json["data"][0]["subject"].as_str().expect("a subject");
        let version: u64 = subject.trim_end_matches('x').parse().expect("a version");
        assert!(
            owed.stranger || version >= owed.at_least,
            "a page of version {version} after {} was acknowledged",
            owed.at_least
        );
    }

    fn check_frame(&mut self, socket: u64, text: &str) {
        let client = self.clients.get_mut(&socket).filter(|client| client.connected).expect("an open socket");
        let frame: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let sequence =
            |cursor: &str| -> u64 { cursor.split('.').nth(1).and_then(|text| text.parse().ok()).expect("a cursor") };
        let cursor = frame["cursor"].as_str().expect("a cursor").to_owned();
        match frame["type"].as_str().expect("a type") {
            "hello" => {}
            "reload" => client.known = (0..3).map(|conversation| (conversation, self.version)).collect(),
            "conversation" => {
                let before = client.cursor.as_deref().expect("hello comes first");
                assert!(sequence(&cursor) > sequence(before), "frames come in order");
                assert_eq!(frame["data"]["assignee_id"].is_null(), client.reader == Reader::Customer);
                let version: u64 = frame["data"]["subject"].as_str().and_then(|text| text.parse().ok()).expect("one");
                let id = frame["data"]["id"].as_str().and_then(|id| id.strip_prefix("cnv_")).expect("an id");
                let conversation: u32 = id.parse().expect("a number");
                let before = client.told.insert(conversation, version);
                assert!(before.is_none_or(|before| before < version), "a conversation never goes back");
                let known = client.known.entry(conversation).or_default();
                *known = version.max(*known);
            }
            other => panic!("a frame of type {other}"),
        }
        client.cursor = Some(cursor);
    }

    /// After the longest lifetime, with nobody connected, nothing is left.
    fn end(mut self) {
        for socket in self.connected() {
            self.disconnect(socket);
            self.tell(Input::Unfollowed(SocketId(socket)), Due::Nothing);
        }
        self.pass(26 * HOUR);
        assert!(self.owed.is_empty(), "everyone was answered");
        assert_eq!(self.room.disk, BTreeMap::new(), "everything on disk expires");
    }
}

fn upstream(fetching: &Fetching, outcome: &Outcome) -> Exchange {
    let (customer, other) = if fetching.stranger { (SOMEBODY_ELSE, JANE) } else { (JANE, SOMEBODY_ELSE) };
    let version = fetching.version.to_string();
    match outcome {
        Outcome::Page => given::answered(200, &given::page(customer, &version)),
        Outcome::ForeignRow => given::answered(200, &given::page(other, &version)),
        Outcome::LargePage => {
            given::answered(200, &given::page(customer, &format!("{version}{}", "x".repeat(300_000))))
        }
        Outcome::Failed => given::exchange(Upstream::Failed),
        Outcome::NotFound => {
            let error = serde_json::json!({ "error": { "code": "customer_not_found", "message": "No customer." } });
            given::answered(404, &error)
        }
    }
}

fn pick<T>(from: impl IntoIterator<Item = T>, which: usize) -> Option<T> {
    let all: Vec<T> = from.into_iter().collect();
    let index = which.checked_rem(all.len())?;
    all.into_iter().nth(index)
}

fn take<T>(from: &mut Vec<T>, which: usize) -> Option<T> {
    let index = which.checked_rem(from.len())?;
    Some(from.swap_remove(index))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_everyone_gets_what_is_theirs_new_enough_and_in_time(
        happenings in prop::collection::vec(happening(), 1..60),
    ) {
        let mut world = World::new();
        for happening in &happenings {
            world.happen(happening);
        }
        world.end();
    }
}
