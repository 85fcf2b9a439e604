//! api-v1.md §4, "Idempotency": a POST that is sent again under its Idempotency-Key.

use helpthread_inbox::answer::Answer;
use helpthread_inbox::database::Database;

use crate::support::{CUSTOMER, Desk, NOW, Row, Write, data, header, refusal};

const DAY: i64 = 24 * 60 * 60;
const MESSAGES: &str = "/v1/conversations/cnv_1/messages";
const REPLY: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"Hi"}"#;
const OTHER_REPLY: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"Hello"}"#;
const WEBHOOK: &str = r#"{"url":"https://crm.example.com","events":["message.created"]}"#;

fn desk() -> Desk {
    let desk = Desk::new();
    for id in ["cnv_1", "cnv_2"] {
        let (id, customer) = (id.into(), CUSTOMER.into());
        desk.add(&Row { id, customer, status: "open", assignee: None, created_at: NOW - 500 });
    }
    desk
}

fn post(desk: &Desk, key: &str, target: &str, body: &str, now: i64) -> Answer {
    Write { idempotency_key: Some(key), now, ..Write::new("POST", target, body) }.to(&desk.inbox)
}

fn count(desk: &Desk, table: &str) -> usize {
    desk.database().query(&format!("SELECT 1 FROM {table}"), &[]).unwrap().len()
}

#[test]
fn the_same_again_returns_the_first_answer_and_does_nothing() {
    let desk = desk();
    for (target, body, table) in [(MESSAGES, REPLY, "messages"), ("/v1/webhooks", WEBHOOK, "webhooks")] {
        let first = post(&desk, table, target, body, NOW);
        let again = post(&desk, table, target, body, NOW + 7);
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(again.body, first.body);
        assert_eq!(
            header(&again, "Date"),
            Some("Mon, 13 May 2024 14:24:17 GMT"),
            "the answer is remembered, its time is not"
        );
        assert_eq!(count(&desk, table), 1);
    }
    assert_eq!(data(&desk.get("/v1/conversations"))[1]["updated_at"], "2024-05-13T14:24:10Z");
}

#[test]
fn the_first_answer_is_returned_even_when_the_request_would_be_refused_now() {
    let desk = desk();
    let first = post(&desk, "k", "/v1/webhooks", WEBHOOK, NOW);
    for _ in 1..100 {
        desk.write("POST", "/v1/webhooks", WEBHOOK);
    }
    assert_eq!(desk.write("POST", "/v1/webhooks", WEBHOOK).status, 400);
    assert_eq!(post(&desk, "k", "/v1/webhooks", WEBHOOK, NOW).body, first.body);
}

#[test]
fn another_request_under_the_same_key_is_idempotency_mismatch() {
    let desk = desk();
    post(&desk, "k", MESSAGES, REPLY, NOW);
    for (target, body) in
        [(MESSAGES, OTHER_REPLY), ("/v1/conversations/cnv_2/messages", REPLY), ("/v1/webhooks", WEBHOOK)]
    {
        let message = "The Idempotency-Key was used with another request.".to_owned();
        let expected = (422, "idempotency_mismatch".to_owned(), message);
        assert_eq!(refusal(&post(&desk, "k", target, body, NOW)), expected);
    }
    assert_eq!((count(&desk, "messages"), count(&desk, "webhooks")), (1, 0));
}

#[test]
fn a_mismatch_comes_after_400_and_404() {
    let desk = desk();
    post(&desk, "k", MESSAGES, REPLY, NOW);
    let nobody = r#"{"author_type":"agent","agent_id":"usr_nobody","body":"Hi"}"#;
    assert_eq!(refusal(&post(&desk, "k", MESSAGES, nobody, NOW)).1, "invalid_request");
    assert_eq!(refusal(&post(&desk, "k", "/v1/conversations/cnv_9/messages", REPLY, NOW)).1, "conversation_not_found");
}

#[test]
fn only_successes_are_remembered() {
    let desk = desk();
    assert_eq!(post(&desk, "k", MESSAGES, "{}", NOW).status, 400);
    assert_eq!(post(&desk, "k", "/v1/conversations/cnv_9/messages", REPLY, NOW).status, 404);
    assert_eq!(count(&desk, "remembered_answers"), 0);
    assert_eq!(post(&desk, "k", MESSAGES, REPLY, NOW).status, 201);
}

#[test]
fn a_key_is_free_again_after_24_hours() {
    let desk = desk();
    let first = post(&desk, "k", MESSAGES, REPLY, NOW);
    assert_eq!(post(&desk, "k", MESSAGES, REPLY, NOW + DAY - 1).body, first.body);
    assert_eq!(refusal(&post(&desk, "k", MESSAGES, OTHER_REPLY, NOW + DAY - 1)).0, 422);
    let second = post(&desk, "k", MESSAGES, OTHER_REPLY, NOW + DAY);
    assert_eq!(data(&second)["body"], "Hello");
    assert_eq!(post(&desk, "k", MESSAGES, OTHER_REPLY, NOW + 2 * DAY - 1).body, second.body);
}

#[test]
fn what_has_expired_is_removed_a_little_with_every_write() {
    let desk = desk();
    for key in 0..50 {
        post(&desk, &format!("k{key}"), "/v1/webhooks", WEBHOOK, NOW);
    }
    for (key, left) in [(None, 30), (Some("a"), 11), (None, 1)] {
        let write = Write { idempotency_key: key, now: NOW + DAY, ..Write::new("POST", MESSAGES, REPLY) };
        assert_eq!(write.to(&desk.inbox).status, 201);
        assert_eq!(count(&desk, "remembered_answers"), left, "the answer to a has not expired");
    }
}

#[test]
fn a_key_whose_answer_expired_is_free_even_when_others_are_removed_first() {
    let desk = desk();
    for key in 0..30 {
        post(&desk, &format!("k{key}"), "/v1/webhooks", WEBHOOK, NOW + key);
    }
    assert_eq!(post(&desk, "k29", MESSAGES, REPLY, NOW + 2 * DAY).status, 201);
}

#[test]
fn a_key_that_is_none_is_invalid_request() {
    let desk = desk();
    let long = "k".repeat(256);
    for key in ["", "a b", "a\tb", "é", long.as_str()] {
        let message = "The Idempotency-Key header must be 1 to 255 visible ASCII characters.".to_owned();
        let expected = (400, "invalid_request".to_owned(), message);
        assert_eq!(refusal(&post(&desk, key, MESSAGES, REPLY, NOW)), expected, "{key}");
        assert_eq!(refusal(&post(&desk, key, "/v1/webhooks", WEBHOOK, NOW)), expected, "{key}");
    }
    assert_eq!(post(&desk, &long[1..], MESSAGES, REPLY, NOW).status, 201);
    assert_eq!(post(&desk, "\"!~\"", MESSAGES, REPLY, NOW).status, 201);
}

#[test]
fn a_patch_has_no_use_for_a_key() {
    let desk = desk();
    let change =
        Write { idempotency_key: Some(""), ..Write::new("PATCH", "/v1/conversations/cnv_1", r#"{"status":"closed"}"#) };
    assert_eq!(change.to(&desk.inbox).status, 200);
    assert_eq!(count(&desk, "remembered_answers"), 0);
}
