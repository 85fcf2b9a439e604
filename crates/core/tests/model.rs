//! The objects of v1 (api-v1.md §2, §3, §4): the reference's own answers, tolerance for later versions, tags, transitions.

use helpthread_core::model::{AuthorType, Conversation, ConversationStatus, Data, EventType, Message, Page, Webhook};
use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    arbitrary::{conversation, status},
    vectors,
};

#[derive(Deserialize)]
struct Case {
    name: String,
    operation: String,
    answer: Value,
}

/// What is left of `json` once it has been read as a `T` and written again.
fn rewritten<T: DeserializeOwned + Serialize>(json: &Value) -> Value {
    let read: T = serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"));
    serde_json::to_value(read).expect("JSON")
}

#[test]
fn the_references_answers_are_read_and_written_without_a_change() {
    let cases = vectors::cases::<Case>("answers.json");
    let successes: Vec<_> = cases.iter().filter(|case| case.answer.get("data").is_some()).collect();
    assert_eq!(successes.len(), 5);
    for case in successes {
        let written = match case.operation.as_str() {
            "GET /conversations" | "GET /customers/:id/conversations" => rewritten::<Page<Conversation>>(&case.answer),
            "POST /conversations/:id/messages" => rewritten::<Data<Message>>(&case.answer),
            "PATCH /conversations/:id" => rewritten::<Data<Conversation>>(&case.answer),
            "POST /webhooks" => rewritten::<Data<Webhook>>(&case.answer),
            other => panic!("{other} has no answer"),
        };
        assert_eq!(written, case.answer, "{}", case.name);
    }
}

fn a_conversation() -> Value {
    json!({"id": "cnv_1", "customer_id": "cus_1", "subject": "Login", "status": "open", "assignee_id": null,
           "created_at": "2024-05-13T14:24:00Z", "updated_at": "2024-05-13T14:24:00Z", "last_message_at": "2024-05-13T14:24:00Z"})
}

#[test]
fn a_conversation_is_written_with_the_contracts_fields_in_their_order() {
    let conversation: Conversation = serde_json::from_value(a_conversation()).expect("a conversation");
    assert_eq!(
        serde_json::to_string(&conversation).expect("JSON"),
        r#"{"id":"cnv_1","customer_id":"cus_1","subject":"Login","status":"open","assignee_id":null,"created_at":"2024-05-13T14:24:00Z","updated_at":"2024-05-13T14:24:00Z","last_message_at":"2024-05-13T14:24:00Z"}"#
    );
}

#[test]
fn fields_of_a_later_version_are_ignored_and_not_passed_on() {
    let mut later = a_conversation();
    later["priority"] = json!({"level": 3});
    later["ID"] = json!("cnv_2");
    assert_eq!(rewritten::<Conversation>(&later), a_conversation());
    let page = json!({"data": [later], "pagination": {"next_cursor": null, "has_more": false, "total": 1}, "meta": 1});
    let known = json!({"data": [a_conversation()], "pagination": {"next_cursor": null, "has_more": false}});
    assert_eq!(rewritten::<Page<Conversation>>(&page), known);
}

#[test]
fn values_of_a_later_version_are_kept() {
    let mut later = a_conversation();
    later["status"] = json!("snoozed");
    assert_eq!(rewritten::<Conversation>(&later), later);
    for known in ConversationStatus::KNOWN {
        assert!(!matches!(ConversationStatus::from(*known), ConversationStatus::Other(_)), "{known}");
    }
    assert_eq!(ConversationStatus::from("Open"), ConversationStatus::Other("Open".into()));
    assert_eq!(rewritten::<AuthorType>(&json!("bot")), json!("bot"));
    assert_eq!(rewritten::<EventType>(&json!("conversation.merged")), json!("conversation.merged"));
}

#[test]
fn the_known_values_are_the_contracts() {
    assert_eq!(ConversationStatus::KNOWN, ["open", "pending", "closed"]);
    assert_eq!(AuthorType::KNOWN, ["agent", "customer"]);
    assert_eq!(EventType::KNOWN, ["conversation.created", "conversation.updated", "message.created"]);
}

#[test]
fn an_object_that_lacks_a_field_or_has_another_type_is_refused() {
    for field in ["id", "customer_id", "subject", "status", "created_at", "updated_at", "last_message_at"] {
        for wrong in [None, Some(Value::Null), Some(json!(1)), Some(json!(["x"]))] {
            let mut conversation = a_conversation();
            match &wrong {
                Some(value) => conversation[field] = value.clone(),
                None => drop(conversation.as_object_mut().expect("an object").remove(field)),
            }
            assert!(serde_json::from_value::<Conversation>(conversation).is_err(), "{field}: {wrong:?}");
        }
    }
}

#[test]
fn a_webhooks_secret_is_written_only_where_there_is_one() {
    let without = json!({"id": "whk_1", "url": "https://crm.example.com", "events": ["message.created"], "active": true,
                         "created_at": "2024-05-13T15:22:09Z"});
    assert_eq!(rewritten::<Webhook>(&without), without);
}

#[test]
fn the_changes_of_status_that_are_allowed_are_the_contracts() {
    let statuses = ["open", "pending", "closed", "snoozed"];
    let allowed =
        [("open", "pending"), ("open", "closed"), ("pending", "open"), ("pending", "closed"), ("closed", "open")];
    for from in statuses {
        for to in statuses {
            let may = ConversationStatus::from(from).may_become(&ConversationStatus::from(to));
            assert_eq!(may, from == to || allowed.contains(&(from, to)), "{from} to {to}");
        }
    }
}

#[test]
fn a_conversations_tag_is_the_one_that_python_computes() {
    #[derive(Deserialize)]
    struct Tagged {
        name: String,
        conversation: Conversation,
        tag: String,
    }
    for case in vectors::cases::<Tagged>("tags.json") {
        assert_eq!(case.conversation.tag(), case.tag, "{}", case.name);
    }
}

proptest! {
    #[test]
    fn a_conversation_survives_the_wire(conversation in conversation()) {
        let json = serde_json::to_string(&conversation).expect("JSON");
        let read: Conversation = serde_json::from_str(&json).expect("our own JSON");
        prop_assert_eq!(read.tag(), conversation.tag());
        prop_assert_eq!(read, conversation);
    }

    #[test]
    fn a_status_survives_the_wire(status in status()) {
        prop_assert_eq!(rewritten::<ConversationStatus>(&json!(status.as_str())), json!(status.as_str()));
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>, text: String) {
        let _ = serde_json::from_slice::<Page<Conversation>>(&bytes);
        let _ = serde_json::from_str::<Data<Webhook>>(&text);
    }
}
