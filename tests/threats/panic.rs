//! Row 36: a panic inside the proxy. The bundle is the one that ships; the platform around it lies until the code gives up.

use helpthread_tests::http::Request;
use helpthread_tests::inbox;
use helpthread_tests::proxy::Proxy;
use helpthread_tests::upstream::{answer, bytes};
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

#[test]
fn those_who_are_served_meanwhile_are_not_lost_for_ever() {
    let config = repository::path("tests/threats/drill/workerd.capnp");
    let proxy = Proxy::start(|options| options.configuration(Worker::Proxy, config));
    proxy.upstream.script(impossible());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            // Each is answered or cut, and none waits for ever: `send` gives up after 30 s.
            scope.spawn(|| drop(proxy.send(&own_history())));
        }
    });
    proxy.upstream.script(inbox::answers());
    assert_eq!(proxy.send(&own_history()).status, 200);
}
