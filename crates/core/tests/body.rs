//! Request bodies (api-v1.md §3): read strictly, refused by the name of the field.

use helpthread_core::{
    body::{ConversationChange, Fields, MAX_BODY_BYTES, MAX_MESSAGE_BYTES, NewMessage, NewWebhook},
    endpoint::Operation,
    error::{ErrorCode, Refusal},
    model::{ConversationStatus, EventType},
};
use proptest::{option, prelude::*, sample::select};

use crate::arbitrary::agent_id;

fn refused<T: core::fmt::Debug>(result: Result<T, Refusal>) -> String {
    let refusal = result.expect_err("a refusal");
    assert_eq!(refusal.code, ErrorCode::InvalidRequest);
    refusal.message
}

fn message(json: &str) -> String {
    refused(NewMessage::parse(json.as_bytes()))
}

fn change(json: &str) -> String {
    refused(ConversationChange::parse(json.as_bytes()))
}

fn webhook(json: &str) -> String {
    refused(NewWebhook::parse(json.as_bytes()))
}

#[test]
fn the_references_bodies_are_read_and_written_byte_for_byte() {
    let body = |operation: Operation| operation.endpoint().example.body.expect("a body");
    let text = body(Operation::CreateMessage);
    let read = NewMessage::parse(text.as_bytes()).expect("a message");
    assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
    let text = body(Operation::UpdateConversation);
    let read = ConversationChange::parse(text.as_bytes()).expect("a change");
    assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
    let text = body(Operation::CreateWebhook);
    let read = NewWebhook::parse(text.as_bytes()).expect("a webhook");
    assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
}

#[test]
fn what_is_no_json_object_is_refused_by_every_body() {
    let deep = "[".repeat(200_000);
    let not_json = [
        "",
        " ",
        "{",
        "{\"a\":}",
        "{'a':1}",
        "{\"status\":\"open\"} x",
        "{\"status\":\"\\ud800\"}",
        "\u{feff}{}",
        "{\"status\":NaN}",
    ];
    for read in [message, change, webhook] {
        for json in not_json {
            assert_eq!(read(json), "The body must be valid JSON.", "{json:?}");
        }
        for json in ["[]", "null", "1", "\"status\"", "[{\"status\":\"open\"}]", &deep] {
            assert_eq!(read(json), "The body must be a JSON object.", "{:?}", &json[..json.len().min(9)]);
        }
    }
    assert_eq!(refused(ConversationChange::parse(b"{\"status\":\"\xff\"}")), "The body must be valid JSON.");
}

#[test]
fn unknown_fields_are_named_when_they_are_plain() {
    assert_eq!(message(r#"{"attachments":[]}"#), "The field attachments is not supported.");
    assert_eq!(change(r#"{"status":"open","subject":"x"}"#), "The field subject is not supported.");
    assert_eq!(change(r#"{"Status":"open"}"#), "The field Status is not supported.");
    let unnamed = "The body has a field that is not supported; known are: url, events, active.";
    for name in ["", "<b>", "a\\r\\nb", "\\u0000", &"x".repeat(65)] {
        assert_eq!(webhook(&format!(r#"{{"{name}":1}}"#)), unnamed, "{name:?}");
    }
}

#[test]
fn a_field_is_given_once() {
    assert_eq!(change(r#"{"status":"open","status":"closed"}"#), "The field status must be given only once.");
    assert_eq!(change(r#"{"status":"open","\u0073tatus":"open"}"#), "The field status must be given only once.");
    assert_eq!(message(r#"{"agent_id":"usr_1","agent_id":"usr_2"}"#), "The field agent_id must be given only once.");
}

#[test]
fn a_message_needs_its_three_fields_with_their_types() {
    let agent = "The field agent_id must be an agent's id, which starts with usr_.";
    for (json, text) in [
        (r"{}", "The field author_type is required."),
        (r#"{"author_type":"customer"}"#, "The field author_type must be agent."),
        (r#"{"author_type":null}"#, "The field author_type must be a string."),
        (r#"{"author_type":"agent","body":"x"}"#, "The field agent_id is required."),
        (r#"{"author_type":"agent","agent_id":"cus_1","body":"x"}"#, agent),
        (r#"{"author_type":"agent","agent_id":7,"body":"x"}"#, "The field agent_id must be a string."),
        (r#"{"author_type":"agent","agent_id":"usr_1"}"#, "The field body is required."),
        (r#"{"author_type":"agent","agent_id":"usr_1","body":["x"]}"#, "The field body must be a string."),
        (
            r#"{"author_type":"agent","agent_id":"usr_1","body":""}"#,
            "The field body must have 1 to 65536 bytes of text.",
        ),
        (
            r#"{"author_type":"agent","agent_id":"usr_1","body":"x","internal":"true"}"#,
            "The field internal must be true or false.",
        ),
        (
            r#"{"author_type":"agent","agent_id":"usr_1","body":"x","internal":null}"#,
            "The field internal must be true or false.",
        ),
    ] {
        assert_eq!(message(json), text, "{json}");
    }
}

/// What the proxy knows from the session token need not be repeated in the body.
#[test]
fn a_known_author_may_be_left_out_and_is_not_put_in_place_of_what_is_written() {
    let author = "usr_1".parse().expect("an agent");
    let read = |json: &str| NewMessage::parse_by(&author, json.as_bytes());
    let agent = |json: &str| read(json).expect("a message").agent_id.to_string();
    assert_eq!(agent(r#"{"body":"x"}"#), "usr_1");
    assert_eq!(agent(r#"{"author_type":"agent","body":"x"}"#), "usr_1");
    assert_eq!(agent(r#"{"author_type":"agent","agent_id":"usr_2","body":"x"}"#), "usr_2");
    assert_eq!(refused(read(r#"{"author_type":"customer","body":"x"}"#)), "The field author_type must be agent.");
    assert_eq!(refused(read(r#"{"author_type":null,"body":"x"}"#)), "The field author_type must be a string.");
    assert_eq!(refused(read(r#"{"agent_id":null,"body":"x"}"#)), "The field agent_id must be a string.");
}

#[test]
fn fields_that_are_read_as_part_of_another_text_say_what_they_expect() {
    let error = serde_json::from_str::<Fields>("7").expect_err("a number").to_string();
    assert!(error.contains("expected an object"), "{error}");
}

#[test]
fn a_message_has_at_most_65536_bytes_whatever_the_characters() {
    assert_eq!((MAX_MESSAGE_BYTES, MAX_BODY_BYTES), (65_536, 262_144));
    let parse = |text: String| {
        NewMessage::parse(format!(r#"{{"author_type":"agent","agent_id":"usr_1","body":"{text}"}}"#).as_bytes())
    };
    assert!(parse("x".repeat(65_536)).is_ok_and(|message| !message.internal));
    assert!(parse("x".repeat(65_537)).is_err());
    assert!(parse("é".repeat(32_768)).is_ok());
    assert!(parse("é".repeat(32_769)).is_err());
}

#[test]
fn a_change_has_a_status_an_assignee_or_both() {
    let status = "The field status must be one of: open, pending, closed.";
    for (json, text) in [
        (r"{}", "The body must have status, assignee_id or both."),
        (r#"{"status":"snoozed"}"#, status),
        (r#"{"status":null,"assignee_id":null}"#, status),
        (r#"{"status":true}"#, status),
        (r#"{"assignee_id":"cus_1"}"#, "The field assignee_id must be an agent's id, which starts with usr_."),
        (r#"{"assignee_id":""}"#, "The field assignee_id must be an agent's id, which starts with usr_."),
        (r#"{"assignee_id":false}"#, "The field assignee_id must be an agent's id or null."),
    ] {
        assert_eq!(change(json), text, "{json}");
    }
    let unassigned = ConversationChange::parse(br#"{"assignee_id":null}"#).expect("a change");
    assert_eq!(unassigned, ConversationChange { status: None, assignee_id: Some(None) });
    assert_eq!(serde_json::to_string(&unassigned).expect("JSON"), r#"{"assignee_id":null}"#);
    let closed = ConversationChange::parse(br#"{"status":"closed"}"#).expect("a change");
    assert_eq!(closed, ConversationChange { status: Some(ConversationStatus::Closed), assignee_id: None });
}

#[test]
fn a_webhook_has_a_url_and_a_set_of_events() {
    let events = "The field events must be a non-empty list without repetition of: conversation.created, conversation.updated, message.created.";
    assert_eq!(webhook(r#"{"events":["message.created"]}"#), "The field url is required.");
    assert_eq!(webhook(r#"{"url":1}"#), "The field url must be a string.");
    for wrong in [
        "",
        r#","events":[]"#,
        r#","events":"message.created""#,
        r#","events":["message.deleted"]"#,
        r#","events":["*"]"#,
        r#","events":[null]"#,
        r#","events":{}"#,
        r#","events":["message.created","message.created"]"#,
    ] {
        assert_eq!(webhook(&format!(r#"{{"url":"https://x"{wrong}}}"#)), events, "{wrong}");
    }
    assert_eq!(
        webhook(r#"{"url":"https://x","events":["message.created"],"active":1}"#),
        "The field active must be true or false."
    );
    let read = NewWebhook::parse(br#"{"url":"https://x","events":["message.created"]}"#).expect("a webhook");
    assert_eq!(read, NewWebhook { url: "https://x".into(), events: vec![EventType::MessageCreated], active: true });
}

proptest! {
    #[test]
    fn a_message_survives_being_written(agent_id in agent_id(), body in ".{1,80}", internal: bool) {
        let message = NewMessage { agent_id, body, internal };
        prop_assert_eq!(NewMessage::parse(&serde_json::to_vec(&message).expect("JSON")), Ok(message));
    }

    #[test]
    fn a_change_survives_being_written(
        status in option::of(select(ConversationStatus::KNOWN)), assignee_id in option::of(option::of(agent_id())),
    ) {
        let change = ConversationChange { status: status.map(ConversationStatus::from), assignee_id };
        let read = ConversationChange::parse(&serde_json::to_vec(&change).expect("JSON"));
        prop_assert_eq!(read.ok(), (change != ConversationChange::default()).then_some(change));
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>, text in r#"\{("(status|assignee_id|url|body)":("[a-z]*"|null|1|\[\]),?){0,4}\}"#) {
        for bytes in [&bytes[..], text.as_bytes()] {
            let _ = (NewMessage::parse(bytes), ConversationChange::parse(bytes), NewWebhook::parse(bytes));
        }
    }
}
