//! Row 28: what went wrong inside is not told outside.

use helpthread_tests::http::{Answer, Request};
use helpthread_tests::proxy::{JANE, Proxy, history_of, turn};
use helpthread_tests::upstream::{answer, bytes};

use crate::{asked_at_once, own_history};

/// Words that only the inside has.
const INSIDE: [&str; 14] = [
    "127.0.0.1",
    "panick",
    "wasm",
    ".rs",
    "src/",
    "stack",
    "SELECT",
    "sqlite",
    "serde",
    "line 1 column",
    "10.0.0.7",
    "Error:",
    "undefined",
    "unreachable",
];

fn tells_nothing(proxy: &Proxy, request: &Request) {
    says_nothing(&proxy.send(request));
}

fn says_nothing(told: &Answer) {
    assert!(told.status >= 400);
    let text = told.everything();
    for word in INSIDE {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let (_, code) = told.refusal();
    let error = told.json();
    let fields: Vec<_> = error["error"].as_object().expect("an error").keys().collect();
    assert_eq!(fields, ["code", "message"], "{code}");
}

#[test]
fn upstreams_failures_are_told_in_our_words() {
    let proxy = turn();
    let inside = r#"{"error":{"code":"internal_error","message":"SELECT * FROM x at /srv/src/a.rs on 10.0.0.7"}}"#;
    let statuses =
        ["200 OK", "400 Bad", "401 No", "403 No", "404 No", "409 No", "422 No", "429 No", "500 No", "502 No", "503 No"];
    let json = |status| bytes(answer(status, "Content-Type: application/json\r\n", inside));
    let html = |status| bytes(answer(status, "Content-Type: text/html\r\n", "<h1>sqlite on 10.0.0.7</h1>"));
    let mut cases = vec![("garbage", bytes("garbage"))];
    cases.extend(statuses.into_iter().flat_map(|status| [(status, json(status)), (status, html(status))]));
    for (_, told) in asked_at_once(&proxy, cases) {
        says_nothing(&told);
    }
}

#[test]
fn refusals_tell_nothing_of_the_inside() {
    let proxy = turn();
    for request in [
        Request::get("/"),
        Request::get(&history_of(JANE)),
        Request::get(&history_of(JANE)).bearer("x.y.z"),
        Request::get(&history_of(JANE)).origin("https://evil.example"),
        Request::new("POST", &history_of(JANE)),
        crate::as_agent(&format!("{}?limit=99999999999999999999", history_of(JANE))),
        crate::as_agent(&format!("{}?%00=%ff", history_of(JANE))),
        crate::as_agent("/v1/customers/usr_1/conversations"),
    ] {
        tells_nothing(&proxy, &request);
    }
}

#[test]
fn an_upstream_that_is_not_there_is_unavailable_and_not_named() {
    // Port 9 discards, where it is open at all; nobody may listen there without being root.
    let proxy = Proxy::start(|options| {
        options.set(xtask::settings::Worker::Proxy, "HELPTHREAD_BASE_URL", "http://127.0.0.1:9/v1")
    });
    tells_nothing(&proxy, &own_history());
    assert_eq!(proxy.send(&own_history()).refusal(), (502, "upstream_unavailable".to_owned()));
}
