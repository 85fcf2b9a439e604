//! The shared vectors of HTHMAC, over HTTP. They have a clock of their own, long ago: what was accepted then is out of range
//! now, and what was refused for any other reason still is.

use base64ct::{Base64, Encoding};
use helpthread_tests::http::{self, Request};
use helpthread_tests::vectors;
use serde_json::Value;

use crate::api::api;
use crate::curl::{KEY, SECRET};

/// Whether HTTP carries the header as it is: no control characters, no white space at its ends. An empty one is none.
fn travels(header: &str) -> bool {
    !header.is_empty() && !header.chars().any(char::is_control) && header.trim() == header
}

/// The vectors' server knows one credential of their own; ours knows the demo workspace's.
fn is_ours(case: &Value) -> bool {
    case["workspace_key"] == KEY && case["secret"] == SECRET
}

fn body(case: &Value) -> Vec<u8> {
    match case["body_base64"].as_str() {
        Some(encoded) => Base64::decode_vec(encoded).expect("base64"),
        None => case["body"].as_str().expect("a body").into(),
    }
}

#[test]
fn every_vector_is_answered_with_its_code() {
    let api = api();
    let cases = vectors::cases("hthmac.json");
    let mut sent = 0;
    for case in cases.iter().filter(|case| is_ours(case)) {
        let header = case["header"].as_str();
        if !header.is_none_or(travels) {
            continue;
        }
        let request = Request::get("/v1/conversations").body(body(case));
        let request = header.map_or(request.clone(), |header| request.header("Authorization", header));
        let answer = http::send(api.origin(), &request).expect("an answer");
        let code = case["code"].as_str().unwrap_or("timestamp_out_of_range");
        assert_eq!(answer.refusal(), (401, code.to_owned()), "{}", case["name"]);
        sent += 1;
    }
    assert!(sent > 60, "only {sent} vectors were sent");
}
