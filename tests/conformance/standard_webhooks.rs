//! Deliveries as other people's verifiers see them: the Standard Webhooks libraries of npm and of `PyPI`, which share no code
//! with us. What workerd really sent is what they get.

use std::collections::BTreeSet;
use std::process::Command;

use base64ct::{Base64, Encoding};
use helpthread_tests::upstream::Received;
use helpthread_tests::wait::until;
use serde_json::{Value, json};
use xtask::{repository, setup};

use crate::api::Api;
use crate::curl::run;
use crate::deliveries::{content, event, failing_first, header, register, reply};

/// What each of the two libraries says: true, or the reason for a refusal, per delivery.
fn verdicts(secret: &str, deliveries: &[Value]) -> [Vec<Value>; 2] {
    let asked = json!({ "secret": secret, "deliveries": deliveries }).to_string();
    let mut python = Command::new(setup::python::program("python"));
    python.arg(repository::path("tests/conformance/verify_webhook.py"));
    let mut node = Command::new(repository::npm_command("node"));
    node.arg(repository::path("tests/conformance/verify_webhook.mjs"));
    [python, node].map(|mut library| {
        serde_json::from_slice(&run(&mut library, asked.as_bytes())).expect("it prints a verdict per delivery")
    })
}

/// A delivery as a receiver hands it to its library.
fn handed_over(received: &Received) -> Value {
    let headers: serde_json::Map<_, _> =
        received.headers().into_iter().map(|(name, value)| (name, json!(value))).collect();
    json!({ "headers": headers, "body": String::from_utf8(received.body.clone()).expect("JSON is UTF-8") })
}

fn secret_of(webhook: &Value) -> &str {
    webhook["signing_secret"].as_str().expect("a new webhook has its secret")
}

fn assert_accepted(secret: &str, deliveries: &[Received]) {
    let deliveries: Vec<Value> = deliveries.iter().map(handed_over).collect();
    for verdicts in verdicts(secret, &deliveries) {
        assert!(verdicts.len() == deliveries.len() && verdicts.iter().all(|verdict| *verdict == true), "{verdicts:?}");
    }
}

#[test]
fn both_libraries_accept_what_is_sent_and_what_is_sent_again() {
    let (api, receiver) = (Api::start(), content());
    receiver.script(failing_first());
    let webhook = register(&api, &receiver);
    reply(&api);
    until("two second attempts", || receiver.requests().len() >= 4);
    let all = receiver.requests();
    assert_accepted(secret_of(&webhook), &all);

    // What came again is the same delivery, signed anew.
    let ids: BTreeSet<String> = all.iter().map(|received| header(received, "webhook-id")).collect();
    assert_eq!((ids.len(), all.len()), (2, 4));
    for id in ids {
        let attempts: Vec<&Received> = all.iter().filter(|received| header(received, "webhook-id") == id).collect();
        let [early, late] = attempts[..] else { panic!("{} attempts of {id}", attempts.len()) };
        assert_eq!(event(early), event(late));
        assert!(header(early, "webhook-timestamp") < header(late, "webhook-timestamp"), "the time is of the attempt");
        assert_ne!(header(early, "webhook-signature"), header(late, "webhook-signature"));
    }
}

#[test]
fn both_libraries_refuse_what_was_tampered_with() {
    let (api, receiver) = (Api::start(), content());
    let webhook = register(&api, &receiver);
    reply(&api);
    until("two deliveries", || receiver.requests().len() >= 2);
    let [one, other, ..] = &receiver.requests()[..] else { unreachable!("two have arrived") };
    assert_accepted(secret_of(&webhook), std::slice::from_ref(one));

    let untouched = handed_over(one);
    let tampered = |change: &dyn Fn(&mut Value)| {
        let mut delivery = untouched.clone();
        change(&mut delivery);
        assert_ne!(delivery, untouched);
        delivery
    };
    let body = untouched["body"].as_str().expect("a body").to_owned();
    let deliveries = [
        tampered(&|delivery| delivery["body"] = json!(format!("{body} "))),
        tampered(&|delivery| delivery["body"] = json!(body.replacen("\"type\"", "\"Type\"", 1))),
        tampered(&|delivery| delivery["body"] = json!(String::from_utf8_lossy(&other.body))),
        tampered(&|delivery| delivery["headers"]["webhook-id"] = json!(header(other, "webhook-id"))),
        tampered(&|delivery| delivery["headers"]["webhook-timestamp"] = json!("1")),
        tampered(&|delivery| delivery["headers"]["webhook-signature"] = json!(header(other, "webhook-signature"))),
        tampered(&|delivery| delivery["headers"]["webhook-signature"] = json!("v1,")),
    ];
    let another_secret = format!("whsec_{}", Base64::encode_string(&[7; 24]));
    for verdicts in verdicts(secret_of(&webhook), &deliveries) {
        assert!(verdicts.iter().all(Value::is_string), "{verdicts:?}");
    }
    for verdicts in verdicts(&another_secret, &[untouched]) {
        assert!(verdicts.iter().all(Value::is_string), "{verdicts:?}");
    }
}
