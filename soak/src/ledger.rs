//! What was acknowledged: the oracle of a run. Every write is noted before it is sent and settled by its answer.
//!
//! A conversation has one writer at a time, so its state is known exactly, until an answer is lost: then it may be either, and
//! nobody writes to it before it has been looked at again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::chance::Chance;
use crate::journal::lock;

/// How long a write of unknown outcome may still be under way: the proxy's deadline, and what a gate holds back.
const UNDER_WAY: Duration = Duration::from_secs(12);

/// Who sent a reply, and so who has to send it again to be told the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// An agent, through the proxy.
    Proxy(String),
    /// Signed, to the API server.
    Direct,
}

/// What is known of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It exists, under this id.
    Acknowledged(String),
    /// It may exist, once.
    Unknown,
    /// It does not exist.
    Refused,
}

/// A message that somebody wanted to write. Its text is its name.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it says; also its `Idempotency-Key`, if it has one.
    pub text: String,
    /// Where; none for one that begins a conversation.
    pub conversation: Option<String>,
    /// Who asked; none for a customer's, which has no key.
    pub way: Option<(Way, String)>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What a conversation may be now.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose it is.
    pub customer: String,
    /// Status and assignee: one pair, or several after a lost answer.
    pub states: BTreeSet<(String, Option<String>)>,
    /// Its entity tag, while it is known.
    pub tag: Option<String>,
    claimed: bool,
    /// Not written to before this time.
    rests_until: Option<Instant>,
}

/// Everything that was acknowledged.
#[derive(Debug, Default)]
pub struct Ledger {
    conversations: Mutex<BTreeMap<String, Known>>,
    messages: Mutex<Vec<Message>>,
}

impl Ledger {
    /// A conversation was begun, and its state and its entity tag are these.
    pub fn began(&self, id: &str, customer: &str, state: (String, Option<String>), tag: Option<String>) {
        let states = BTreeSet::from([state]);
        let known = Known { customer: customer.to_owned(), states, tag, claimed: false, rests_until: None };
        lock(&self.conversations).insert(id.to_owned(), known);
    }

    /// Some conversation that nobody else writes to until it is [released](Self::release).
    pub fn claim(&self, chance: &mut Chance) -> Option<(String, Known)> {
        let mut conversations = lock(&self.conversations);
        let length = conversations.len();
        for _ in 0..8 {
            let Some((id, known)) = conversations.iter_mut().nth(chance.place(length)) else { break };
            if !known.claimed && known.rests_until.is_none_or(|until| until < Instant::now()) {
                known.claimed = true;
                return Some((id.clone(), known.clone()));
            }
        }
        None
    }

    /// The writer is done; what it knows now counts. One that `may_change` yet rests.
    pub fn release(&self, id: &str, known: Known, may_change: bool) {
        let rests_until = may_change.then(|| Instant::now() + UNDER_WAY);
        lock(&self.conversations).insert(id.to_owned(), Known { claimed: false, rests_until, ..known });
    }

    /// A message is about to be sent: its number.
    pub fn send(&self, message: Message) -> usize {
        let mut messages = lock(&self.messages);
        messages.push(message);
        messages.len() - 1
    }

    /// What came of the message of this number. What has been acknowledged stays so.
    pub fn settle(&self, number: usize, outcome: Outcome) {
        if let Some(message) = lock(&self.messages).get_mut(number) {
            message.outcome = outcome;
        }
    }

    /// Every conversation, by its id.
    pub fn conversations(&self) -> BTreeMap<String, Known> {
        lock(&self.conversations).clone()
    }

    /// Every message, in the order of sending.
    pub fn messages(&self) -> Vec<Message> {
        lock(&self.messages).clone()
    }

    /// Whether a write may still be applied whose answer is lost.
    pub fn is_unsettled(&self) -> bool {
        let now = Instant::now();
        lock(&self.conversations).values().any(|known| known.rests_until.is_some_and(|until| until > now))
    }
}

impl Known {
    /// The state, if there is but one.
    #[must_use]
    pub fn state(&self) -> Option<&(String, Option<String>)> {
        self.states.first().filter(|_| self.states.len() == 1)
    }

    /// It is this now.
    pub fn is(&mut self, status: &str, assignee: Option<&str>, tag: Option<String>) {
        self.states = BTreeSet::from([(status.to_owned(), assignee.map(str::to_owned))]);
        self.tag = tag;
    }

    /// A change that may have been made.
    pub fn may_become(&mut self, change: impl Fn(&(String, Option<String>)) -> (String, Option<String>)) {
        let changed: Vec<_> = self.states.iter().map(change).collect();
        self.states.extend(changed);
        self.tag = None;
    }
}
