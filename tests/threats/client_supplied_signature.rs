//! Row 18: a client that brings an HTHMAC header of its own.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, KEY, SECRET, history_of, turn};
use helpthread_tests::token::{mac, now};

use crate::{is_refused, own_history};

/// A header that upstream would accept.
fn signed_by_the_client() -> String {
    let signature = base16ct::lower::encode_string(&mac(SECRET, b""));
    format!(r#"HTHMAC workspace_key="{KEY}", signature="sha256={signature}", timestamp="{}""#, now())
}

#[test]
fn a_signature_without_a_session_is_refused() {
    let request = Request::get(&history_of(JANE)).header("Authorization", &signed_by_the_client());
    is_refused(&turn(), &request, 401, "invalid_session");
}

#[test]
fn other_schemes_are_refused() {
    let proxy = turn();
    for header in ["Basic c2tfdGVzdDp4", "Digest username=\"x\"", "Bearer", "Bearer ", "Token x", "x", "HTHMAC"] {
        let request = Request::get(&history_of(JANE)).header("Authorization", header);
        is_refused(&proxy, &request, 401, "invalid_session");
    }
}

#[test]
fn a_second_authorization_header_does_not_reach_upstream() {
    let proxy = turn();
    // Two headers arrive as one, joined by a comma, and that is not a session token.
    is_refused(&proxy, &own_history().header("Authorization", &signed_by_the_client()), 401, "invalid_session");
    let first = Request::get(&history_of(JANE)).header("Authorization", &signed_by_the_client());
    let token = helpthread_tests::token::Token::customer(JANE).mint();
    is_refused(&proxy, &first.bearer(&token), 401, "invalid_session");
}
