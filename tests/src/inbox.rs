//! What a well-behaved upstream answers to each operation that the proxy can cause.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::proxy::{AMELIA, JANE};
use crate::upstream::{Received, Script, answer};

/// The conversation that every page holds.
pub const CONVERSATION: &str = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";
/// The `ETag` of every changed conversation.
pub const TAG: &str = "\"0123456789abcdef0123456789abcdef\"";

/// Answers every operation with success.
pub fn answers() -> Script {
    Arc::new(|received, connection| std::io::Write::write_all(connection, success(received).as_bytes()))
}

/// The whole answer of success to this request.
pub fn success(received: &Received) -> String {
    let mut words = received.line().split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let id = path.split('/').nth(3).unwrap_or_default();
    let json = "Content-Type: application/json\r\n";
    match method {
        "POST" => answer("201 Created", json, &json!({ "data": message_of(id, &received.body) }).to_string()),
        "PATCH" => {
            let conversation = json!({ "data": conversation_of(JANE, id) });
            answer("200 OK", &format!("{json}ETag: {TAG}\r\n"), &conversation.to_string())
        }
        _ if path.starts_with("/v1/customers/") => answer("200 OK", json, &page_of(id).to_string()),
        _ => answer("200 OK", json, &page_of(JANE).to_string()),
    }
}

/// A page with one conversation, of this customer.
pub fn page_of(customer: &str) -> Value {
    json!({
        "data": [conversation_of(customer, CONVERSATION)],
        "pagination": { "next_cursor": null, "has_more": false },
    })
}

fn conversation_of(customer: &str, id: &str) -> Value {
    json!({
        "id": id,
        "customer_id": customer,
        "subject": "Unable to update billing address",
        "status": "open",
        "assignee_id": AMELIA,
        "created_at": "2024-05-13T14:24:00Z",
        "updated_at": "2024-05-13T15:02:11Z",
        "last_message_at": "2024-05-13T15:02:11Z",
    })
}

fn message_of(conversation: &str, body: &[u8]) -> Value {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    json!({
        "id": "msg_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
        "conversation_id": conversation,
        "author_type": "agent",
        "agent_id": body["agent_id"],
        "body": body["body"],
        "internal": body["internal"],
        "created_at": "2024-05-13T15:10:00Z",
    })
}
