//! api-v1.md §7: which change causes which events, recorded for whom, and when they say they happened.

use helpthread_core::event::Event;
use helpthread_inbox::database::Database;

use crate::support::{CUSTOMER, Desk, NOW, Row, Write, data};

const REPLY: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"Hi"}"#;
const MESSAGES: &str = "/v1/conversations/cnv_1/messages";
const CONVERSATION: &str = "/v1/conversations/cnv_1";

fn desk() -> Desk {
    let desk = Desk::new();
    let (id, customer) = ("cnv_1".into(), CUSTOMER.into());
    desk.add(&Row { id, customer, status: "open", assignee: None, created_at: NOW - 500 });
    desk
}

fn subscribe(desk: &Desk, events: &str, active: bool) -> String {
    let body = format!(r#"{{"url":"https://crm.example.com","events":{events},"active":{active}}}"#);
    data(&desk.write("POST", "/v1/webhooks", &body))["id"].as_str().unwrap().to_owned()
}

const ALL: &str = r#"["conversation.created","conversation.updated","message.created"]"#;

/// What is owed to a webhook, in the order of the events.
fn owed(desk: &Desk, webhook: &str) -> Vec<serde_json::Value> {
    let rows = desk.database().query("SELECT body FROM deliveries WHERE webhook_id = ?1", &[webhook.into()]).unwrap();
    let mut events: Vec<serde_json::Value> =
        rows.iter().map(|row| serde_json::from_str(row.text(0).unwrap()).unwrap()).collect();
    events.sort_by_key(|event| event["timestamp"].as_str().unwrap().to_owned());
    events
}

#[test]
fn a_message_is_message_created_then_conversation_updated() {
    let desk = desk();
    let webhook = subscribe(&desk, ALL, true);
    let mut message = data(&desk.write("POST", MESSAGES, REPLY));
    message["customer_id"] = CUSTOMER.into();
    let conversation = data(&desk.get("/v1/conversations"))[0].clone();
    assert_eq!(
        owed(&desk, &webhook),
        [
            serde_json::json!({"type": "message.created", "timestamp": "2024-05-13T14:24:10.000Z", "data": message}),
            serde_json::json!({"type": "conversation.updated", "timestamp": "2024-05-13T14:24:10.001Z", "data": conversation}),
        ]
    );
}

#[test]
fn a_change_is_conversation_updated_and_no_change_is_none() {
    let desk = desk();
    let webhook = subscribe(&desk, ALL, true);
    let changed = data(&desk.write("PATCH", CONVERSATION, r#"{"status":"closed"}"#));
    desk.write("PATCH", CONVERSATION, r#"{"status":"closed"}"#); // the same again
    desk.write("PATCH", CONVERSATION, r#"{"status":"pending"}"#); // refused
    let events = owed(&desk, &webhook);
    assert_eq!(events.len(), 1);
    assert_eq!((&events[0]["type"], &events[0]["data"]), (&"conversation.updated".into(), &changed));
}

#[test]
fn only_active_webhooks_that_subscribe_are_owed_anything() {
    let desk = desk();
    let messages = subscribe(&desk, r#"["message.created"]"#, true);
    let updates = subscribe(&desk, r#"["conversation.updated"]"#, true);
    let begun = subscribe(&desk, r#"["conversation.created"]"#, true);
    let inactive = subscribe(&desk, ALL, false);
    desk.write("POST", MESSAGES, REPLY);
    let types = |webhook: &str| -> Vec<String> {
        owed(&desk, webhook).iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(types(&messages), ["message.created"]);
    assert_eq!(types(&updates), ["conversation.updated"]);
    assert!(types(&begun).is_empty() && types(&inactive).is_empty());
}

#[test]
fn a_delivery_is_due_at_once_under_an_id_of_its_own() {
    let desk = desk();
    subscribe(&desk, ALL, true);
    subscribe(&desk, ALL, true);
    desk.write("POST", MESSAGES, REPLY);
    let rows = desk
        .database()
        .query("SELECT DISTINCT id, state, attempts, due_at_milliseconds, created_at FROM deliveries", &[])
        .unwrap();
    assert_eq!(rows.len(), 4, "two events, two webhooks");
    for row in rows {
        assert!(row.text(0).unwrap().starts_with("evt_"));
        assert_eq!((row.text(1).unwrap(), row.integer(2).unwrap()), ("due", 0));
        assert_eq!((row.integer(3).unwrap(), row.integer(4).unwrap()), (NOW * 1000, NOW));
    }
}

#[test]
fn timestamps_strictly_increase_over_a_clock_that_stands_still_or_goes_back() {
    let desk = desk();
    let webhook = subscribe(&desk, ALL, true);
    for now in [NOW, NOW, NOW - 3_600, NOW + 1] {
        Write { now, ..Write::new("POST", MESSAGES, REPLY) }.to(&desk.inbox);
    }
    let milliseconds: Vec<_> = owed(&desk, &webhook)
        .into_iter()
        .map(|event| serde_json::from_value::<Event>(event).unwrap().timestamp.unix_milliseconds() - NOW * 1000)
        .collect();
    assert_eq!(milliseconds, [0, 1, 2, 3, 4, 5, 1000, 1001]);
}

#[test]
fn a_webhook_learns_nothing_from_before_it_was_registered() {
    let desk = desk();
    desk.write("POST", MESSAGES, REPLY);
    assert!(owed(&desk, &subscribe(&desk, ALL, true)).is_empty());
}
