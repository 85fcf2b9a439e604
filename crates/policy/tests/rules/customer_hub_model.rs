//! A customer's hub under random interleavings, failures and crashes, against a simple account of what it owes to whom.
//!
//! The account: the customer's conversation has a version, which every write increases. A write is acknowledged to someone,
//! and from then on nobody who asks may be given an older version. Upstream always answers with the version at the time when
//! the fetch began, the oldest that it may. Half of the writes are of an owner that the workspace's hub does not know.

use std::collections::BTreeMap;

use crate::{
    customer_hub_given::{self as given, HOUR, Room},
    customer_hub_happenings::{Fetching, Happening, happening, upstream},
    customer_hub_oracle::{Client, Due, Owed},
    given::{JANE, SOMEBODY_ELSE},
};
use helpthread_policy::hub::{
    FlightId, Reader, WaiterId,
    customer::{Effect, Input, Record, SocketId},
    flights::PATIENCE_MILLISECONDS,
    message::{Delivered, Permit, PermitAnswer},
};
use proptest::prelude::*;

pub(crate) struct World {
    pub(crate) room: Room,
    pub(crate) version: u64,
    pub(crate) epoch: u64,
    pub(crate) acknowledged: u64,
    /// Of each page, the newest version that anyone was told.
    pub(crate) told: BTreeMap<usize, u64>,
    /// Jane's page is registered with the workspace's hub: a write to it has a known owner.
    pub(crate) registered: bool,
    pub(crate) owed: BTreeMap<u64, Owed>,
    pub(crate) asking: Vec<FlightId>,
    pub(crate) fetching: Vec<(FlightId, Fetching)>,
    pub(crate) settling: Vec<(FlightId, Permit, bool)>,
    pub(crate) permits: BTreeMap<FlightId, Permit>,
    pub(crate) clients: BTreeMap<u64, Client>,
    /// Of each conversation, the version of the latest acknowledged event.
    pub(crate) events: BTreeMap<u32, u64>,
    pub(crate) sent: Vec<(Delivered, u32, u64)>,
    pub(crate) next: u64,
}

impl World {
    fn new() -> Self {
        Self {
            room: Room::new(),
            version: 1,
            epoch: 1,
            acknowledged: 1,
            told: BTreeMap::new(),
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
        let told = self.told.get(&page).copied().unwrap_or_default();
        let owed = Owed { stranger, reader, asked_at: self.room.now, page, at_least: self.acknowledged.max(told) };
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

    pub(crate) fn disconnect(&mut self, socket: u64) {
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
