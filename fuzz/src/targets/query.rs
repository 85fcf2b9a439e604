//! The queries of the two lists (api-v1.md §3): accepted, and spelt, as an oracle over the URL standard's parser says.

use helpthread_core::{
    cursor::Cursor,
    error::{ErrorCode, Refusal},
    id::AgentId,
    query::{ConversationsQuery, HistoryQuery},
};

use crate::vectors;

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vectors::texts("queries.json", "query")
}

pub(crate) fn check(data: &[u8]) {
    let Ok(raw) = str::from_utf8(data) else { return };
    let list = ConversationsQuery::parse(raw).map(|query| query.to_query_string());
    let history = HistoryQuery::parse(raw).map(|query| query.to_query_string());
    agrees(&list, oracle(raw, &["status", "assignee_id", "cursor", "limit"]));
    agrees(&history, oracle(raw, &["status", "cursor", "limit"]));
    if let Ok(canonical) = list {
        let again = ConversationsQuery::parse(&canonical).map(|query| query.to_query_string());
        assert_eq!(again.as_ref(), Ok(&canonical));
    }
    if let Ok(canonical) = history {
        let again = HistoryQuery::parse(&canonical).map(|query| query.to_query_string());
        assert_eq!(again.as_ref(), Ok(&canonical));
    }
}

fn agrees(read: &Result<String, Refusal>, expected: Option<String>) {
    match read {
        Ok(canonical) => assert_eq!(Some(canonical.as_str()), expected.as_deref()),
        Err(refusal) => {
            assert_eq!((refusal.code, expected), (ErrorCode::InvalidFilter, None), "{refusal:?}");
            assert!(!refusal.message.chars().any(char::is_control), "{}", refusal.message);
        }
    }
}

/// The canonical spelling: `known` is in its order.
fn oracle(raw: &str, known: &[&str]) -> Option<String> {
    let given: Vec<(String, String)> = form_urlencoded::parse(raw.as_bytes()).into_owned().collect();
    if given.iter().any(|(name, _)| !known.contains(&name.as_str())) {
        return None;
    }
    let mut spelt = Vec::new();
    for name in known {
        let mut values = given.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let value = values.next();
        if values.next().is_some() || !value.is_none_or(|value| is_allowed(name, value)) {
            return None;
        }
        let value = value.or((*name == "limit").then_some("25"));
        spelt.extend(value.map(|value| format!("{name}={value}")));
    }
    Some(spelt.join("&"))
}

fn is_allowed(name: &str, value: &str) -> bool {
    match name {
        "status" => ["open", "pending", "closed"].contains(&value),
        "assignee_id" => AgentId::parse(value).is_ok(),
        "cursor" => Cursor::decode(value).is_ok(),
        _ => (1..=100).any(|limit: u8| limit.to_string() == value),
    }
}
