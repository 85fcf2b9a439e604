//! The body of a verified delivery (api-v1.md §7), through the proxy's receiver.

use helpthread_core::{
    event::{Event, EventData},
    id::CustomerId,
    model::EventType,
    secret::Secret,
    webhook::Key,
};
use helpthread_policy::{
    answer::Answer,
    body::ReadBody,
    config::{Config, Misconfiguration},
    decide::{Decision, Mode, decide},
    hook::Received,
    inbound::Inbound,
};
use serde_json::{Value, json};
use std::sync::OnceLock;

use super::depth;
use super::request::settings;
use crate::vectors::{JANE, NOW};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let conversation = json!({
        "id": "cnv_1", "customer_id": JANE, "subject": "Billing", "status": "open", "assignee_id": null,
        "created_at": "2024-05-13T14:24:00Z", "updated_at": "2024-05-13T14:24:00Z", "last_message_at": "2024-05-13T14:24:00Z"
    });
    let message = json!({
        "id": "msg_1", "conversation_id": "cnv_1", "author_type": "customer", "agent_id": null, "body": "Hi", "internal": false,
        "created_at": "2024-05-13T14:24:00Z", "customer_id": JANE
    });
    let event = |kind: &str, data: &Value| json!({"type": kind, "timestamp": "2024-05-13T14:24:00.042Z", "data": data});
    let mut deep = json!(1);
    for _ in 0..31 {
        deep = json!([deep]);
    }
    let events = [
        event("conversation.created", &conversation),
        event("conversation.updated", &conversation),
        event("message.created", &message),
        event("customer.renamed", &json!({"any": ["thing", 1.5, "]"]})),
        event("later", &deep),
        event("message.created", &conversation),
    ];
    let arrays = [json!(["later", "2024-05-13T14:24:00Z", 1]), event("conversation.created", &json!(["cnv_1"]))];
    events.iter().chain(&arrays).map(|event| event.to_string().into_bytes()).collect()
}

pub(crate) fn check(data: &[u8]) {
    let received = match receive(data) {
        Ok(received) => received,
        Err(answer) => {
            assert_eq!(answer.status, 400);
            return;
        }
    };
    let text = str::from_utf8(data).expect("what was taken for an event is UTF-8");
    // Fields that are ignored may hold what this oracle cannot read, such as half a surrogate pair.
    let Ok(json) = serde_json::from_str::<Value>(text) else { return };
    assert!(depth(&json) <= 32, "deeper than is told");
    let event = &received.delivered.event;
    assert_eq!(json["type"], event.event_type.as_str());
    let owner = received.customer.as_ref().map(CustomerId::as_str);
    match (&event.event_type, &event.data) {
        (EventType::Other(_), EventData::Other(_)) => assert_eq!(owner, None),
        (EventType::Other(_), _) | (_, EventData::Other(_)) => panic!("the type decides the shape"),
        _ => assert_eq!(json["data"]["customer_id"].as_str(), owner),
    }
    round_trip(event);
}

/// An event that is written and delivered again is the same event.
fn round_trip(event: &Event) {
    let text = serde_json::to_vec(event).expect("JSON");
    let again = receive(&text).expect("what we write is an event");
    assert_eq!(&again.delivered.event, event);
    assert_eq!(again.delivered.id, "evt_1");
}

fn receive(body: &[u8]) -> Result<Received, Answer> {
    static CONFIG: OnceLock<Result<Config, Misconfiguration>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| settings(&[("WEBHOOK_SECRETS", SECRET)]));
    let signature = Key::new(&Secret::new(SECRET)).sign("evt_1", NOW, body).expect("an id");
    let timestamp = NOW.to_string();
    let inbound = Inbound { method: "POST", url: "https://p/hooks/helpthread", ..Inbound::default() }
        .with("webhook-id", Some("evt_1"))
        .with("webhook-timestamp", Some(&timestamp))
        .with("webhook-signature", Some(&signature));
    match decide(&inbound, config, Mode::Hubs, NOW).0 {
        Decision::Receive(hook, config) => hook.receive(ReadBody::Whole(body.to_vec()), config, NOW),
        other => panic!("a delivery is not {other:?}"),
    }
}
