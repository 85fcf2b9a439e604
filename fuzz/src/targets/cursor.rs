//! A list's cursor (api-v1.md §6): one position has one spelling.

use base64ct::{Base64UrlUnpadded, Encoding};
use helpthread_core::{
    cursor::Cursor,
    query::{ConversationsQuery, HistoryQuery},
};
use serde_json::Value;

use super::names;
use crate::vectors;

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let cursors = vectors::texts("cursors.json", "cursor");
    let json = cursors.iter().filter_map(|cursor| Base64UrlUnpadded::decode_vec(str::from_utf8(cursor).ok()?).ok());
    let json: Vec<Vec<u8>> = json.collect();
    [cursors, json].concat()
}

pub(crate) fn check(data: &[u8]) {
    if let Ok(position) = serde_json::from_slice::<Cursor>(data) {
        assert_eq!(Cursor::decode(&position.encode()), Ok(position), "a position that cannot be a cursor");
    }
    is_read(&Base64UrlUnpadded::encode_string(data));
    if let Ok(text) = str::from_utf8(data) {
        is_read(text);
    }
}

fn is_read(text: &str) {
    let Ok(cursor) = Cursor::decode(text) else { return };
    assert_eq!(cursor.encode(), text);
    let json = Base64UrlUnpadded::decode_vec(text).expect("base64url");
    let json: Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(names(&json), ["created_at", "id"]);
    assert_eq!(json["created_at"], cursor.created_at.to_string());
    assert_eq!(json["id"], cursor.id.as_str());
    let query = format!("cursor={text}");
    assert_eq!(HistoryQuery::parse(&query).expect("a query").cursor.as_ref(), Some(&cursor));
    assert_eq!(ConversationsQuery::parse(&query).expect("a query").cursor, Some(cursor));
}
