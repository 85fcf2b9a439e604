//! The first thing that is wrong is the one that is told (api-v1.md §1, "Order of checks").

use helpthread_tests::token::now;

use crate::api::api;
use crate::curl::{Call, KEY, header, sign};

/// A body beyond 256 KiB.
fn large() -> Vec<u8> {
    vec![b' '; 256 * 1024 + 1]
}

/// Signed wrong, with a timestamp of the epoch.
fn wrong_and_old() -> String {
    header(KEY, &sign(b"another body"), "0")
}

fn is_told(call: Call, status: u16, code: &str) {
    assert_eq!(call.answer().refusal(), (status, code.to_owned()));
}

#[test]
fn the_header_comes_before_the_body() {
    is_told(api().get("/nothing").body(large()).unsigned(), 401, "missing_authentication");
}

#[test]
fn the_body_comes_before_the_form_of_the_header() {
    is_told(api().get("/nothing").body(large()).authorization("Bearer x"), 413, "payload_too_large");
}

#[test]
fn the_signature_comes_before_the_timestamp() {
    is_told(api().get("/nothing").authorization(&wrong_and_old()), 401, "invalid_signature");
}

#[test]
fn the_timestamp_comes_before_the_route() {
    is_told(api().get("/nothing").signed_at(-900), 401, "timestamp_out_of_range");
}

#[test]
fn the_method_comes_before_the_filters() {
    is_told(api().get("/conversations?status=none").method("DELETE"), 405, "method_not_allowed");
}

#[test]
fn the_filters_come_before_the_customer() {
    is_told(api().get("/customers/cus_nobody/conversations?limit=0"), 400, "invalid_filter");
}

#[test]
fn a_refused_request_costs_nothing_of_the_rate_limit_until_it_is_authenticated() {
    let api = crate::api::Api::start();
    let left = |call: Call| {
        let answer = call.answer();
        let number = |name: &str| answer.header(name).and_then(|value| value.parse::<i64>().ok()).expect("a number");
        (number("X-RateLimit-Reset"), number("X-RateLimit-Remaining"))
    };
    loop {
        let (window, before) = left(api.get("/conversations?limit=1"));
        api.get("/conversations").unsigned().answer();
        api.get("/conversations").authorization(&header(KEY, &sign(b"x"), &now().to_string())).answer();
        api.get("/conversations").signed_at(-900).answer();
        api.get("/nothing").answer();
        let (same, after) = left(api.get("/conversations?limit=1"));
        if same == window {
            // Counted were the route that does not exist, and the question itself.
            assert_eq!(after, before - 2);
            return;
        }
    }
}
