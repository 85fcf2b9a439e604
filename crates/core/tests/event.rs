//! Webhook bodies (api-v1.md §7): the type decides the shape, and what a later version adds is kept.

use helpthread_core::event::{Event, EventData};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{conversation, event_timestamp};

fn conversation_data() -> Value {
    json!({"id": "cnv_1", "customer_id": "cus_1", "subject": "Login", "status": "open", "assignee_id": "usr_1",
           "created_at": "2024-05-13T14:24:00Z", "updated_at": "2024-05-13T14:24:00Z", "last_message_at": "2024-05-13T14:24:00Z"})
}

fn message_data() -> Value {
    json!({"id": "msg_1", "conversation_id": "cnv_1", "author_type": "customer", "agent_id": null, "body": "Hi", "internal": false,
           "created_at": "2024-05-13T14:24:00Z", "customer_id": "cus_1"})
}

fn event(name: &str, data: &Value) -> Value {
    json!({"type": name, "timestamp": "2024-05-13T14:24:00.042Z", "data": data})
}

fn read(json: &Value) -> Result<Event, serde_json::Error> {
    serde_json::from_value(json.clone())
}

#[test]
fn each_type_has_its_data_and_is_written_as_it_was_read() {
    let cases = [
        ("conversation.created", conversation_data()),
        ("conversation.updated", conversation_data()),
        ("message.created", message_data()),
        ("conversation.merged", json!({"into": "cnv_2", "from": ["cnv_1"]})),
    ];
    for (name, data) in cases {
        let json = event(name, &data);
        let event = read(&json).expect(name);
        let right = match &event.data {
            EventData::Conversation(_) => name == "conversation.created" || name == "conversation.updated",
            EventData::Message(message) => name == "message.created" && message.customer_id.as_str() == "cus_1",
            EventData::Other(_) => name == "conversation.merged",
        };
        assert!(right, "{name}");
        assert_eq!(serde_json::to_value(event).expect("JSON"), json, "{name}");
    }
}

#[test]
fn an_event_is_written_in_the_contracts_order() {
    let written = serde_json::to_string(&read(&event("message.created", &message_data())).expect("an event"));
    assert!(
        written
            .expect("JSON")
            .starts_with(r#"{"type":"message.created","timestamp":"2024-05-13T14:24:00.042Z","data":{"id":"msg_1","#)
    );
}

#[test]
fn data_of_another_type_is_refused_and_not_taken_for_something_else() {
    for name in ["conversation.created", "conversation.updated"] {
        assert!(read(&event(name, &message_data())).is_err(), "{name}");
    }
    assert!(read(&event("message.created", &conversation_data())).is_err());
    let mut message = message_data();
    message.as_object_mut().expect("an object").remove("customer_id");
    assert!(read(&event("message.created", &message)).is_err(), "a message of nobody's");
}

/// Read by the order of its fields, an array would be a conversation too.
#[test]
fn data_is_an_object_and_not_an_array_of_its_values() {
    let time = "2024-05-13T14:24:00Z";
    let values = json!(["cnv_1", "cus_1", "Login", "open", "usr_1", time, time, time]);
    for name in ["conversation.created", "conversation.updated"] {
        let text = event(name, &values).to_string();
        let error = serde_json::from_str::<Event>(&text).expect_err(name).to_string();
        assert!(error.starts_with("data must be an object"), "{error}");
    }
    let text = event("message.created", &json!(["msg_1", "cnv_1", "customer", null, "Hi", false, time, "cus_1"]));
    assert!(serde_json::from_str::<Event>(&text.to_string()).is_err());
}

#[test]
fn an_event_lacks_nothing() {
    for field in ["type", "timestamp", "data"] {
        let mut json = event("conversation.created", &conversation_data());
        json.as_object_mut().expect("an object").remove(field);
        assert!(read(&json).is_err(), "{field}");
    }
}

proptest! {
    #[test]
    fn an_event_survives_the_wire(conversation in conversation(), timestamp in event_timestamp(), created: bool) {
        let name = if created { "conversation.created" } else { "conversation.updated" };
        let event = Event { event_type: name.into(), timestamp, data: EventData::Conversation(conversation) };
        let json = serde_json::to_string(&event).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Event>(&json).ok(), Some(event));
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = serde_json::from_slice::<Event>(&bytes);
    }
}
