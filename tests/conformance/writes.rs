//! The three operations that write (api-v1.md §3), with the bodies of the reference.

use helpthread_tests::http::Answer;
use serde_json::{Value, json};

use crate::api::{Api, api};
use crate::curl::Call;

const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";
const BILLING: &str = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";
const LOGIN: &str = "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W";

fn reply(api: &Api, conversation: &str, body: &Value) -> Call {
    api.get(&format!("/conversations/{conversation}/messages")).method("POST").json(body)
}

fn change(api: &Api, conversation: &str, body: &Value) -> Call {
    api.get(&format!("/conversations/{conversation}")).method("PATCH").json(body)
}

fn message() -> Value {
    json!({
        "author_type": "agent", "agent_id": AGENT, "internal": false,
        "body": "Hi Jane — I updated your billing address. Please refresh your account page to confirm.",
    })
}

fn is(answer: &Answer, status: u16, code: &str, message: &str) {
    let expected = json!({ "error": { "code": code, "message": message } });
    assert_eq!((answer.status, answer.json()), (status, expected));
}

#[test]
fn a_reply_is_stored_and_moves_the_conversation() {
    let api = Api::start();
    let before = api.page("/conversations?limit=1")["data"][0].clone();
    let answer = reply(&api, BILLING, &message()).answer();
    assert_eq!(answer.status, 201, "{}", answer.text());
    let data = &answer.json()["data"];
    assert!(data["id"].as_str().is_some_and(|id| id.starts_with("msg_")));
    for (field, value) in [("conversation_id", json!(BILLING)), ("agent_id", json!(AGENT)), ("internal", json!(false))]
    {
        assert_eq!(data[field], value);
    }
    let after = api.page("/conversations?limit=1")["data"][0].clone();
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
    assert_eq!(after["last_message_at"], data["created_at"]);
}

#[test]
fn a_change_is_answered_with_its_tag_and_a_stale_one_conflicts() {
    let api = Api::start();
    let changed = change(&api, BILLING, &json!({ "status": "pending" })).answer();
    assert_eq!((changed.status, changed.json()["data"]["status"].as_str()), (200, Some("pending")));
    let tag = changed.header("ETag").expect("a change is tagged").to_owned();
    let again = |tag: &str| change(&api, BILLING, &json!({ "assignee_id": null })).header(&format!("If-Match: {tag}"));
    let fresh = again(&tag).answer();
    assert_eq!((fresh.status, &fresh.json()["data"]["assignee_id"]), (200, &Value::Null));
    let stale = again(&tag).answer();
    assert_eq!((stale.status, stale.json()["error"]["code"].as_str()), (409, Some("conflict")));
}

#[test]
fn a_closed_conversation_cannot_become_pending() {
    let answer = change(&api(), LOGIN, &json!({ "status": "pending" })).answer();
    let message = format!("Conversation {LOGIN} cannot be moved from closed to pending.");
    is(&answer, 400, "invalid_status_transition", &message);
}

#[test]
fn a_conversation_that_does_not_exist() {
    let api = api();
    let message_text = "No conversation was found for id cnv_nobody.";
    is(&reply(&api, "cnv_nobody", &message()).answer(), 404, "conversation_not_found", message_text);
    is(&change(&api, "cnv_nobody", &json!({ "status": "open" })).answer(), 404, "conversation_not_found", message_text);
}

#[test]
fn a_body_that_is_not_the_schemas_is_named_by_field() {
    let api = api();
    for (body, message) in [
        (json!({}), "The field author_type is required."),
        (
            json!({ "author_type": "agent", "agent_id": "cus_x", "body": "x" }),
            "The field agent_id must be an agent's id, which starts with usr_.",
        ),
        (
            json!({ "author_type": "agent", "agent_id": AGENT, "body": "", "internal": false }),
            "The field body must have 1 to 65536 bytes of text.",
        ),
        (json!({ "author_type": "agent", "agent_id": AGENT, "body": "x", "cc": [] }), "The field cc is not supported."),
    ] {
        is(&reply(&api, BILLING, &body).answer(), 400, "invalid_request", message);
    }
    let broken = reply(&api, BILLING, &json!({})).body("{\"author_type\":");
    is(&broken.answer(), 400, "invalid_request", "The body must be valid JSON.");
}

#[test]
fn a_body_of_another_type_is_unsupported() {
    let api = api();
    let call = api.get(&format!("/conversations/{BILLING}")).method("PATCH").body("status=open");
    let answer = call.header("Content-Type: application/x-www-form-urlencoded").answer();
    is(&answer, 415, "unsupported_media_type", "The body's content type is not JSON.");
}

#[test]
fn a_key_makes_a_reply_happen_once() {
    let api = Api::start();
    let keyed = |body: &Value| reply(&api, BILLING, body).header("Idempotency-Key: one").answer();
    let first = keyed(&message());
    api.restart();
    let second = keyed(&message());
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json(), "the first answer, also after a restart");
    let mut other = message();
    other["internal"] = json!(true);
    let other = keyed(&other);
    assert_eq!((other.status, other.json()["error"]["code"].as_str()), (422, Some("idempotency_mismatch")));
}

#[test]
fn a_webhook_is_registered_with_its_secret_or_refused_for_its_url() {
    let api = Api::start();
    let events = ["conversation.created", "conversation.updated", "message.created"];
    let register =
        |url: &str| api.get("/webhooks").method("POST").json(&json!({ "url": url, "events": events })).answer();
    let created = register("https://crm.example.com/webhooks/helpthread");
    assert_eq!(created.status, 201, "{}", created.text());
    let data = &created.json()["data"];
    assert!(data["signing_secret"].as_str().is_some_and(|secret| secret.starts_with("whsec_")));
    assert_eq!((&data["active"], &data["events"]), (&json!(true), &json!(events)));
    is(&register("http://crm.example.com/hook"), 400, "invalid_webhook_url", "Webhook URL must be an HTTPS URL.");
}
