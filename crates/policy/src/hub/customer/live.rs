//! The log of changes that sockets follow (proxy.md §4): the latest state of each conversation that an event told of.
//!
//! Events come at least once and in any order. A state enters the log only if it is newer than what was told of that
//! conversation; where that cannot be decided, followers are told to load again. A cursor says how far in the log a follower
//! is, and what has left the log makes cursors before it too old.

use std::{cmp::Ordering, collections::BTreeMap};

use helpthread_core::{
    id::{ConversationId, CustomerId},
    model::Conversation,
    time::EventTimestamp,
};
use serde::{Deserialize, Serialize};

use super::{Record, cursor::Cursor};
use crate::hub::pages::Change;

/// The most conversations in the log.
const MAX_CONVERSATIONS: usize = 100;
/// The largest state that enters the log, in bytes of JSON; of a larger one followers only learn that they must load again.
const MAX_STATE_BYTES: usize = 32 * 1024;
/// How long a state stays in the log, and the log itself without a follower, in milliseconds.
const LIFETIME_MILLISECONDS: i64 = 60 * 60 * 1_000;

/// The key of the log's own record.
pub(super) const RECORD_KEY: &str = "live";
/// What a state's record is called begins with this.
pub(super) const STATE_PREFIX: &str = "state:";

/// The log's own record.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    /// Of this log, against cursors of an earlier one.
    epoch: u64,
    /// Of the latest change.
    sequence: u64,
    /// Cursors before this one have missed something that cannot be told any more.
    floor: u64,
    /// The latest event timestamp of a state that has left the log.
    left: Option<EventTimestamp>,
    /// When the last event came, in unix milliseconds.
    event_at: Option<i64>,
    /// Since when nobody has followed, in unix milliseconds; none while somebody does.
    idle_since: Option<i64>,
}

/// What an event told of a conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    sequence: u64,
    /// When it came, in unix milliseconds.
    came_at: i64,
    timestamp: EventTimestamp,
    data: Conversation,
}

/// What followers are told of an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Nothing: they know it, or something newer.
    None,
    /// The conversation's new state.
    Conversation,
    /// To load again.
    Reload,
}

/// The log of one customer's changes.
#[derive(Debug)]
pub(super) struct Log {
    head: Head,
    states: BTreeMap<ConversationId, State>,
}

impl Log {
    /// A new one, which begins now.
    pub(super) fn new(epoch: u64) -> Self {
        // The floor is above 0, so that a cursor at 0 is one that is always too old.
        let head = Head { epoch, sequence: 1, floor: 1, left: None, event_at: None, idle_since: None };
        Self { head, states: BTreeMap::new() }
    }

    /// From its own record and those of its states. Without a readable own record there is no log, and the rest is removed.
    pub(super) fn restore(head: Option<Record>, states: Vec<Record>, now: i64) -> (Option<Self>, Vec<Change>) {
        let mut changes = Vec::new();
        let known = head.as_ref().and_then(|record| serde_json::from_str(&record.value).ok());
        let Some(head) = known else {
            let keys = head.into_iter().chain(states).map(|record| Change::Remove(record.key));
            return (None, keys.collect());
        };
        let mut log = Self { head, states: BTreeMap::new() };
        for record in states {
            if let Ok(state) = serde_json::from_str::<State>(&record.value)
                && state_key(&state.data.id) == record.key
            {
                log.states.insert(state.data.id.clone(), state);
            } else {
                changes.push(Change::Remove(record.key));
            }
        }
        if !changes.is_empty() {
            // What they told is lost, so of no cursor can it be said any more what came after it.
            changes.extend(log.end());
            return (None, changes);
        }
        changes.extend(log.expire(now));
        (Some(log), changes)
    }

    /// Where a follower is who has heard everything.
    pub(super) fn cursor(&self) -> Cursor {
        Cursor { epoch: self.head.epoch, sequence: self.head.sequence }
    }

    /// A cursor that is always too old.
    pub(super) fn beginning(&self) -> Cursor {
        Cursor { epoch: self.head.epoch, sequence: 0 }
    }

    /// The states of `customer` that came after `cursor`, oldest first; none if it is unknown or too old.
    pub(super) fn since(&self, cursor: Cursor, customer: &CustomerId) -> Option<Vec<(Cursor, &Conversation)>> {
        let Head { epoch, sequence, floor, .. } = self.head;
        if cursor.epoch != epoch || cursor.sequence > sequence || cursor.sequence < floor {
            return None;
        }
        let mut states: Vec<&State> = self
            .states
            .values()
            .filter(|state| state.sequence > cursor.sequence && state.data.customer_id == *customer)
            .collect();
        states.sort_by_key(|state| state.sequence);
        Some(states.into_iter().map(|state| (Cursor { epoch, sequence: state.sequence }, &state.data)).collect())
    }

    /// Takes an event's state of a conversation at `now` (unix milliseconds).
    pub(super) fn take(&mut self, timestamp: EventTimestamp, data: &Conversation, now: i64) -> (News, Vec<Change>) {
        let is_large = serde_json::to_string(data).is_ok_and(|text| text.len() > MAX_STATE_BYTES);
        let news = self.judge(timestamp, data, is_large);
        match news {
            News::None => return (news, Vec::new()),
            News::Conversation => self.head.sequence = self.head.sequence.saturating_add(1),
            News::Reload => self.pass_over(),
        }
        let mut changes = Vec::new();
        if is_large {
            changes.extend(self.drop_state(&data.id));
            self.head.left = self.head.left.max(Some(timestamp));
        } else if self.states.get(&data.id).map_or(!self.has_left(timestamp), |known| known.timestamp < timestamp) {
            let state = State { sequence: self.head.sequence, came_at: now, timestamp, data: data.clone() };
            let value = serde_json::to_string(&state).unwrap_or_default();
            changes.push(Change::Save(Record { key: state_key(&data.id), value }));
            self.states.insert(data.id.clone(), state);
        }
        changes.extend(self.shrink());
        (news, self.head_first(changes))
    }

    /// Something has changed that cannot be told as a state: cursors until now are too old.
    pub(super) fn reload(&mut self) -> Change {
        self.pass_over();
        self.save()
    }

    /// Notes that an event came. It is not worth a write of its own.
    pub(super) fn heard(&mut self, now: i64) {
        self.head.event_at = Some(now);
    }

    /// Whether an event came within `milliseconds` before `now`.
    pub(super) fn heard_within(&self, milliseconds: i64, now: i64) -> bool {
        self.head.event_at.is_some_and(|at| now.saturating_sub(at) < milliseconds)
    }

    /// Notes whether anybody follows.
    pub(super) fn followed(&mut self, followed: bool, now: i64) -> Option<Change> {
        if followed == self.head.idle_since.is_none() {
            return None;
        }
        self.head.idle_since = (!followed).then_some(now);
        Some(self.save())
    }

    /// Whether nobody has followed for so long that the log ends.
    pub(super) fn is_over(&self, now: i64) -> bool {
        self.head.idle_since.is_some_and(|since| now >= since.saturating_add(LIFETIME_MILLISECONDS))
    }

    /// Removes everything.
    pub(super) fn end(self) -> Vec<Change> {
        let states = self.states.keys().map(|id| Change::Remove(state_key(id)));
        [Change::Remove(RECORD_KEY.to_owned())].into_iter().chain(states).collect()
    }

    /// Drops the states that are too old at `now`.
    pub(super) fn expire(&mut self, now: i64) -> Vec<Change> {
        let old: Vec<ConversationId> =
            self.states.iter().filter(|(_, state)| now >= state.leaves_at()).map(|(id, _)| id.clone()).collect();
        let changes: Vec<Change> = old.iter().flat_map(|id| self.drop_state(id)).collect();
        if changes.is_empty() { changes } else { self.head_first(changes) }
    }

    /// When something of the log is too old, in unix milliseconds.
    pub(super) fn next_expiry(&self) -> Option<i64> {
        let over = self.head.idle_since.map(|since| since.saturating_add(LIFETIME_MILLISECONDS));
        self.states.values().map(State::leaves_at).chain(over).min()
    }

    /// The log's own record.
    pub(super) fn save(&self) -> Change {
        let value = serde_json::to_string(&self.head).unwrap_or_default();
        Change::Save(Record { key: RECORD_KEY.to_owned(), value })
    }

    fn judge(&self, timestamp: EventTimestamp, data: &Conversation, is_large: bool) -> News {
        let Some(known) = self.states.get(&data.id) else {
            // It may be one that has left the log, and older than that.
            return if self.has_left(timestamp) || is_large { News::Reload } else { News::Conversation };
        };
        match timestamp.cmp(&known.timestamp) {
            Ordering::Less => News::None,
            Ordering::Equal if known.data == *data => News::None,
            // Timestamps strictly increase per conversation (api-v1.md §7), and `updated_at` with them: this is neither.
            Ordering::Equal => News::Reload,
            Ordering::Greater if data.updated_at < known.data.updated_at || is_large => News::Reload,
            Ordering::Greater => News::Conversation,
        }
    }

    /// If writing stops half-way, the log's own record must not promise less than its states have told.
    fn head_first(&self, changes: Vec<Change>) -> Vec<Change> {
        [self.save()].into_iter().chain(changes).collect()
    }

    fn has_left(&self, timestamp: EventTimestamp) -> bool {
        self.head.left.is_some_and(|left| timestamp <= left)
    }

    fn pass_over(&mut self) {
        self.head.sequence = self.head.sequence.saturating_add(1);
        self.head.floor = self.head.sequence;
    }

    fn shrink(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while self.states.len() > MAX_CONVERSATIONS {
            let oldest = self.states.iter().min_by_key(|(_, state)| state.sequence).map(|(id, _)| id.clone());
            changes.extend(oldest.into_iter().flat_map(|id| self.drop_state(&id)));
        }
        changes
    }

    fn drop_state(&mut self, id: &ConversationId) -> Vec<Change> {
        let Some(state) = self.states.remove(id) else {
            return Vec::new();
        };
        self.head.floor = self.head.floor.max(state.sequence);
        self.head.left = self.head.left.max(Some(state.timestamp));
        vec![Change::Remove(state_key(id))]
    }
}

impl State {
    fn leaves_at(&self) -> i64 {
        self.came_at.saturating_add(LIFETIME_MILLISECONDS)
    }
}

fn state_key(id: &ConversationId) -> String {
    format!("{STATE_PREFIX}{id}")
}
