//! Webhook deliveries (api-v1.md §7): real ones, to a receiver on this machine, which the sandbox allows.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use base64ct::{Base64, Encoding};
use helpthread_tests::upstream::{Received, Script, Upstream, answer, bytes};
use helpthread_tests::wait::until;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::api::Api;

pub(crate) const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";
pub(crate) const BILLING: &str = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";

/// Registers the receiver for every event; the answer's data.
pub(crate) fn register(api: &Api, receiver: &Upstream) -> Value {
    let url = receiver.base_url().replace("/v1", "/hook");
    let events = ["conversation.created", "conversation.updated", "message.created"];
    let created = api.get("/webhooks").method("POST").json(&json!({ "url": url, "events": events })).answer();
    assert_eq!(created.status, 201, "{}", created.text());
    created.json()["data"].clone()
}

/// A receiver that is content with everything.
pub(crate) fn content() -> Upstream {
    let receiver = Upstream::start();
    receiver.script(bytes(answer("204 No Content", "", "")));
    receiver
}

/// A receiver's failure at the first attempt of each delivery, and its success at every later one.
pub(crate) fn failing_first() -> Script {
    let seen = Mutex::new(BTreeSet::new());
    Arc::new(move |received, connection| {
        let is_first = seen.lock().unwrap_or_else(PoisonError::into_inner).insert(header(received, "webhook-id"));
        let status = if is_first { "503 Service Unavailable" } else { "204 No Content" };
        write!(connection, "{}", answer(status, "", ""))
    })
}

pub(crate) fn header(received: &Received, name: &str) -> String {
    let found = received.headers().into_iter().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("a delivery has {name}")).1
}

pub(crate) fn event(received: &Received) -> Value {
    serde_json::from_slice(&received.body).expect("an event is JSON")
}

/// Replies to a conversation, which is two events; the message.
pub(crate) fn reply(api: &Api) -> Value {
    let body = json!({ "author_type": "agent", "agent_id": AGENT, "body": "On it." });
    let answer = api.get(&format!("/conversations/{BILLING}/messages")).method("POST").json(&body).answer();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["data"].clone()
}

/// `webhook-signature` as the Standard Webhooks specification says, made here from the secret.
fn expected_signature(secret: &str, received: &Received) -> String {
    let key = Base64::decode_vec(secret.strip_prefix("whsec_").expect("a prefix")).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
    mac.update(format!("{}.{}.", header(received, "webhook-id"), header(received, "webhook-timestamp")).as_bytes());
    mac.update(&received.body);
    format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()))
}

#[test]
fn a_reply_is_told_as_message_created_then_conversation_updated_signed() {
    let (api, receiver) = (Api::start(), content());
    let webhook = register(&api, &receiver);
    let message = reply(&api);
    until("two deliveries", || receiver.requests().len() >= 2);
    let arrived = receiver.requests();
    let secret = webhook["signing_secret"].as_str().expect("a secret");
    for delivery in &arrived {
        assert_eq!(header(delivery, "webhook-signature"), expected_signature(secret, delivery));
        assert_eq!(header(delivery, "content-type"), "application/json");
    }
    let mut events: Vec<Value> = arrived.iter().map(event).collect();
    events.sort_by_key(|event| event["timestamp"].as_str().map(str::to_owned));
    assert_eq!(events[0]["type"], "message.created");
    assert_eq!(
        (&events[0]["data"]["id"], &events[0]["data"]["customer_id"]),
        (&message["id"], &json!("cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F"))
    );
    assert_eq!((&events[1]["type"], &events[1]["data"]["id"]), (&json!("conversation.updated"), &json!(BILLING)));
    assert!(events[0]["timestamp"].as_str() < events[1]["timestamp"].as_str(), "timestamps increase");
}

#[test]
fn a_failed_delivery_comes_again_after_five_seconds_under_the_same_id() {
    let (api, receiver) = (Api::start(), content());
    receiver.script(failing_first());
    register(&api, &receiver);
    reply(&api);
    until("the second attempts", || receiver.requests().len() >= 4);
    until("the log says so", || api.deliveries().iter().all(|row| row["state"] == "delivered"));
    let mut ids: Vec<String> = receiver.requests().iter().map(|received| header(received, "webhook-id")).collect();
    ids.sort();
    assert_eq!(ids.len(), 4);
    assert!(ids[0] == ids[1] && ids[1] != ids[2] && ids[2] == ids[3], "each came twice: {ids:?}");
    for id in [&ids[0], &ids[2]] {
        let attempts = receiver.requests().into_iter().filter(|received| header(received, "webhook-id") == *id);
        let times: Vec<i64> =
            attempts.map(|received| header(&received, "webhook-timestamp").parse().expect("seconds")).collect();
        assert!(times[1] - times[0] >= 5, "{times:?}");
    }
}

#[test]
fn a_redirect_is_not_followed_and_gone_ends_the_webhook() {
    let (api, receiver, elsewhere) = (Api::start(), content(), content());
    register(&api, &receiver);
    let location = format!("Location: {}\r\n", elsewhere.base_url());
    receiver.script(bytes(answer("302 Found", &location, "")));
    reply(&api);
    until("a redirect", || receiver.requests().len() >= 2);
    receiver.reset();
    receiver.script(bytes(answer("410 Gone", "", "")));
    reply(&api);
    let is_inactive = || {
        let webhooks = api.administer("GET", "/webhooks?workspace=abc123", None).json();
        webhooks["data"][0]["active"] == json!(false)
    };
    until("the webhook is inactive", is_inactive);
    assert_eq!(elsewhere.requests().len(), 0);
    assert!(api.deliveries().iter().all(|row| row["state"] != "due"), "nothing is owed to it any more");
}
