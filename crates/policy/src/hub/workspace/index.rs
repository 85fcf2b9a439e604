//! Whose conversation is it? Known for every page that some customer's hub may have stored (proxy.md §3, "Index").
//!
//! A page lives for at most an hour; an entry is kept for one and a half to two hours after its page was last registered, so
//! no stored page's conversation is ever unknown here. What one page brings is one batch, which is one record on disk: a write
//! costs about the same for one conversation as for a hundred.

use std::collections::BTreeMap;

use helpthread_core::id::{ConversationId, CustomerId};
use serde::{Deserialize, Serialize};

use super::Effect;
use crate::hub::customer::Record;

/// The most conversations that are known.
pub const MAX_CONVERSATIONS: usize = 100_000;
/// How long an entry is kept, in milliseconds.
const LIFETIME_MILLISECONDS: i64 = 2 * 60 * 60 * 1_000;
/// An entry is written again when less than this is left of its life: not for every refresh of a page.
const RENEWAL_MILLISECONDS: i64 = 90 * 60 * 1_000;
/// What a batch's record is called begins with this, then comes its number.
pub(super) const RECORD_PREFIX: &str = "index:";

/// Conversations and their customers.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The batch that a conversation was registered with last.
    entries: BTreeMap<ConversationId, Place>,
    batches: BTreeMap<Place, Batch>,
    /// The number of the next batch.
    next: u64,
}

/// A batch's place in the order of expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// In unix milliseconds.
    expires_at: i64,
    number: u64,
}

/// The conversations of one customer that were registered together.
#[derive(Debug, Serialize, Deserialize)]
struct Batch {
    customer: CustomerId,
    expires_at: i64,
    conversations: Vec<ConversationId>,
    /// How many of them no later batch has.
    #[serde(skip)]
    current: usize,
}

impl Index {
    /// Takes in a record; false if it is not readable.
    pub(super) fn restore(&mut self, record: &Record) -> bool {
        let number = record.key.strip_prefix(RECORD_PREFIX).and_then(|number| number.parse::<u64>().ok());
        let Some((number, batch)) = number.zip(serde_json::from_str::<Batch>(&record.value).ok()) else {
            return false;
        };
        self.next = self.next.max(number.saturating_add(1));
        let place = Place { expires_at: batch.expires_at, number };
        let ids = batch.conversations.clone();
        self.batches.insert(place, batch);
        for id in ids {
            if self.entries.get(&id).is_none_or(|other| *other < place) {
                // One that none is in any more goes with its time.
                let _ = self.enter(id, place);
            }
        }
        true
    }

    /// Whose conversation it is, as far as known at `now`.
    pub(super) fn owner(&self, conversation: &ConversationId, now: i64) -> Option<&CustomerId> {
        let place = self.entries.get(conversation).filter(|place| now < place.expires_at)?;
        self.batches.get(place).map(|batch| &batch.customer)
    }

    /// Takes in a page's conversations: all of them, or none and false if there is no room.
    pub(super) fn register(
        &mut self,
        customer: &CustomerId,
        conversations: &[ConversationId],
        now: i64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let new = conversations.iter().filter(|id| !self.entries.contains_key(*id)).count();
        if self.entries.len().saturating_add(new) > MAX_CONVERSATIONS {
            return false;
        }
        let outdated: Vec<ConversationId> =
            conversations.iter().filter(|id| !self.is_current(customer, id, now)).cloned().collect();
        if !outdated.is_empty() {
            self.add(customer, outdated, now, effects);
        }
        true
    }

    /// Forgets batches whose time is over, until `most` entries or more are forgotten.
    pub(super) fn expire(&mut self, now: i64, most: usize, effects: &mut Vec<Effect>) {
        let mut forgotten = 0;
        while forgotten < most {
            let Some(first) = self.batches.first_entry().filter(|first| first.key().expires_at <= now) else {
                return;
            };
            let (place, batch) = first.remove_entry();
            forgotten += batch.conversations.len();
            for id in &batch.conversations {
                if self.entries.get(id) == Some(&place) {
                    self.entries.remove(id);
                }
            }
            effects.push(Effect::Remove(place.record_key()));
        }
    }

    /// When the next batch's time is over, in unix milliseconds.
    pub(super) fn next_expiry(&self) -> Option<i64> {
        self.batches.first_key_value().map(|(place, _)| place.expires_at)
    }

    fn is_current(&self, customer: &CustomerId, id: &ConversationId, now: i64) -> bool {
        let place = self.entries.get(id).filter(|place| place.expires_at >= now.saturating_add(RENEWAL_MILLISECONDS));
        place.and_then(|place| self.batches.get(place)).is_some_and(|batch| batch.customer == *customer)
    }

    fn add(&mut self, customer: &CustomerId, ids: Vec<ConversationId>, now: i64, effects: &mut Vec<Effect>) {
        let place = Place { expires_at: now.saturating_add(LIFETIME_MILLISECONDS), number: self.next };
        self.next = self.next.saturating_add(1);
        let batch =
            Batch { customer: customer.clone(), expires_at: place.expires_at, conversations: ids.clone(), current: 0 };
        if let Ok(value) = serde_json::to_string(&batch) {
            effects.push(Effect::Save(Record { key: place.record_key(), value }));
        }
        self.batches.insert(place, batch);
        for id in ids {
            if let Some(emptied) = self.enter(id, place) {
                self.batches.remove(&emptied);
                effects.push(Effect::Remove(emptied.record_key()));
            }
        }
    }

    /// A conversation is in this batch now. Gives the batch that no conversation is in any more.
    fn enter(&mut self, id: ConversationId, place: Place) -> Option<Place> {
        if let Some(batch) = self.batches.get_mut(&place) {
            batch.current += 1;
        }
        let before = self.entries.insert(id, place)?;
        let batch = self.batches.get_mut(&before)?;
        batch.current = batch.current.saturating_sub(1);
        (batch.current == 0).then_some(before)
    }
}

impl Place {
    fn record_key(self) -> String {
        format!("{RECORD_PREFIX}{}", self.number)
    }
}
