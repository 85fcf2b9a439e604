//! What clients ask, what they are told, and whether that may be.

use std::collections::{BTreeMap, HashMap};

use helpthread_core::body::{ConversationChange, NewMessage};
use helpthread_core::event::{Event, EventData};
use helpthread_core::id::{AgentId, ConversationId};
use helpthread_core::model::{Conversation, ConversationStatus, Page};
use helpthread_core::query::{ConversationsQuery, HistoryQuery};
use helpthread_policy::answer::Answer;
use helpthread_policy::call::Call;
use helpthread_policy::hub::Reader;
use helpthread_policy::hub::customer::{Follower, SocketId};
use helpthread_policy::hub::message::{List, Read, ToCustomer, ToWorkspace, Write};
use serde_json::Value;

use crate::upstream::{Applied, Model, customer, version};
use crate::world::{Asker, Happening, World, index_of};

/// How long a reader waits, the way to the hub included; a clock that jumps may make it longer.
const PATIENCE: u64 = 16_000;
/// A write that has been sent is waited for: ten seconds for its turn, ten for upstream, and the way.
const PATIENCE_OF_WRITERS: u64 = 26_000;
const PATIENCE_WITH_JUMPS: u64 = 300_000;

/// Versions of conversations.
type Versions = BTreeMap<String, i64>;

/// A request that is not answered yet.
enum Asked {
    /// A page; every row must be at least this new.
    Page { of: Option<usize>, reader: Reader, floor: Versions },
    /// A reply with this text.
    Reply { text: String, first: bool },
    /// A change.
    Change,
}

/// What a follower's page shows.
#[derive(Clone)]
pub(crate) struct View {
    customer: usize,
    reader: Reader,
    cursor: Option<String>,
    shown: Versions,
    /// The latest frames, which must not go back.
    framed: Versions,
}

/// All clients.
pub(crate) struct Clients {
    asked: HashMap<u64, Asked>,
    /// What has been acknowledged: to an agent, or to HelpThread.
    acknowledged: Versions,
    owners: BTreeMap<String, usize>,
    /// The events of deliveries that are under way.
    events: HashMap<u64, (String, i64)>,
    /// First answers of keyed replies: the message's id.
    answered: HashMap<String, String>,
    pub(crate) views: HashMap<SocketId, View>,
    /// Views whose socket broke; they will come back.
    orphans: Vec<View>,
    /// Answers to pages, by status.
    pub(crate) pages: BTreeMap<u16, u32>,
    pub(crate) writes: BTreeMap<u16, u32>,
    pub(crate) frames: u32,
    /// What the model holds, to check against when a frame comes.
    current: Versions,
    applied: HashMap<String, Applied>,
}

impl Clients {
    pub(crate) fn new(model: &Model) -> Self {
        let mut clients = Self {
            asked: HashMap::new(),
            acknowledged: Versions::new(),
            owners: BTreeMap::new(),
            events: HashMap::new(),
            answered: HashMap::new(),
            views: HashMap::new(),
            orphans: Vec::new(),
            pages: BTreeMap::new(),
            writes: BTreeMap::new(),
            frames: 0,
            current: Versions::new(),
            applied: HashMap::new(),
        };
        clients.look(model);
        clients.acknowledged = clients.current.clone();
        clients
    }

    /// Takes note of what HelpThread holds now.
    pub(crate) fn look(&mut self, model: &Model) {
        for (id, conversation) in &model.conversations {
            self.current.insert(id.clone(), version(conversation));
            self.owners.insert(id.clone(), index_of(&conversation.customer_id));
        }
        self.applied.clone_from(&model.applied);
    }

    fn floor(&self, of: Option<usize>) -> Versions {
        let of = |id: &&String| of.is_none() || self.owners.get(*id).copied() == of;
        self.acknowledged.keys().filter(of).map(|id| (id.clone(), self.acknowledged[id])).collect()
    }

    fn acknowledge(&mut self, id: &str, version: i64) {
        let known = self.acknowledged.entry(id.to_owned()).or_insert(version);
        *known = version.max(*known);
    }

    /// A delivery with this number carries this event.
    pub(crate) fn emitted(&mut self, number: u64, event: &Event) {
        if let EventData::Conversation(conversation) = &event.data {
            self.events.insert(number, (conversation.id.as_str().to_owned(), version(conversation)));
        }
    }

    /// `HelpThread` has been told that a delivery arrived.
    pub(crate) fn acknowledged_event(&mut self, number: u64) {
        if let Some((id, version)) = self.events.remove(&number) {
            self.acknowledge(&id, version);
        }
    }

    /// The hub went, or the answer was lost: the client knows no more than before.
    pub(crate) fn broken(&mut self, number: u64) {
        self.asked.remove(&number);
    }

    pub(crate) fn overdue(&self, number: u64) {
        assert!(!self.asked.contains_key(&number), "request {number} was not answered");
    }

    pub(crate) fn answered(&mut self, number: u64, answer: &Answer) {
        let asked = self.asked.remove(&number).expect("a request is answered once");
        let body: Value = serde_json::from_slice(answer.body.as_deref().unwrap_or_default()).unwrap_or_default();
        if answer.status == 429 {
            assert!(answer.headers.iter().any(|(name, _)| *name == "Retry-After"), "{answer:?}");
        }
        match asked {
            Asked::Page { of, reader, floor } => {
                *self.pages.entry(answer.status).or_default() += 1;
                if answer.status == 200 {
                    judge_page(&body, of, reader, &floor);
                }
            }
            Asked::Reply { text, first } => self.judge_reply(answer.status, &body, &text, first),
            Asked::Change => {
                *self.writes.entry(answer.status).or_default() += 1;
                if answer.status == 200 {
                    let row: Conversation = serde_json::from_value(body["data"].clone()).unwrap();
                    self.acknowledge(row.id.as_str(), version(&row));
                }
            }
        }
    }

    fn judge_reply(&mut self, status: u16, body: &Value, text: &str, first: bool) {
        *self.writes.entry(status).or_default() += 1;
        let applied = self.applied.get(text).cloned();
        let times = applied.as_ref().map_or(0, |applied| applied.times);
        if status == 201 {
            assert_eq!(times, 1, "acknowledged, but applied {times} times: {text}");
            let id = body["data"]["id"].as_str().unwrap().to_owned();
            let before = self.answered.entry(text.to_owned()).or_insert_with(|| id.clone());
            assert_eq!(*before, id, "one key, two messages");
            // v1 does not say whose conversation a reply went to. One that began behind the proxy's back, without a webhook that tells of
            // it, is not on its customer's cached page, and a reply cannot put it there: then the page is as stale as before.
            if let Some(applied) = applied.filter(|applied| self.acknowledged.contains_key(&applied.conversation)) {
                self.acknowledge(&applied.conversation, applied.version);
            }
        } else if first && body["error"]["code"] != "outcome_unknown" {
            assert_eq!(times, 0, "refused with {status} {body}, but applied: {text}");
        }
    }

    pub(crate) fn frame(&mut self, socket: SocketId, frame: &str) {
        self.frames += 1;
        let current = self.current.clone();
        let owners = self.owners.clone();
        let Some(view) = self.views.get_mut(&socket) else { return };
        let frame: Value = serde_json::from_str(frame).unwrap();
        view.cursor = Some(frame["cursor"].as_str().unwrap().to_owned());
        match frame["type"].as_str().unwrap() {
            "hello" => {}
            "reload" => {
                view.shown = current.into_iter().filter(|(id, _)| owners.get(id) == Some(&view.customer)).collect();
            }
            "conversation" => {
                let row: Conversation = serde_json::from_value(frame["data"].clone()).unwrap();
                assert_eq!(row.customer_id, customer(view.customer), "another customer's event");
                assert!(view.reader == Reader::Agent || row.assignee_id.is_none(), "the assignee is shown");
                let framed = view.framed.entry(row.id.as_str().to_owned()).or_insert(-1);
                assert!(version(&row) >= *framed, "a row went back from {framed} to {}", version(&row));
                *framed = version(&row);
                // A page that was read before may be newer than the first frame.
                let shown = view.shown.entry(row.id.as_str().to_owned()).or_insert(-1);
                *shown = version(&row).max(*shown);
            }
            other => panic!("a frame of type {other}"),
        }
    }

    /// A socket has gone; its page will come back with its cursor.
    pub(crate) fn closed(&mut self, socket: SocketId) {
        if let Some(view) = self.views.remove(&socket) {
            self.orphans.push(view);
        }
    }

    /// What followers see in the end, when nothing is under way any more.
    pub(crate) fn judge_views(&mut self, model: &Model) {
        self.look(model);
        for view in self.views.values() {
            for (id, current) in self.current.iter().filter(|(id, _)| self.owners[*id] == view.customer) {
                assert_eq!(view.shown.get(id), Some(current), "a follower of {} missed {id}", view.customer);
            }
        }
    }

    /// Nothing is left unanswered.
    pub(crate) fn judge_end(&self) {
        assert!(self.asked.is_empty(), "{} requests were never answered", self.asked.len());
        for (text, applied) in &self.applied {
            assert!(applied.times <= 1, "{text} was applied {} times", applied.times);
        }
    }
}

fn judge_page(body: &Value, of: Option<usize>, reader: Reader, floor: &Versions) {
    let page: Page<Conversation> = serde_json::from_value(body.clone()).unwrap();
    for row in &page.data {
        assert!(of.is_none_or(|index| row.customer_id == customer(index)), "another customer's row");
        assert!(reader == Reader::Agent || row.assignee_id.is_none(), "the assignee is shown");
    }
    for (id, least) in floor {
        let row = page.data.iter().find(|row| row.id.as_str() == id);
        let row = row.unwrap_or_else(|| panic!("{id} is missing"));
        assert!(version(row) >= *least, "{id} is stale: {} after {least} was acknowledged", version(row));
    }
}

impl World {
    /// One thing that somebody does.
    pub(crate) fn step_outside(&mut self) {
        let model = &self.model;
        self.clients.look(model);
        let index = usize::try_from(self.chance.below(self.plan.customers as u64)).unwrap();
        match self.chance.below(100) {
            0..40 => self.read(index),
            40..50 => self.list(),
            50..62 => self.reply(),
            62..70 => self.change(),
            70..80 => {
                let id = self.some_conversation();
                let events = self.model.write_in(&id);
                self.emit(events);
            }
            80..83 => {
                let events = self.model.begin(index);
                self.emit(events);
            }
            83..93 => self.follow_or_leave(index),
            _ => {}
        }
        let model = &self.model;
        self.clients.look(model);
    }

    fn ask(&mut self, asked: Asked) -> Asker {
        let number = self.chance.bits();
        let patience = match asked {
            _ if self.plan.clock_jumps => PATIENCE_WITH_JUMPS,
            Asked::Page { .. } => PATIENCE,
            Asked::Reply { .. } | Asked::Change => PATIENCE_OF_WRITERS,
        };
        self.clients.asked.insert(number, asked);
        self.after(patience, Happening::Overdue(number));
        Asker::Client(number)
    }

    fn some_conversation(&mut self) -> String {
        let ids: Vec<String> = self.model.conversations.keys().cloned().collect();
        self.chance.pick(&ids).clone()
    }

    fn read(&mut self, index: usize) {
        let reader = if self.chance.percent(70) { Reader::Customer } else { Reader::Agent };
        let limit = *self.chance.pick(&["25", "100"]);
        let query = HistoryQuery::parse(&format!("limit={limit}")).unwrap();
        let subject = if reader == Reader::Customer { format!("cus_{index}") } else { "usr_a".to_owned() };
        let read = Read { call: Call::History { customer: customer(index), query }, reader, subject };
        let floor = self.clients.floor(Some(index));
        let asker = self.ask(Asked::Page { of: Some(index), reader, floor });
        self.ask_customer(index, asker, ToCustomer::Read(read));
    }

    fn list(&mut self) {
        let query = ConversationsQuery::parse("limit=100").unwrap();
        let list = List { call: Call::Conversations { query }, subject: "usr_a".to_owned() };
        let floor = self.clients.floor(None);
        let asker = self.ask(Asked::Page { of: None, reader: Reader::Agent, floor });
        self.ask_workspace(asker, ToWorkspace::List(list));
    }

    fn reply(&mut self) {
        let keyed = self.chance.percent(70);
        // A key is used again now and then: its text says which.
        let (number, first) =
            if keyed && self.chance.percent(40) { (self.chance.below(6), false) } else { (self.chance.bits(), true) };
        let text = format!("reply {number}");
        let conversation = if first { self.some_conversation() } else { "cnv_0000".to_owned() };
        let conversation = ConversationId::parse(&conversation).unwrap();
        let message = NewMessage { agent_id: AgentId::parse("usr_a").unwrap(), body: text.clone(), internal: false };
        let write = Write {
            call: Call::Reply { conversation, message },
            subject: "usr_a".to_owned(),
            idempotency_key: keyed.then(|| number.to_string()),
        };
        let asker = self.ask(Asked::Reply { text, first });
        self.ask_workspace(asker, ToWorkspace::Write(write));
    }

    fn change(&mut self) {
        let conversation = ConversationId::parse(&self.some_conversation()).unwrap();
        let status = ConversationStatus::from(*self.chance.pick(&["open", "pending", "closed"]));
        let change = ConversationChange { status: Some(status), assignee_id: None };
        let call = Call::Change { conversation, change, if_match: None };
        let asker = self.ask(Asked::Change);
        self.ask_workspace(
            asker,
            ToWorkspace::Write(Write { call, subject: "usr_a".to_owned(), idempotency_key: None }),
        );
    }

    fn follow_or_leave(&mut self, index: usize) {
        if self.chance.percent(25) {
            let mut open: Vec<SocketId> = self.clients.views.keys().copied().collect();
            open.sort();
            if !open.is_empty() {
                let socket = *self.chance.pick(&open);
                self.unfollow(socket);
            }
            return;
        }
        let view = if let Some(view) = self.clients.orphans.pop() {
            view
        } else {
            let shown = self.clients.current.iter().filter(|(id, _)| self.clients.owners[*id] == index);
            let shown = shown.map(|(id, version)| (id.clone(), *version)).collect();
            let reader = if self.chance.percent(70) { Reader::Customer } else { Reader::Agent };
            View { customer: index, reader, cursor: None, shown, framed: Versions::new() }
        };
        let socket = SocketId(self.chance.bits());
        let (index, after) = (view.customer, view.cursor.clone());
        let follower = Follower {
            socket,
            customer: customer(index),
            reader: view.reader,
            subject: "usr_a".to_owned(),
            expires_at: self.now.div_euclid(1_000) + 900,
        };
        self.clients.views.insert(socket, view);
        self.follow(index, follower, after);
    }
}
