//! Row 22: a token that chooses how it is checked, or is signed by nobody who may.

use helpthread_tests::http::Request;
use helpthread_tests::keys::{EC, ED};
use helpthread_tests::proxy::{JANE, history_of, turn};
use helpthread_tests::token::Token;

use crate::is_refused;
use crate::replayed::{Case, Replay, cases};

#[test]
fn the_key_decides_the_algorithm_and_the_spelling_is_exact() {
    let proxy = turn();
    let sources = ["threats.md row 22", "RFC 7515 section 5.2", "RFC 8032 section 5.1.7", "RFC 7518 section 3.4"];
    let of_this_row = |case: &Case| sources.contains(&case.source()) && case.expected() != Replay::Served;
    let cases: Vec<_> = cases().into_iter().filter(|case| of_this_row(case) && case.travels()).collect();
    assert!(cases.len() > 180, "{}", cases.len());
    for case in cases {
        assert_eq!(case.replay(&proxy), Replay::Refused("invalid_session".to_owned()), "{}", case.name());
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn a_tampered_token_is_refused() {
    let proxy = turn();
    let good = Token::customer(JANE);
    for token in [good.mint(), good.clone().signed_by(ED).mint(), good.signed_by(EC).mint()] {
        assert_eq!(proxy.send(&Request::get(&history_of(JANE)).bearer(&token)).status, 200);
        proxy.upstream.reset();
        for position in [0, 10, token.find('.').unwrap() + 5, token.rfind('.').unwrap() + 1, token.len() - 2] {
            let mut bytes = token.clone().into_bytes();
            bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
            let tampered = String::from_utf8(bytes).unwrap();
            is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&tampered), 401, "invalid_session");
        }
    }
}

#[test]
fn a_token_signed_with_anything_but_a_session_secret_is_refused() {
    let proxy = turn();
    for secret in ["", "secret", "dev_session_secret_0123456789abcdef0124", helpthread_tests::proxy::SECRET] {
        let token = Token::customer(JANE).signed_with(secret).mint();
        is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&token), 401, "invalid_session");
    }
}
