//! A model of HelpThread: conversations with versions, an exact request limit, idempotency keys, events.

use std::collections::{BTreeMap, HashMap};

use helpthread_core::body::NewMessage;
use helpthread_core::event::{Event, EventData, EventMessage};
use helpthread_core::id::{AgentId, ConversationId, CustomerId, MessageId};
use helpthread_core::model::{
    AuthorType, Conversation, ConversationStatus, Data, EventType, Message, Page, Pagination,
};
use helpthread_core::query::StatusFilter;
use helpthread_core::rate_limit::{RateLimit, window_start};
use helpthread_core::time::{EventTimestamp, Timestamp};
use helpthread_policy::call::Call;
use helpthread_policy::upstream::Answered;

/// Version n of a conversation was updated at this second plus n: so a row tells its version.
pub(crate) const BASE: i64 = 1_700_000_000;

/// The model.
pub(crate) struct Model {
    pub(crate) conversations: BTreeMap<String, Conversation>,
    /// Messages by the upstream key they were sent with, for a HelpThread that honours keys.
    remembered: HashMap<String, Answered>,
    /// Every applied reply, by its text.
    pub(crate) applied: HashMap<String, Applied>,
    limit: u32,
    window: i64,
    used: u32,
    /// How often the limit had to refuse.
    pub(crate) refused: u32,
    honours_keys: bool,
    events: i64,
    messages: u32,
    /// Its clock, in unix seconds.
    pub(crate) seconds: i64,
}

/// A reply that was applied.
#[derive(Clone)]
pub(crate) struct Applied {
    pub(crate) times: u32,
    pub(crate) conversation: String,
    /// The version that it made.
    pub(crate) version: i64,
}

pub(crate) fn customer(index: usize) -> CustomerId {
    CustomerId::parse(&format!("cus_{index}")).unwrap()
}

pub(crate) fn version(conversation: &Conversation) -> i64 {
    conversation.updated_at.unix() - BASE
}

impl Model {
    pub(crate) fn new(customers: usize, limit: u32, honours_keys: bool) -> Self {
        let mut model = Self {
            conversations: BTreeMap::new(),
            remembered: HashMap::new(),
            applied: HashMap::new(),
            limit,
            window: 0,
            used: 0,
            refused: 0,
            honours_keys,
            events: BASE * 1_000,
            messages: 0,
            seconds: BASE,
        };
        for customer in 0..customers {
            for _ in 0..3 {
                model.begin(customer);
            }
        }
        model
    }

    /// A customer begins a conversation, behind the proxy's back.
    pub(crate) fn begin(&mut self, index: usize) -> Vec<Event> {
        let id = ConversationId::parse(&format!("cnv_{:04}", self.conversations.len())).unwrap();
        let at = Timestamp::from_unix(BASE);
        let conversation = Conversation {
            id: id.clone(),
            customer_id: customer(index),
            subject: format!("Question of {index}"),
            status: ConversationStatus::Open,
            assignee_id: AgentId::parse("usr_secret").ok(),
            created_at: at,
            updated_at: at,
            last_message_at: at,
        };
        self.conversations.insert(id.as_str().to_owned(), conversation.clone());
        vec![self.event(EventType::ConversationCreated, EventData::Conversation(conversation))]
    }

    /// A customer writes in an existing conversation, behind the proxy's back.
    pub(crate) fn write_in(&mut self, id: &str) -> Vec<Event> {
        let conversation = self.touch(id, |conversation| conversation.status = ConversationStatus::Open);
        self.message(&conversation, None, "from the customer");
        vec![self.event(EventType::ConversationUpdated, EventData::Conversation(conversation))]
    }

    /// One request, counted.
    pub(crate) fn serve(&mut self, call: &Call, key: Option<&str>, now: i64) -> (Answered, Vec<Event>) {
        let seconds = now.div_euclid(1_000);
        self.seconds = seconds;
        if window_start(seconds) != self.window {
            (self.window, self.used) = (window_start(seconds), 0);
        }
        if self.used >= self.limit {
            self.refused += 1;
            return (self.answered(429, String::new(), seconds), Vec::new());
        }
        self.used += 1;
        self.apply(call, key, seconds)
    }

    /// Somebody else uses the workspace's key.
    pub(crate) fn used_by_others(&mut self, requests: u32) {
        self.used = (self.used + requests).min(self.limit);
    }

    pub(crate) fn rate_limit(&self, seconds: i64) -> RateLimit {
        RateLimit::after(self.limit, self.used, seconds)
    }

    fn apply(&mut self, call: &Call, key: Option<&str>, seconds: i64) -> (Answered, Vec<Event>) {
        match call {
            Call::History { customer, query } => {
                let rows = self.rows(|row| row.customer_id == *customer, query.status);
                (self.answered(200, page(rows), seconds), Vec::new())
            }
            Call::Conversations { query } => {
                let rows = self.rows(
                    |row| query.assignee_id.as_ref().is_none_or(|id| row.assignee_id.as_ref() == Some(id)),
                    query.status,
                );
                (self.answered(200, page(rows), seconds), Vec::new())
            }
            Call::Reply { conversation, message } => self.reply(conversation, message, key, seconds),
            Call::Change { conversation, change, .. } => {
                if !self.conversations.contains_key(conversation.as_str()) {
                    return (self.missing(conversation, seconds), Vec::new());
                }
                let changed = self.touch(conversation.as_str(), |row| {
                    row.status = change.status.clone().unwrap_or(row.status.clone());
                });
                let body = serde_json::to_string(&Data { data: changed.clone() }).unwrap();
                let event = self.event(EventType::ConversationUpdated, EventData::Conversation(changed.clone()));
                let answered = Answered { etag: Some(changed.tag()), ..self.answered(200, body, seconds) };
                (answered, vec![event])
            }
        }
    }

    fn reply(
        &mut self,
        id: &ConversationId,
        new: &NewMessage,
        key: Option<&str>,
        seconds: i64,
    ) -> (Answered, Vec<Event>) {
        if let Some(answered) = key.filter(|_| self.honours_keys).and_then(|key| self.remembered.get(key)) {
            return (answered.clone(), Vec::new());
        }
        if !self.conversations.contains_key(id.as_str()) {
            return (self.missing(id, seconds), Vec::new());
        }
        let conversation = self.touch(id.as_str(), |_| {});
        let times = self.applied.get(&new.body).map_or(1, |before| before.times + 1);
        let applied = Applied { times, conversation: id.as_str().to_owned(), version: version(&conversation) };
        self.applied.insert(new.body.clone(), applied);
        let message = self.message(&conversation, Some(new), &new.body);
        let data = EventData::Message(EventMessage {
            message: message.clone(),
            customer_id: conversation.customer_id.clone(),
        });
        let events = vec![
            self.event(EventType::MessageCreated, data),
            self.event(EventType::ConversationUpdated, EventData::Conversation(conversation)),
        ];
        let answered = self.answered(201, serde_json::to_string(&Data { data: message }).unwrap(), seconds);
        if let Some(key) = key {
            self.remembered.insert(key.to_owned(), answered.clone());
        }
        (answered, events)
    }

    fn touch(&mut self, id: &str, change: impl FnOnce(&mut Conversation)) -> Conversation {
        let row = self.conversations.get_mut(id).unwrap();
        change(row);
        row.updated_at = Timestamp::from_unix(row.updated_at.unix() + 1);
        row.clone()
    }

    fn message(&mut self, conversation: &Conversation, new: Option<&NewMessage>, body: &str) -> Message {
        self.messages += 1;
        Message {
            id: MessageId::parse(&format!("msg_{}", self.messages)).unwrap(),
            conversation_id: conversation.id.clone(),
            author_type: if new.is_some() { AuthorType::Agent } else { AuthorType::Customer },
            agent_id: new.map(|new| new.agent_id.clone()),
            body: body.to_owned(),
            internal: new.is_some_and(|new| new.internal),
            created_at: Timestamp::from_unix(self.seconds),
        }
    }

    fn event(&mut self, event_type: EventType, data: EventData) -> Event {
        self.events += 1;
        Event { event_type, timestamp: EventTimestamp::from_unix_milliseconds(self.events), data }
    }

    fn rows(&self, of: impl Fn(&Conversation) -> bool, status: Option<StatusFilter>) -> Vec<Conversation> {
        let rows = self.conversations.values().rev().filter(|row| of(row));
        rows.filter(|row| status.is_none_or(|status| status.matches(&row.status))).cloned().collect()
    }

    fn missing(&self, id: &ConversationId, seconds: i64) -> Answered {
        self.answered(404, helpthread_core::error::Refusal::conversation_not_found(id).to_json(), seconds)
    }

    fn answered(&self, status: u16, body: String, seconds: i64) -> Answered {
        Answered {
            status,
            content_type: Some("application/json".to_owned()),
            reset: Some(self.rate_limit(seconds).reset.to_string()),
            body: body.into_bytes(),
            ..Answered::default()
        }
    }
}

fn page(data: Vec<Conversation>) -> String {
    serde_json::to_string(&Page { data, pagination: Pagination { next_cursor: None, has_more: false } }).unwrap()
}
