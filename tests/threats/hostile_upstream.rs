//! Row 20: an upstream that answers with anything.

use std::sync::Arc;
use std::time::{Duration, Instant};

use helpthread_tests::inbox::page_of;
use helpthread_tests::proxy::{JANE, Proxy, turn};
use helpthread_tests::upstream::{Script, answer, bytes, endless, stall};

use crate::{asked_at_once, own_history};

const OK_JSON: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";

fn json(body: &str) -> Script {
    bytes(answer("200 OK", "Content-Type: application/json\r\n", body))
}

fn is_unavailable(proxy: &Proxy, script: Script, what: &str) {
    proxy.upstream.script(script);
    assert_eq!(proxy.send(&own_history()).refusal(), (502, "upstream_unavailable".to_owned()), "{what}");
}

fn are_unavailable(proxy: &Proxy, cases: Vec<(&str, Script)>) {
    for (what, answer) in asked_at_once(proxy, cases) {
        assert_eq!(answer.refusal(), (502, "upstream_unavailable".to_owned()), "{what}");
    }
}

/// A page whose subject makes the whole body this long.
fn page_of_length(length: usize) -> String {
    let mut page = page_of(JANE);
    let without = page.to_string().len() - page["data"][0]["subject"].as_str().map_or(0, str::len);
    page["data"][0]["subject"] = "x".repeat(length - without).into();
    page.to_string()
}

#[test]
fn an_answer_beyond_2_mb_is_refused_whatever_length_it_states() {
    let proxy = turn();
    let limit = 2 * 1024 * 1024;
    proxy.upstream.script(json(&page_of_length(limit)));
    assert_eq!(proxy.send(&own_history()).status, 200, "exactly the limit");
    is_unavailable(&proxy, json(&page_of_length(limit + 1)), "one byte more");
    let unstated = format!("{OK_JSON}\r\n{}", page_of_length(3 * 1024 * 1024));
    is_unavailable(&proxy, bytes(unstated), "3 MB of no stated length");
    let page = page_of_length(3 * 1024 * 1024);
    let lying = format!(
        "{OK_JSON}Content-Length: 20\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n\r\n",
        page.len()
    );
    is_unavailable(&proxy, bytes(lying), "3 MB in chunks that state a length of 20 bytes");
}

#[test]
fn an_endless_answer_is_cut() {
    let proxy = turn();
    let start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    let headers = endless("HTTP/1.1 200 OK\r\n", b"X-More: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n");
    are_unavailable(&proxy, vec![("a body", endless(start, &[b' '; 4_096])), ("headers", headers)]);
}

#[test]
fn what_is_not_a_page_is_not_passed_on() {
    let proxy = turn();
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        "{\"data\":{}}",
        "{\"data\":[{}]}",
        "{\"data\":[]}",
        "{\"data\":[",
        "\u{feff}{}",
    ] {
        is_unavailable(&proxy, json(body), body);
    }
    is_unavailable(&proxy, json(&"[".repeat(100_000)), "deep nesting");
    is_unavailable(&proxy, json(&page_of(JANE).to_string().replace("2024-05-13T14:24:00Z", "yesterday")), "no time");
}

#[test]
fn a_page_that_does_not_say_that_it_is_json_is_not_passed_on() {
    let proxy = turn();
    for content_type in ["text/html", "application/jsonp", "", "application/json-seq"] {
        let header = format!("Content-Type: {content_type}\r\n");
        is_unavailable(&proxy, bytes(answer("200 OK", &header, &page_of(JANE).to_string())), content_type);
    }
}

#[test]
fn a_connection_that_breaks_is_not_half_an_answer() {
    let proxy = turn();
    let half = format!("{OK_JSON}Content-Length: 5000\r\n\r\n{}", page_of(JANE));
    let reset: Script = Arc::new(|_, connection| {
        std::io::Write::write_all(connection, format!("{OK_JSON}Content-Length: 99\r\n\r\n{{").as_bytes())?;
        connection.shutdown(std::net::Shutdown::Both)
    });
    let cases = vec![
        ("closed at once", bytes("")),
        ("half a head", bytes("HTTP/1.1 200")),
        ("half a body", bytes(half)),
        ("reset", reset),
        ("another protocol", bytes("SSH-2.0-OpenSSH_9.2\r\n")),
    ];
    are_unavailable(&proxy, cases);
}

#[test]
fn statuses_that_are_not_the_clients_business_are_unavailable() {
    let proxy = turn();
    let statuses = [
        "201 Created",
        "204 No Content",
        "206 Partial Content",
        "402 Payment Required",
        "418 Teapot",
        "500 Error",
        "503 Unavailable",
    ];
    let empty = |status| bytes(answer(status, "Content-Type: application/json\r\n", ""));
    are_unavailable(&proxy, statuses.map(|status| (status, empty(status))).into());
}

#[test]
fn a_refused_signature_is_the_operators_problem_and_not_the_sessions() {
    let proxy = turn();
    for (status, code) in [("401 Unauthorized", "invalid_signature"), ("403 Forbidden", "insufficient_scope")] {
        let body = serde_json::json!({ "error": { "code": code, "message": "x" } }).to_string();
        proxy.upstream.script(bytes(answer(status, "Content-Type: application/json\r\n", &body)));
        assert_eq!(proxy.send(&own_history()).refusal(), (503, "misconfigured".to_owned()));
    }
}

#[test]
fn a_write_whose_answer_cannot_be_read_has_an_unknown_outcome() {
    let proxy = turn();
    let message = r#"{"data":{"id":"msg_1"}}"#;
    for script in [
        json("{}"),
        bytes(answer("201 Created", "Content-Type: application/json\r\n", message)),
        bytes(answer("201 Created", "Content-Type: text/html\r\n", message)),
        bytes(answer("204 No Content", "", "")),
        bytes(format!("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{}", " ".repeat(3 * 1024 * 1024))),
    ] {
        proxy.upstream.reset();
        proxy.upstream.script(script);
        assert_eq!(proxy.send(&crate::reply(crate::HELLO)).refusal(), (502, "outcome_unknown".to_owned()));
        assert_eq!(proxy.upstream.requests().len(), 1);
    }
}

#[test]
fn a_rate_limit_is_told_with_the_time_to_wait() {
    let proxy = turn();
    let reset = helpthread_tests::token::now() + 20;
    for (header, most) in [
        (format!("X-RateLimit-Reset: {reset}\r\n"), 20),
        (String::new(), 60),
        ("X-RateLimit-Reset: 99999999999\r\n".to_owned(), 60),
    ] {
        proxy.upstream.script(bytes(answer("429 Too Many Requests", &header, "")));
        let told = proxy.send(&own_history());
        assert_eq!(told.refusal(), (429, "rate_limit_exceeded".to_owned()));
        let wait: u64 = told.header("Retry-After").and_then(|value| value.parse().ok()).expect("Retry-After");
        assert!((1..=most).contains(&wait), "{header}: {wait}");
    }
}

#[test]
fn a_stalled_upstream_is_given_up_after_10_s() {
    // A proxy of its own, so that the other tests go on meanwhile; two ways to stall at once.
    let proxy = Proxy::start(|options| options);
    let half: Script =
        stall("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"data\":");
    let silent = stall("");
    let calls = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    proxy.upstream.script(Arc::new(move |received, connection| {
        let first = calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        if first { half(received, connection) } else { silent(received, connection) }
    }));
    let ask = || {
        let since = Instant::now();
        assert_eq!(proxy.send(&own_history()).refusal(), (504, "upstream_timeout".to_owned()));
        assert!(since.elapsed() >= Duration::from_secs(9), "{:?}", since.elapsed());
    };
    std::thread::scope(|scope| {
        scope.spawn(ask);
        ask();
    });
}
