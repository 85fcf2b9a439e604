//! Remembers replies by their `Idempotency-Key`, so that none is sent twice unless upstream is known not to have it
//! (proxy.md §3, "Idempotency ledger").
//!
//! ```text
//! (none) ──begin──▶ Begun ──done────▶ Done       answers every retry
//!    ▲                │ ───lose─────▶ Unknown    502 outcome_unknown, until an event or upstream's own memory settles it
//!    └────clear───────┘                  └────▶ Done
//! ```
//! An entry is on disk before its reply leaves. So what a crash leaves as Begun may have been applied: it is Unknown.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::{
    event::{Event, EventData},
    id::MessageId,
};

use super::{
    Effect,
    digest::Digest,
    entry::{Entry, Outcome, Written, fingerprint_of},
    seconds_until,
};
use crate::hub::customer::Record;

/// The most replies that are remembered.
pub const MAX_REPLIES: usize = 10_000;
/// The most of one token subject: nobody uses up the room of the others.
pub const MAX_REPLIES_OF_SUBJECT: usize = 1_000;
/// How long a reply is remembered, in milliseconds (api-v1.md §4).
const LIFETIME_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
/// What an entry's record is called begins with this, then comes the digest of subject and key.
pub(super) const RECORD_PREFIX: &str = "reply:";

/// The remembered replies. The key is the digest of the token's subject and its `Idempotency-Key`.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: BTreeMap<Digest, Entry>,
    expiry: BTreeSet<(i64, Digest)>,
    /// Those whose outcome is not known, by fingerprint.
    open: BTreeMap<Digest, BTreeSet<Digest>>,
    /// By subject, oldest first.
    of_subject: BTreeMap<Digest, BTreeSet<(i64, Digest)>>,
    /// The messages that are some entry's already.
    messages: BTreeMap<MessageId, Digest>,
}

impl Ledger {
    /// Takes in a record; false if it is not readable.
    pub(super) fn restore(&mut self, record: &Record, effects: &mut Vec<Effect>) -> bool {
        let key = record.key.strip_prefix(RECORD_PREFIX).and_then(Digest::parse);
        let Some((key, mut entry)) = key.zip(serde_json::from_str::<Entry>(&record.value).ok()) else {
            return false;
        };
        if entry.outcome == Outcome::Begun {
            entry.outcome = entry.witness.clone().map_or(Outcome::Unknown, Outcome::Done);
            effects.extend(save(&key, &entry));
        }
        self.insert(key, entry);
        true
    }

    /// The entries of which the owner of their conversation has yet to hear.
    pub(super) fn owing(&self) -> Vec<Digest> {
        self.entries.iter().filter(|(_, entry)| entry.owes_bump).map(|(key, _)| key.clone()).collect()
    }

    /// The entry under this key.
    pub(super) fn find(&self, key: &Digest) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Whether one more of this subject's can be remembered.
    ///
    /// # Errors
    /// The seconds until one is forgotten.
    pub(super) fn room(&self, subject: &Digest, now: i64) -> Result<(), u64> {
        let own = self.of_subject.get(subject).filter(|own| own.len() >= MAX_REPLIES_OF_SUBJECT);
        let full = self.entries.len() >= MAX_REPLIES;
        let oldest = own.and_then(BTreeSet::first).or_else(|| self.expiry.first().filter(|_| full));
        oldest.map_or(Ok(()), |(expires_at, _)| Err(seconds_until(*expires_at, now)))
    }

    /// A reply is about to be sent, for the first time or again.
    pub(super) fn begin(&mut self, key: &Digest, entry: Entry, effects: &mut Vec<Effect>) {
        effects.extend(save(key, &entry));
        self.insert(key.clone(), entry);
    }

    /// A reply without a key that says this is about to be sent. Its message will not be known here, so from now on no event
    /// settles an open reply that says the same.
    pub(super) fn contest(&mut self, fingerprint: &Digest, effects: &mut Vec<Effect>) {
        let rivals: Vec<Digest> = self.open.get(fingerprint).into_iter().flatten().cloned().collect();
        for key in &rivals {
            self.change(key, effects, |entry| entry.contested = true);
        }
    }

    /// The reply was applied; its customer's hub has yet to hear of it.
    pub(super) fn done(&mut self, key: &Digest, written: Written, effects: &mut Vec<Effect>) {
        self.change(key, effects, |entry| entry.outcome = Outcome::Done(written));
    }

    /// The outcome was lost. What an event has told meanwhile counts: then the entry is Done.
    pub(super) fn lose(&mut self, key: &Digest, effects: &mut Vec<Effect>) {
        self.change(key, effects, |entry| {
            if entry.outcome == Outcome::Begun {
                entry.outcome = entry.witness.take().map_or(Outcome::Unknown, Outcome::Done);
            }
        });
    }

    /// The reply was certainly not applied.
    pub(super) fn clear(&mut self, key: &Digest, effects: &mut Vec<Effect>) {
        if self.remove(key).is_some() {
            effects.push(Effect::Remove(record_key(key)));
        }
    }

    /// The conversation's owner has heard of it, or the epoch was advanced.
    pub(super) fn bumped(&mut self, key: &Digest, effects: &mut Vec<Effect>) {
        if self.entries.get(key).is_some_and(|entry| entry.owes_bump) {
            self.change(key, effects, |entry| entry.owes_bump = false);
        }
    }

    /// A verified event. Where it tells of a message that can only be one open reply's, that reply was applied.
    pub(super) fn witness(&mut self, event: &Event, effects: &mut Vec<Effect>) {
        let EventData::Message(told) = &event.data else {
            return;
        };
        let message = &told.message;
        let Some(fingerprint) = fingerprint_of(message).filter(|_| !self.messages.contains_key(&message.id)) else {
            return;
        };
        let mut candidates = self.open.get(&fingerprint).into_iter().flatten();
        let (Some(key), None) = (candidates.next().cloned(), candidates.next()) else {
            return;
        };
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let after = event.timestamp.unix_milliseconds() >= entry.begun_at
            && message.created_at.unix() >= entry.begun_at.div_euclid(1_000);
        if entry.contested || entry.witness.is_some() || !after {
            return;
        }
        let written = Written::new(message.clone(), &fingerprint);
        self.change(&key, effects, |entry| match entry.outcome {
            Outcome::Begun => entry.witness = Some(written),
            Outcome::Unknown | Outcome::Done(_) => entry.outcome = Outcome::Done(written),
        });
    }

    /// Forgets up to `most` entries whose time is over.
    pub(super) fn expire(&mut self, now: i64, most: usize, effects: &mut Vec<Effect>) {
        for _ in 0..most {
            let Some((_, key)) = self.expiry.first().filter(|(at, _)| *at <= now).cloned() else {
                return;
            };
            self.clear(&key, effects);
        }
    }

    /// When the next entry's time is over, in unix milliseconds.
    pub(super) fn next_expiry(&self) -> Option<i64> {
        self.expiry.first().map(|(at, _)| *at)
    }

    fn change(&mut self, key: &Digest, effects: &mut Vec<Effect>, change: impl FnOnce(&mut Entry)) {
        if let Some(mut entry) = self.remove(key) {
            change(&mut entry);
            effects.extend(save(key, &entry));
            self.insert(key.clone(), entry);
        }
    }

    fn insert(&mut self, key: Digest, entry: Entry) {
        self.remove(&key);
        let place = (entry.begun_at.saturating_add(LIFETIME_MILLISECONDS), key.clone());
        self.expiry.insert(place.clone());
        self.of_subject.entry(entry.subject.clone()).or_default().insert(place);
        if !matches!(entry.outcome, Outcome::Done(_)) {
            self.open.entry(entry.fingerprint.clone()).or_default().insert(key.clone());
        }
        for written in written(&entry) {
            self.messages.insert(written.id().clone(), key.clone());
        }
        self.entries.insert(key, entry);
    }

    fn remove(&mut self, key: &Digest) -> Option<Entry> {
        let entry = self.entries.remove(key)?;
        let place = (entry.begun_at.saturating_add(LIFETIME_MILLISECONDS), key.clone());
        self.expiry.remove(&place);
        remove_from(&mut self.of_subject, &entry.subject, &place);
        remove_from(&mut self.open, &entry.fingerprint, key);
        for written in written(&entry) {
            self.messages.remove(written.id());
        }
        Some(entry)
    }
}

/// The messages that are this entry's.
fn written(entry: &Entry) -> impl Iterator<Item = &Written> {
    let done = match &entry.outcome {
        Outcome::Done(written) => Some(written),
        Outcome::Begun | Outcome::Unknown => None,
    };
    done.into_iter().chain(&entry.witness)
}

fn remove_from<T: Ord>(sets: &mut BTreeMap<Digest, BTreeSet<T>>, name: &Digest, value: &T) {
    if let Some(set) = sets.get_mut(name) {
        set.remove(value);
        if set.is_empty() {
            sets.remove(name);
        }
    }
}

fn record_key(key: &Digest) -> String {
    format!("{RECORD_PREFIX}{}", key.as_str())
}

fn save(key: &Digest, entry: &Entry) -> Option<Effect> {
    serde_json::to_string(entry).ok().map(|value| Effect::Save(Record { key: record_key(key), value }))
}
