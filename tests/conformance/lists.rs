//! The two lists answer as the reference shows them (api-v1.md §2, §3, §9).

use helpthread_tests::http::Answer;
use helpthread_tests::token::now;
use serde_json::{Value, json};

use crate::api::api;

pub(crate) const JANE: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
pub(crate) const MARCUS: &str = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";

/// The reference's rows.
fn billing_address() -> Value {
    json!({
        "id": "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
        "customer_id": "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
        "subject": "Unable to update billing address",
        "status": "open",
        "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
        "created_at": "2024-05-13T14:24:00Z",
        "updated_at": "2024-05-13T15:02:11Z",
        "last_message_at": "2024-05-13T15:02:11Z"
    })
}

fn enterprise_plan() -> Value {
    json!({
        "id": "cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L",
        "customer_id": "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A",
        "subject": "Question about enterprise plan",
        "status": "open",
        "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
        "created_at": "2024-05-12T09:11:42Z",
        "updated_at": "2024-05-13T10:18:33Z",
        "last_message_at": "2024-05-13T10:18:33Z"
    })
}

fn mobile_login() -> Value {
    json!({
        "id": "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W",
        "customer_id": "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
        "subject": "Login issue on mobile app",
        "status": "closed",
        "assignee_id": "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W",
        "created_at": "2024-04-28T08:36:19Z",
        "updated_at": "2024-04-29T16:51:03Z",
        "last_message_at": "2024-04-29T16:51:03Z"
    })
}

#[test]
fn the_references_example_of_the_list_has_the_references_rows() {
    let page = api().page("/conversations?status=open&assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K&limit=2");
    assert_eq!(page["data"], json!([billing_address(), enterprise_plan()]));
    assert_eq!(page["pagination"]["has_more"], true);
    assert!(page["pagination"]["next_cursor"].is_string());
}

#[test]
fn a_history_is_the_customers_conversations_and_nothing_else() {
    let page = api().page(&format!("/customers/{JANE}/conversations"));
    let expected = json!({
        "data": [billing_address(), mobile_login()],
        "pagination": { "next_cursor": null, "has_more": false }
    });
    assert_eq!(page, expected);
    let page = api().page(&format!("/customers/{MARCUS}/conversations"));
    assert_eq!(page["data"], json!([enterprise_plan()]));
}

#[test]
fn the_list_is_everybodys_newest_first() {
    let page = api().page("/conversations?limit=2");
    assert_eq!(page["data"], json!([billing_address(), enterprise_plan()]));
}

/// An IMF-fixdate (RFC 9110 §5.6.7), as far as its form goes; `python.rs` reads the time.
fn is_http_date(value: &str) -> bool {
    value.len() == 29 && value.ends_with(" GMT") && value.as_bytes()[3] == b','
}

fn has_the_headers_of_every_answer(answer: &Answer) {
    assert!(answer.header("Date").is_some_and(is_http_date), "Date: {:?}", answer.headers);
    assert!(answer.header("X-Request-Id").is_some_and(|id| id.len() > 16), "X-Request-Id: {:?}", answer.headers);
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
}

#[test]
fn every_answer_carries_date_and_request_id_and_is_json() {
    let api = api();
    let success = api.get("/conversations?limit=1").answer();
    let again = api.get("/conversations?limit=1").answer();
    assert_ne!(success.header("X-Request-Id"), again.header("X-Request-Id"));
    has_the_headers_of_every_answer(&success);
    has_the_headers_of_every_answer(&api.get("/conversations").unsigned().answer());
    has_the_headers_of_every_answer(&api.get("/nothing").answer());
    has_the_headers_of_every_answer(&api.get("/conversations?status=none").answer());
    has_the_headers_of_every_answer(&api.get("/conversations").method("POST").answer());
}

#[test]
fn an_authenticated_answer_carries_the_rate_limit() {
    let before = now();
    let answer = api().get("/conversations?limit=1").answer();
    let after = now();
    let number = |name: &str| answer.header(name).and_then(|value| value.parse::<i64>().ok()).expect("a number");
    assert_eq!(number("X-RateLimit-Limit"), 600);
    assert!((0..600).contains(&number("X-RateLimit-Remaining")));
    let next_minute = |moment: i64| moment - moment.rem_euclid(60) + 60;
    let reset = number("X-RateLimit-Reset");
    assert!((next_minute(before)..=next_minute(after)).contains(&reset), "{before} <= {reset} - 60 <= {after}");
}

#[test]
fn an_answer_that_is_not_authenticated_does_not_tell_the_rate_limit() {
    let answer = api().get("/conversations").unsigned().answer();
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("x-ratelimit")), "{:?}", answer.headers);
}
