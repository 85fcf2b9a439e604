//! Values for the properties: every one that a type can hold, in the shapes that break parsers.

use helpthread_core::{
    cursor::Cursor,
    id::{AgentId, ConversationId, CustomerId},
    model::{Conversation, ConversationStatus},
    query::{Limit, StatusFilter},
    time::{EventTimestamp, Timestamp},
};
use proptest::{option, prelude::*, sample::select};

/// `0000-01-01T00:00:00Z` and `9999-12-31T23:59:59Z` in unix seconds.
const YEARS: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

pub(crate) fn conversation_id() -> impl Strategy<Value = ConversationId> {
    "cnv_[A-Za-z0-9_-]{1,60}".prop_map(|text| ConversationId::parse(&text).expect("an id"))
}

pub(crate) fn customer_id() -> impl Strategy<Value = CustomerId> {
    "cus_[A-Za-z0-9_-]{1,60}".prop_map(|text| CustomerId::parse(&text).expect("an id"))
}

pub(crate) fn agent_id() -> impl Strategy<Value = AgentId> {
    "usr_[A-Za-z0-9_-]{1,59}".prop_map(|text| AgentId::parse(&text).expect("an id"))
}

pub(crate) fn timestamp() -> impl Strategy<Value = Timestamp> {
    YEARS.prop_map(Timestamp::from_unix)
}

pub(crate) fn event_timestamp() -> impl Strategy<Value = EventTimestamp> {
    (YEARS.start() * 1000..=YEARS.end() * 1000 + 999).prop_map(EventTimestamp::from_unix_milliseconds)
}

pub(crate) fn cursor() -> impl Strategy<Value = Cursor> {
    (timestamp(), conversation_id()).prop_map(|(created_at, id)| Cursor { created_at, id })
}

pub(crate) fn limit() -> impl Strategy<Value = Limit> {
    (1..=100_u8).prop_map(|rows| Limit::new(rows).expect("a limit"))
}

pub(crate) fn status_filter() -> impl Strategy<Value = StatusFilter> {
    select(&StatusFilter::ALL[..])
}

/// Known values and those of a later version.
pub(crate) fn status() -> impl Strategy<Value = ConversationStatus> {
    prop_oneof![
        select(ConversationStatus::KNOWN).prop_map(ConversationStatus::from),
        any::<String>().prop_map(|text| ConversationStatus::from(text.as_str())),
    ]
}

pub(crate) fn conversation() -> impl Strategy<Value = Conversation> {
    let text = (any::<String>(), status(), option::of(agent_id()));
    (conversation_id(), customer_id(), text, timestamp(), timestamp(), timestamp()).prop_map(
        |(id, customer_id, (subject, status, assignee_id), created_at, updated_at, last_message_at)| Conversation {
            id,
            customer_id,
            subject,
            status,
            assignee_id,
            created_at,
            updated_at,
            last_message_at,
        },
    )
}

/// A valid text with one edit: a character replaced, removed, inserted or doubled.
pub(crate) fn edited(valid: String) -> impl Strategy<Value = String> {
    let length = valid.chars().count();
    (0..length, 0..4_u8, any::<char>()).prop_map(move |(at, edit, new)| {
        let mut characters: Vec<char> = valid.chars().collect();
        match edit {
            0 => characters[at] = new,
            1 => drop(characters.remove(at)),
            2 => characters.insert(at, new),
            _ => characters.insert(at, characters[at]),
        }
        characters.into_iter().collect()
    })
}

/// `bytes` with one bit changed.
pub(crate) fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    let bit = bit % (bytes.len() * 8);
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}
