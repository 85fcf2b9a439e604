//! Row 17: headers that mean something to somebody on the way. Raw.

use std::collections::BTreeSet;
use std::fs;

use helpthread_tests::http::Request;
use helpthread_tests::inbox::page_of;
use helpthread_tests::proxy::{JANE, Proxy, history_of, turn};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{answer, bytes};
use xtask::repository;

use crate::own_history;

/// All that upstream may see; `host` and what the runtime adds on its own are the connection's.
const TO_UPSTREAM: [&str; 3] = ["accept", "authorization", "host"];

/// All that a client may see.
const TO_CLIENT: [&str; 12] = [
    "access-control-allow-origin",
    "access-control-expose-headers",
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "retry-after",
    "server-timing",
    "vary",
    "x-content-type-options",
    "x-request-id",
];

/// One header a line, `name: value`.
fn nasty() -> Vec<(String, String)> {
    let text = fs::read_to_string(repository::path("tests/threats/headers.txt")).expect("the corpus");
    let headers = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    // These two mean something here, and have tests of their own.
    let headers = headers.filter(|(name, _)| !["Idempotency-Key", "traceparent"].contains(name));
    headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn seen_by_upstream(request: &Request) -> BTreeSet<String> {
    seen_by_upstream_of(&turn(), request)
}

fn seen_by_upstream_of(proxy: &Proxy, request: &Request) -> BTreeSet<String> {
    proxy.upstream.reset();
    assert_eq!(proxy.send(request).status, 200, "{request:?}");
    let requests = proxy.upstream.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].body.is_empty());
    requests[0].headers().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn upstream_sees_the_allow_list_and_nothing_else() {
    let seen = seen_by_upstream(&own_history());
    assert!(seen.contains("authorization") && seen.contains("accept"));
    assert!(seen.iter().all(|name| TO_UPSTREAM.contains(&name.as_str())), "{seen:?}");
}

#[test]
fn no_header_of_a_client_reaches_upstream() {
    let plain = seen_by_upstream(&own_history());
    let headers = nasty();
    assert!(headers.len() >= 60, "{}", headers.len());
    for (name, value) in &headers {
        let seen = seen_by_upstream(&own_history().header(name, value));
        assert_eq!(seen, plain, "{name}");
    }
    let all = headers.iter().fold(own_history(), |request, (name, value)| request.header(name, value));
    assert_eq!(seen_by_upstream(&all), plain);
}

#[test]
fn a_write_takes_its_own_headers_along_and_no_other() {
    let proxy = turn();
    for (request, own) in [
        (crate::reply(crate::HELLO), vec!["content-length", "content-type"]),
        (crate::change(), vec!["content-length", "content-type"]),
        (crate::change().header("If-Match", "\"x\""), vec!["content-length", "content-type", "if-match"]),
    ] {
        proxy.upstream.reset();
        // If-Match is the one of them that a change takes.
        let nasty = nasty().into_iter().filter(|(name, _)| !["If-Match", "Content-Type"].contains(&name.as_str()));
        let request = nasty.fold(request, |request, (name, value)| request.header(&name, &value));
        assert!([200, 201].contains(&proxy.send(&request).status), "{request:?}");
        let seen: BTreeSet<String> = proxy.upstream.requests()[0].headers().into_iter().map(|(name, _)| name).collect();
        let wanted: BTreeSet<String> = TO_UPSTREAM.iter().chain(&own).map(ToString::to_string).collect();
        assert_eq!(seen, wanted, "{request:?}");
    }
}

#[test]
fn a_trace_goes_on_under_a_span_of_ours_and_only_if_it_is_one() {
    let proxy = turn();
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assert_eq!(proxy.send(&own_history().header("traceparent", parent)).status, 200);
    let headers = proxy.upstream.requests()[0].headers();
    let (_, told) = headers.iter().find(|(name, _)| name == "traceparent").expect("the trace");
    assert!(
        told.starts_with("00-0af7651916cd43dd8448eb211c80319c-") && told.ends_with("-01") && told != parent,
        "{told}"
    );
    let plain = seen_by_upstream_of(&proxy, &own_history());
    for forged in ["x", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "00-0-0-0", &parent.to_uppercase(), ""]
    {
        assert_eq!(seen_by_upstream_of(&proxy, &own_history().header("traceparent", forged)), plain, "{forged}");
    }
}

#[test]
fn a_body_of_a_get_does_not_reach_upstream() {
    let plain = seen_by_upstream(&own_history());
    assert_eq!(seen_by_upstream(&own_history().body("{\"status\":\"closed\"}")), plain);
}

#[test]
fn no_header_of_upstreams_reaches_the_client() {
    let proxy = turn();
    let theirs = "Content-Type: application/json\r\nServer: secret-server/1.0\r\nSet-Cookie: a=b\r\nX-Powered-By: x\r\n\
        Via: 1.1 inside\r\nX-Internal-Host: 10.0.0.7\r\nContent-Security-Policy: default-src *\r\nRefresh: 0;url=//evil\r\n\
        Access-Control-Allow-Origin: *\r\nAlt-Svc: h3=\":443\"\r\nClear-Site-Data: \"*\"\r\nLink: </x>; rel=preload\r\n\
        Strict-Transport-Security: max-age=1\r\nX-Accel-Redirect: /etc/passwd\r\nETag: \"x\"\r\nWWW-Authenticate: HTHMAC\r\n\
        X-RateLimit-Remaining: 1\r\nX-Request-Id: theirs\r\nCache-Control: public, max-age=600\r\n";
    for status in ["200 OK", "404 Not Found", "429 Too Many Requests", "500 Internal Server Error"] {
        proxy.upstream.script(bytes(answer(status, theirs, &page_of(JANE).to_string())));
        let told = proxy.send(&own_history());
        for (name, value) in &told.headers {
            assert!(TO_CLIENT.contains(&name.as_str()), "{status}: {name}: {value}");
        }
        assert_eq!(told.header("Cache-Control"), Some("no-store"), "{status}");
        assert_ne!(told.header("X-Request-Id"), Some("theirs"), "{status}");
    }
}

/// Requests that two servers in a row would not cut at the same place.
#[test]
fn a_request_that_ends_in_two_places_does_not_become_two() {
    let proxy = turn();
    let token = Token::customer(JANE).mint();
    let start =
        format!("GET {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n", history_of(JANE), proxy.host());
    let hidden =
        format!("GET {}?limit=99 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n", history_of(JANE));
    let length = hidden.len();
    let tails = [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n{hidden}"),
        format!("Content-Length: 0\r\nContent-Length: {length}\r\n\r\n{hidden}"),
        format!("Content-Length: {length}\r\nContent-Length: 0\r\n\r\n{hidden}"),
        format!("Transfer-Encoding: xchunked\r\nContent-Length: {length}\r\n\r\n{hidden}"),
        format!("Transfer-Encoding : chunked\r\nContent-Length: {length}\r\n\r\n{hidden}"),
        format!("Content-Length: -1\r\n\r\n{hidden}"),
        format!("Content-Length: 0x10\r\n\r\n{hidden}"),
        format!("X: y\r\n Content-Length: {length}\r\n\r\n"),
        format!("X: y\r\n\tAuthorization: Bearer {token}\r\n\r\n"),
        "X: a\0b\r\n\r\n".to_owned(),
        "X\0: ab\r\n\r\n".to_owned(),
        "No colon\r\n\r\n".to_owned(),
        ": no name\r\n\r\n".to_owned(),
    ];
    for tail in tails {
        proxy.upstream.reset();
        // Closing the connection without an answer is as good as 400.
        let told = proxy.send_raw(format!("{start}{tail}").as_bytes()).map(|answer| answer.status);
        assert!(
            told.as_ref().is_ok_and(|status| [200, 400, 501].contains(status)) || told.is_err(),
            "{told:?} {tail:?}"
        );
        let lines = proxy.upstream_lines();
        let own = format!("GET {}?limit=25 HTTP/1.1", history_of(JANE));
        assert!(lines.iter().all(|line| *line == own), "{tail:?}: {lines:?}");
    }
}
