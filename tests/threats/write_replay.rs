//! Row 13: a reply that is sent again, by a client that did not hear the answer or by somebody else.

use std::thread;

use helpthread_tests::desk::Desk;
use helpthread_tests::hook::{delivery, message_created, now_milliseconds};
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::inbox::CONVERSATION;
use helpthread_tests::proxy::{AMELIA, JANE, Proxy};
use helpthread_tests::upstream::bytes;
use helpthread_tests::wait::until;
use serde_json::{Value, json};

use crate::{HELLO, reply};

const GOODBYE: &str = r#"{"body":"Goodbye"}"#;

fn hello(key: &str) -> Request {
    reply(HELLO).header("Idempotency-Key", key)
}

/// What a client was told, without what differs from answer to answer.
fn told(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json())
}

/// The message of [`HELLO`], as HelpThread tells of it.
fn hello_was_written() -> Value {
    let message = json!({
        "id": "msg_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
        "conversation_id": CONVERSATION,
        "author_type": "agent",
        "agent_id": AMELIA,
        "body": "Hello",
        "internal": false,
    });
    message_created(JANE, &message, now_milliseconds())
}

fn is_unknown(proxy: &Proxy, request: &Request) {
    assert_eq!(proxy.send(request).refusal(), (502, "outcome_unknown".to_owned()));
}

#[test]
fn the_same_key_is_one_message_and_one_answer() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let first = told(&proxy.send(&hello("k1")));
    assert_eq!(first.0, 201);
    proxy.kill_and_start_again();
    for _ in 0..3 {
        assert_eq!(told(&proxy.send(&hello("k1"))), first);
    }
    assert_eq!(proxy.upstream.requests().len(), 1);
    let other = reply(GOODBYE).header("Idempotency-Key", "k1");
    assert_eq!(proxy.send(&other).refusal(), (422, "idempotency_mismatch".to_owned()));
    assert_eq!(proxy.upstream.requests().len(), 1);
    assert_eq!(proxy.send(&hello("k2")).status, 201, "another key is another message");
    assert_eq!(proxy.upstream.requests().len(), 2);
}

#[test]
fn twenty_at_once_under_one_key_are_one_message() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let desk = Desk::at(&proxy.upstream);
    desk.hold("POST");
    thread::scope(|scope| {
        let sending: Vec<_> = (0..20).map(|_| scope.spawn(|| told(&proxy.send(&hello("k"))))).collect();
        until("a reply reaches upstream", || desk.waiting() == 1);
        desk.release();
        let answers: Vec<_> = sending.into_iter().map(|sending| sending.join().expect("an answer")).collect();
        assert!(answers.iter().all(|answer| answer.0 == 201 && *answer == answers[0]), "{answers:?}");
    });
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn a_power_cut_between_upstreams_success_and_our_record_never_doubles_a_message() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let desk = Desk::at(&proxy.upstream);
    desk.hold("POST");
    thread::scope(|scope| {
        let cut = scope.spawn(|| proxy.try_send(&hello("k")));
        until("upstream has applied it", || desk.waiting() == 1);
        proxy.kill_and_start_again();
        assert!(cut.join().expect("no panic").is_err(), "nobody was told");
    });
    desk.release();
    for _ in 0..3 {
        is_unknown(&proxy, &hello("k"));
    }
    let other = reply(GOODBYE).header("Idempotency-Key", "k");
    assert_eq!(proxy.send(&other).refusal(), (422, "idempotency_mismatch".to_owned()));
    assert_eq!(proxy.upstream.requests().len(), 1, "it is not sent again");

    assert_eq!(proxy.send(&delivery("evt_hello", &hello_was_written())).status, 204);
    for _ in 0..2 {
        let settled = proxy.send(&hello("k"));
        assert_eq!((settled.status, &settled.json()["data"]["body"]), (201, &json!("Hello")));
        proxy.kill_and_start_again();
    }
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn a_reply_that_upstream_applied_before_it_hung_up_is_one_message() {
    let proxy = Proxy::start_with_hubs(|options| options);
    proxy.upstream.script(bytes(""));
    is_unknown(&proxy, &hello("k"));
    is_unknown(&proxy, &hello("k"));
    assert_eq!(proxy.upstream.requests().len(), 1);
    // Upstream is well again: that says nothing about the message.
    Desk::at(&proxy.upstream);
    is_unknown(&proxy, &hello("k"));
    assert_eq!(proxy.upstream.requests().len(), 1);
    // Another message, or another agent's, settles nothing.
    let other = hello_was_written().to_string().replace("Hello", "Goodbye");
    let other = serde_json::from_str(&other).expect("JSON");
    assert_eq!(proxy.send(&delivery("evt_other", &other)).status, 204);
    is_unknown(&proxy, &hello("k"));
    assert_eq!(proxy.send(&delivery("evt_hello", &hello_was_written())).status, 204);
    assert_eq!(proxy.send(&hello("k")).status, 201);
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn a_lost_reply_without_a_key_is_not_sent_again_either() {
    let proxy = Proxy::start_with_hubs(|options| options);
    for script in ["", "HTTP/1.1 201", "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"] {
        proxy.upstream.reset();
        proxy.upstream.script(bytes(script));
        is_unknown(&proxy, &reply(HELLO));
        assert_eq!(proxy.upstream.requests().len(), 1);
    }
}
