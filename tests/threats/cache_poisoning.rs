//! Row 6: a page that is kept and shown to the wrong reader, or made wrong by one.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds};
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::inbox::success;
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, ORIGIN, Proxy, history_of};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{Script, answer};
use serde_json::Value;

use crate::pages_last_a_minute;

/// Headers that a cache somewhere takes into its key, or believes.
const HEADERS: [(&str, &str); 14] = [
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-For", "203.0.113.9"),
    ("X-Original-URL", "/v1/customers/cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A/conversations"),
    ("X-HTTP-Method-Override", "POST"),
    ("Forwarded", "host=evil.example"),
    ("Accept", "text/html"),
    ("Accept-Language", "tlh"),
    ("Accept-Encoding", "br"),
    ("Cache-Control", "no-cache"),
    ("Pragma", "no-cache"),
    ("If-None-Match", "*"),
    ("If-Modified-Since", "Sun, 22 Nov 2026 00:00:00 GMT"),
    ("Range", "bytes=0-10"),
    ("Cookie", "session=other"),
];

/// Fails, lies about the type, or hangs up, three times of ten; else it answers.
fn moody() -> Script {
    let dice = AtomicU64::new(7);
    Arc::new(move |received, connection| {
        let number = dice.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst) >> 33;
        let told = match number % 10 {
            0 => answer("500 Internal Server Error", "", ""),
            1 => answer("200 OK", "Content-Type: text/html\r\n", "<p>"),
            2 => String::new(),
            _ => success(received),
        };
        connection.write_all(told.as_bytes())
    })
}

fn assert_is_of(customer: &str, answer: &Answer) {
    assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{answer:?}");
    if answer.status == 200 {
        let rows = answer.json()["data"].as_array().cloned().expect("rows");
        assert!(rows.len() == 1 && rows.iter().all(|row| row["customer_id"] == customer), "{rows:?}");
    } else {
        assert!([429, 502, 503, 504].contains(&answer.status), "{answer:?}");
        for id in [JANE, MARCUS] {
            assert!(!answer.everything().contains(id), "{answer:?}");
        }
    }
}

#[test]
fn two_customers_read_a_thousand_times_while_upstream_fails_and_never_see_each_other() {
    let proxy = Proxy::start_with_hubs(|options| options);
    proxy.upstream.script(moody());
    let served = AtomicU64::new(0);
    thread::scope(|scope| {
        for reader in 0..10_usize {
            let (proxy, served) = (&proxy, &served);
            scope.spawn(move || {
                let tokens = [JANE, MARCUS].map(|customer| Token::customer(customer).mint());
                for turn in 0..100 {
                    let which = (turn + reader) % 2;
                    let (customer, other) = if which == 0 { (JANE, MARCUS) } else { (MARCUS, JANE) };
                    // Few and many pages: hits, misses and shared flights.
                    let target = format!("{}?limit={}", history_of(customer), 1 + turn % 15);
                    let answer = proxy.send(&Request::get(&target).bearer(&tokens[which]));
                    assert_is_of(customer, &answer);
                    served.fetch_add(u64::from(answer.status == 200), Ordering::SeqCst);
                    if turn % 10 == 0 {
                        let foreign = proxy.send(&Request::get(&history_of(other)).bearer(&tokens[which]));
                        assert_eq!(foreign.refusal(), (404, "customer_not_found".to_owned()));
                    }
                    if turn % 25 == 0 {
                        let event = conversation_updated(customer, "new", now_milliseconds());
                        assert_eq!(proxy.send(&delivery(&format!("evt_{reader}_{turn}"), &event)).status, 204);
                    }
                }
            });
        }
    });
    let served = served.into_inner();
    assert!(served >= 200, "most of upstream's answers were good, and {served} of 1,000 reads were");
}

#[test]
fn no_header_of_a_request_changes_what_the_next_reader_is_shown() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let plain = || Request::get(&history_of(JANE)).bearer(&Token::customer(JANE).mint());
    pages_last_a_minute(&proxy);
    for (name, value) in HEADERS {
        let answer = proxy.send(&plain().header(name, value));
        assert_eq!(answer.status, 200, "{name}");
        assert_is_of(JANE, &answer);
    }
    let from_a_page = proxy.send(&plain().origin(ORIGIN));
    assert_eq!(from_a_page.header("Access-Control-Allow-Origin"), Some(ORIGIN));
    let answer = proxy.send(&plain());
    assert_eq!((answer.header("HelpThread-Cache"), answer.header("Access-Control-Allow-Origin")), (Some("hit"), None));
    assert_eq!(proxy.upstream.requests().len(), 1, "all of them asked for one page");
    let poisoned = proxy.upstream.requests()[0].head.clone();
    assert!(!poisoned.contains("evil.example"), "{poisoned}");
}

#[test]
fn one_kept_page_shows_each_role_its_own() {
    let proxy = Proxy::start_with_hubs(|options| options);
    pages_last_a_minute(&proxy);
    let assignee = |token: Token| -> Value {
        let answer = proxy.send(&Request::get(&history_of(JANE)).bearer(&token.mint()));
        assert_eq!(answer.status, 200);
        answer.json()["data"][0]["assignee_id"].clone()
    };
    for _ in 0..3 {
        assert_eq!(assignee(Token::agent(AMELIA)), AMELIA);
        assert_eq!(assignee(Token::customer(JANE)), Value::Null);
    }
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn what_is_no_good_page_is_never_kept() {
    let proxy = Proxy::start_with_hubs(|options| options);
    pages_last_a_minute(&proxy);
    let json = "Content-Type: application/json\r\n";
    let read = || proxy.send(&Request::get(&history_of(JANE)).bearer(&Token::customer(JANE).mint()));
    let foreign = helpthread_tests::inbox::page_of(MARCUS).to_string();
    for bad in [
        answer("200 OK", "Content-Type: text/html\r\n", "<p>"),
        answer("200 OK", json, "{}"),
        answer("200 OK", json, &foreign),
    ] {
        proxy.upstream.script(helpthread_tests::upstream::bytes(bad));
        let told = read();
        assert_eq!(told.status, 502, "{told:?}");
        assert_is_of(JANE, &told);
    }
    proxy.upstream.script(helpthread_tests::inbox::answers());
    assert_is_of(JANE, &read());
    assert_eq!(read().header("HelpThread-Cache"), Some("hit"));
}
