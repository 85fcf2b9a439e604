//! Whose conversation is it? Known for every page that some customer's hub may have stored (proxy.md §3, "Index").
//!
//! A page lives for at most an hour; an entry is kept for one and a half to two hours after its page was last registered, so
//! no stored page's conversation is ever unknown here.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::id::{ConversationId, CustomerId};

use super::Effect;
use crate::hub::customer::Record;

/// The most conversations that are known.
pub const MAX_CONVERSATIONS: usize = 100_000;
/// How long an entry is kept, in milliseconds.
const LIFETIME_MILLISECONDS: i64 = 2 * 60 * 60 * 1_000;
/// An entry is written again when less than this is left of its life: not for every refresh of a page.
const RENEWAL_MILLISECONDS: i64 = 90 * 60 * 1_000;
/// What an entry's record is called begins with this, then comes the conversation.
pub(super) const RECORD_PREFIX: &str = "index:";

/// Conversations and their customers.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: BTreeMap<ConversationId, Entry>,
    expiry: BTreeSet<(i64, ConversationId)>,
}

#[derive(Debug)]
struct Entry {
    customer: CustomerId,
    expires_at: i64,
}

impl Index {
    /// Takes in a record; false if it is not readable.
    pub(super) fn restore(&mut self, record: &Record) -> bool {
        let conversation = record.key.strip_prefix(RECORD_PREFIX).and_then(|id| ConversationId::parse(id).ok());
        let value = serde_json::from_str::<(CustomerId, i64)>(&record.value).ok();
        let Some((conversation, (customer, expires_at))) = conversation.zip(value) else {
            return false;
        };
        self.expiry.insert((expires_at, conversation.clone()));
        self.entries.insert(conversation, Entry { customer, expires_at });
        true
    }

    /// Whose conversation it is, as far as known at `now`.
    pub(super) fn owner(&self, conversation: &ConversationId, now: i64) -> Option<&CustomerId> {
        self.entries.get(conversation).filter(|entry| now < entry.expires_at).map(|entry| &entry.customer)
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
        for conversation in conversations {
            self.renew(customer, conversation, now, effects);
        }
        true
    }

    /// Forgets up to `most` entries whose time is over.
    pub(super) fn expire(&mut self, now: i64, most: usize, effects: &mut Vec<Effect>) {
        for _ in 0..most {
            let Some((_, conversation)) = self.expiry.first().filter(|(at, _)| *at <= now).cloned() else {
                return;
            };
            self.forget(&conversation);
            effects.push(Effect::Remove(record_key(&conversation)));
        }
    }

    /// When the next entry's time is over, in unix milliseconds.
    pub(super) fn next_expiry(&self) -> Option<i64> {
        self.expiry.first().map(|(at, _)| *at)
    }

    fn renew(&mut self, customer: &CustomerId, id: &ConversationId, now: i64, effects: &mut Vec<Effect>) {
        let current = self.entries.get(id).is_some_and(|entry| {
            entry.customer == *customer && entry.expires_at >= now.saturating_add(RENEWAL_MILLISECONDS)
        });
        if current {
            return;
        }
        let expires_at = now.saturating_add(LIFETIME_MILLISECONDS);
        let Ok(value) = serde_json::to_string(&(customer, expires_at)) else {
            return;
        };
        self.forget(id);
        self.expiry.insert((expires_at, id.clone()));
        self.entries.insert(id.clone(), Entry { customer: customer.clone(), expires_at });
        effects.push(Effect::Save(Record { key: record_key(id), value }));
    }

    fn forget(&mut self, conversation: &ConversationId) {
        if let Some(entry) = self.entries.remove(conversation) {
            self.expiry.remove(&(entry.expires_at, conversation.clone()));
        }
    }
}

fn record_key(conversation: &ConversationId) -> String {
    format!("{RECORD_PREFIX}{conversation}")
}
