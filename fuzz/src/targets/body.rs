//! The bodies that clients send (api-v1.md §3): what is written again from the types is what an oracle over plain JSON makes of them.

use helpthread_core::{
    body::{ConversationChange, NewMessage, NewWebhook},
    error::{ErrorCode, Refusal},
    id::AgentId,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Debug;

use super::names;
use crate::vectors::AGENT;

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let bodies = [
        json!({"author_type": "agent", "agent_id": AGENT, "body": "Hi Jane \u{2014}", "internal": false}),
        json!({"body": "x"}),
        json!({"status": "closed"}),
        json!({"assignee_id": null}),
        json!({"status": "open", "assignee_id": AGENT}),
        json!({"url": "https://example.com/hooks", "events": ["conversation.created", "message.created"], "active": true}),
        json!({"url": "https://example.com/hooks", "events": ["conversation.updated"]}),
        json!([]),
    ];
    let mut seeds: Vec<Vec<u8>> = bodies.iter().map(|body| body.to_string().into_bytes()).collect();
    seeds.push(br#"{"status":"open","status":"open"}"#.to_vec());
    seeds
}

pub(crate) fn check(data: &[u8]) {
    let author = AgentId::parse(AGENT).expect("an id");
    let parse_by = |bytes: &[u8]| NewMessage::parse_by(&author, bytes);
    if let Ok(message) = NewMessage::parse(data) {
        assert_eq!(parse_by(data), Ok(message), "an author who is known changes what is said");
    }
    agrees(data, NewMessage::parse, |body| message(body, None));
    agrees(data, parse_by, |body| message(body, Some(AGENT)));
    agrees(data, ConversationChange::parse, change);
    agrees(data, NewWebhook::parse, webhook);
}

/// Holds a parser to its oracle, which says how an accepted body is written again.
fn agrees<T: Serialize + PartialEq + Debug>(
    data: &[u8],
    parse: impl Fn(&[u8]) -> Result<T, Refusal>,
    oracle: impl Fn(&Value) -> Option<Value>,
) {
    let value: Option<Value> = serde_json::from_slice(data).ok();
    match parse(data) {
        Ok(read) => {
            let written = serde_json::to_value(&read).expect("JSON");
            assert_eq!(Some(&written), value.as_ref().and_then(&oracle).as_ref());
            assert_eq!(parse(written.to_string().as_bytes()).as_ref(), Ok(&read), "read again");
        }
        Err(refusal) => {
            assert_eq!(refusal.code, ErrorCode::InvalidRequest);
            assert!(!refusal.message.chars().any(char::is_control), "{}", refusal.message);
        }
    }
    // Written again no field is there twice, and the oracle decides in both directions.
    if let Some(value) = &value {
        let read = parse(value.to_string().as_bytes()).ok();
        assert_eq!(read.map(|read| serde_json::to_value(read).expect("JSON")), oracle(value));
    }
}

fn has_only(body: &Value, known: &[&str]) -> bool {
    body.is_object() && names(body).iter().all(|name| known.contains(name))
}

fn agent(value: &Value) -> Option<&str> {
    value.as_str().filter(|id| AgentId::parse(id).is_ok())
}

fn message(body: &Value, author: Option<&str>) -> Option<Value> {
    let author_type = body.get("author_type").map_or(author.map(|_| "agent"), Value::as_str)?;
    let agent_id = body.get("agent_id").map_or(author, agent)?;
    let text = body["body"].as_str().filter(|text| (1..=65_536).contains(&text.len()))?;
    let internal = body.get("internal").map_or(Some(false), Value::as_bool)?;
    let is_one = has_only(body, &["author_type", "agent_id", "body", "internal"]) && author_type == "agent";
    is_one.then(|| json!({"author_type": "agent", "agent_id": agent_id, "body": text, "internal": internal}))
}

fn change(body: &Value) -> Option<Value> {
    let status =
        body.get("status").is_none_or(|status| ["open", "pending", "closed"].iter().any(|known| status == known));
    let assignee = body.get("assignee_id").is_none_or(|assignee| assignee.is_null() || agent(assignee).is_some());
    let changes = body.as_object().is_some_and(|fields| !fields.is_empty());
    (has_only(body, &["status", "assignee_id"]) && changes && status && assignee).then(|| body.clone())
}

fn webhook(body: &Value) -> Option<Value> {
    let events = body["events"].as_array().filter(|events| !events.is_empty())?;
    let is_known = |event: &Value| {
        ["conversation.created", "conversation.updated", "message.created"].iter().any(|known| event == known)
    };
    let once = |event: &&Value| events.iter().filter(|other| other == event).count() == 1;
    let are_right = events.iter().all(is_known) && events.iter().filter(once).count() == events.len();
    let active = body.get("active").map_or(Some(true), Value::as_bool)?;
    let url = body["url"].as_str()?;
    let is_one = has_only(body, &["url", "events", "active"]) && are_right;
    is_one.then(|| json!({"url": url, "events": events, "active": active}))
}
