//! Row 36: a panic inside the proxy. The bundle is the one that ships; the platform around it lies until the code gives up.

use std::io;

use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds};
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::inbox;
use helpthread_tests::live::{Live, Upgrade};
use helpthread_tests::proxy::{JANE, MARCUS, Proxy, history_of};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{answer, bytes, stall};
use helpthread_tests::wait::until;
use xtask::repository;
use xtask::settings::Worker;

use crate::{HELLO, own_history, reply};

/// An answer that `drill.js` hands on as a body of an impossible length, which no allocation survives.
fn impossible() -> helpthread_tests::upstream::Script {
    bytes(answer("200 OK", "Content-Type: application/json\r\nX-Drill: impossible\r\n", "{}"))
}

#[test]
fn the_request_after_a_panic_is_served() {
    let config = repository::path("tests/threats/drill/workerd.capnp");
    let proxy = Proxy::start(|options| options.configuration(Worker::Proxy, config));
    for panics in 1..=3 {
        for request in [own_history(), reply(HELLO)] {
            proxy.upstream.script(impossible());
            let told = proxy.send(&request);
            assert_eq!(told.status, 500, "{}", told.text());
            for word in ["panic", "wasm", ".rs", "capacity", "unreachable", "127.0.0.1"] {
                assert!(!told.everything().contains(word), "{word} in {}", told.everything());
            }
            proxy.upstream.script(inbox::answers());
            assert_eq!(proxy.send(&own_history()).status, 200);
            assert_eq!(proxy.send(&reply(HELLO)).status, 201);
            assert_eq!(proxy.send(&Request::get("/healthz")).status, 200);
        }
        let log = proxy.log();
        let lines = log.lines().filter(|line| line.contains(r#""event":"panic""#));
        assert_eq!(lines.count(), 2 * panics, "each panic is in the log once: {log}");
    }
}

/// Nobody waits for ever: `try_send` gives up after 30 s.
fn is_told_or_cut(outcome: &io::Result<Answer>) {
    match outcome {
        Ok(told) => assert!(told.status >= 500, "{}", told.everything()),
        Err(error) => assert_ne!(error.kind(), io::ErrorKind::WouldBlock, "nobody told it"),
    }
}

#[test]
fn those_who_are_served_meanwhile_are_not_lost_for_ever() {
    let config = repository::path("tests/threats/drill/workerd.capnp");
    let proxy = Proxy::start(|options| options.configuration(Worker::Proxy, config));
    proxy.upstream.script(impossible());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| is_told_or_cut(&proxy.try_send(&own_history())));
        }
    });
    proxy.upstream.script(inbox::answers());
    assert_eq!(proxy.send(&own_history()).status, 200);
}

fn follow(proxy: &Proxy, after: Option<&str>) -> Live {
    let upgrade = Upgrade::of(JANE, &Token::customer(JANE).mint());
    after.map_or(upgrade.clone(), |cursor| upgrade.after(cursor)).open(proxy.host())
}

#[test]
fn a_panic_in_a_hub_loses_nothing_that_was_promised() {
    let config = repository::path("tests/threats/drill/hubs.capnp");
    let proxy = Proxy::start_with_hubs(|options| options.configuration(Worker::Proxy, config));
    let kept = reply(HELLO).header("Idempotency-Key", "kept");
    let first = proxy.send(&kept);
    assert_eq!(first.status, 201, "{}", first.text());
    let mut cursor = follow(&proxy, None).expect("hello")["cursor"].as_str().expect("a cursor").to_owned();
    for round in 0..3 {
        let event = conversation_updated(JANE, &format!("{round}"), now_milliseconds());
        assert_eq!(proxy.send(&delivery(&format!("evt_{round}"), &event)).status, 204);
        let lost = reply(r#"{"body":"Lost"}"#).header("Idempotency-Key", &format!("lost{round}"));
        for request in [own_history(), lost.clone()] {
            proxy.upstream.script(impossible());
            let told = proxy.send(&request);
            assert_eq!(told.status, 500, "{}", told.everything());
            for word in ["panic", "wasm", ".rs", "capacity", "unreachable", "127.0.0.1"] {
                assert!(!told.everything().contains(word), "{word} in {}", told.everything());
            }
            proxy.upstream.reset();
            let next = proxy.send(&own_history());
            assert_eq!(next.status, 200, "the next request is served: {}", next.text());
        }
        proxy.upstream.reset();
        let again = proxy.send(&kept);
        assert_eq!((again.status, again.json()), (201, first.json()), "a key that was kept is kept");
        assert_eq!(proxy.send(&lost).refusal(), (502, "outcome_unknown".to_owned()));
        assert_eq!(proxy.upstream.requests().len(), 0, "nothing is sent again");
        let mut resumed = follow(&proxy, Some(&cursor));
        resumed.expect("hello");
        let frame = resumed.expect("conversation");
        assert_eq!(frame["data"]["subject"], format!("{round}"));
        cursor = frame["cursor"].as_str().expect("a cursor").to_owned();
    }
}

#[test]
fn those_who_wait_for_another_hub_are_not_lost_for_ever() {
    let config = repository::path("tests/threats/drill/hubs.capnp");
    let proxy = Proxy::start_with_hubs(|options| options.configuration(Worker::Proxy, config));
    let (impossible, silent) = (impossible(), stall(""));
    proxy.upstream.script(std::sync::Arc::new(move |received, connection| {
        let script = if received.line().contains(MARCUS) { &silent } else { &impossible };
        script(received, connection)
    }));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let request = Request::get(&history_of(MARCUS)).bearer(&Token::customer(MARCUS).mint());
            proxy.try_send(&request)
        });
        until("Marcus waits for upstream", || proxy.upstream.requests().len() == 1);
        assert_eq!(proxy.send(&own_history()).status, 500);
        // The one memory of all hubs is gone; who waits is told or cut, and does not wait until it gives up.
        is_told_or_cut(&waiting.join().expect("no panic"));
    });
    proxy.upstream.reset();
    assert_eq!(proxy.send(&own_history()).status, 200);
}
