//! Row 14: a retry that writes a message twice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use helpthread_tests::inbox::success;
use helpthread_tests::proxy::{Proxy, turn};
use helpthread_tests::upstream::{Received, Script, answer, bytes};
use xtask::settings::Worker;

use crate::{HELLO, change, own_history, reply};

/// Does with request number `n`, from 0, what `what` says: an answer, or nothing before the connection is closed.
fn by_number(what: impl Fn(usize, &Received) -> String + Send + Sync + 'static) -> Script {
    let number = AtomicUsize::new(0);
    Arc::new(move |received, connection| {
        let told = what(number.fetch_add(1, Ordering::SeqCst), received);
        std::io::Write::write_all(connection, told.as_bytes())
    })
}

/// Applies everything, and tells nobody.
fn dropped() -> Script {
    bytes("")
}

#[test]
fn a_reply_that_upstream_applied_and_did_not_acknowledge_is_sent_once() {
    let proxy = turn();
    for write in [reply(HELLO), change().header("If-Match", "\"x\"")] {
        for script in [
            dropped(),
            bytes("HTTP/1.1 201"),
            bytes(answer("503 Unavailable", "", "")),
            bytes(answer("500 Error", "", "")),
        ] {
            proxy.upstream.reset();
            proxy.upstream.script(script);
            assert_eq!(proxy.send(&write).refusal(), (502, "outcome_unknown".to_owned()));
            assert_eq!(proxy.upstream.requests().len(), 1);
        }
    }
}

#[test]
fn a_reply_that_was_definitely_refused_is_sent_again() {
    let proxy = turn();
    proxy.upstream.script(by_number(|number, received| match number {
        0 => answer("429 Too Many Requests", "", ""),
        _ => success(received),
    }));
    assert_eq!(proxy.send(&reply(HELLO)).status, 201);
    let requests = proxy.upstream.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
}

#[test]
fn what_may_be_repeated_is_and_the_reader_does_not_notice() {
    let proxy = turn();
    for request in [own_history(), change()] {
        proxy.upstream.reset();
        proxy
            .upstream
            .script(by_number(|number, received| if number == 0 { String::new() } else { success(received) }));
        assert_eq!(proxy.send(&request).status, 200);
        assert_eq!(proxy.upstream.requests().len(), 2);
    }
}

#[test]
fn a_limit_that_outlasts_the_deadline_is_passed_on_at_once() {
    let proxy = turn();
    let reset = format!("X-RateLimit-Reset: {}\r\n", helpthread_tests::token::now() + 50);
    proxy.upstream.script(bytes(answer("429 Too Many Requests", &reset, "")));
    for request in [own_history(), reply(HELLO)] {
        proxy.upstream.reset();
        proxy.upstream.script(bytes(answer("429 Too Many Requests", &reset, "")));
        assert_eq!(proxy.send(&request).refusal(), (429, "rate_limit_exceeded".to_owned()));
        assert_eq!(proxy.upstream.requests().len(), 1);
    }
}

#[test]
fn under_a_key_that_upstream_honours_a_reply_is_sent_again_and_applied_once() {
    let proxy = Proxy::start(|options| options.set(Worker::Proxy, "UPSTREAM_IDEMPOTENCY", "true"));
    let applied = Arc::new(Mutex::new(BTreeSet::new()));
    let keys = Arc::clone(&applied);
    proxy.upstream.script(by_number(move |number, received| {
        let key = received.headers().into_iter().find(|(name, _)| name == "idempotency-key").expect("a key").1;
        keys.lock().expect("no panic").insert(key);
        if number % 2 == 0 { String::new() } else { success(received) }
    }));
    for _ in 0..2 {
        assert_eq!(proxy.send(&reply(HELLO)).status, 201);
    }
    assert_eq!(proxy.upstream.requests().len(), 4);
    assert_eq!(applied.lock().expect("no panic").len(), 2, "one key for each of the two replies");
}

#[test]
fn a_refusal_of_the_second_attempt_does_not_say_that_the_first_was_not_applied() {
    let proxy = Proxy::start(|options| options.set(Worker::Proxy, "UPSTREAM_IDEMPOTENCY", "true"));
    let reset = format!("X-RateLimit-Reset: {}\r\n", helpthread_tests::token::now() + 50);
    for refusal in [answer("429 Too Many Requests", &reset, ""), answer("401 Unauthorized", "", "")] {
        proxy.upstream.reset();
        proxy.upstream.script(by_number(move |number, _| if number == 0 { String::new() } else { refusal.clone() }));
        assert_eq!(proxy.send(&reply(HELLO)).refusal(), (502, "outcome_unknown".to_owned()));
        assert_eq!(proxy.upstream.requests().len(), 2);
    }
}

#[test]
fn a_clients_own_key_is_refused_where_nobody_would_keep_it() {
    let proxy = turn();
    crate::is_refused(&proxy, &reply(HELLO).header("Idempotency-Key", "k"), 400, "invalid_request");
}
