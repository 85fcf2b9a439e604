//! Row 23: a token that names or brings its own key.

use helpthread_tests::http::Request;
use helpthread_tests::keys::{EC, ED, jwks};
use helpthread_tests::proxy::{JANE, Proxy, history_of, turn};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{Upstream, answer, bytes};
use serde_json::{Value, json};
use xtask::settings::Worker;

use crate::is_refused;
use crate::replayed::{Case, Replay, cases};

#[test]
fn a_key_is_looked_up_exactly() {
    let proxy = turn();
    let names = ["kid", "jku", "jwk", "x5u", "crit"];
    let of_keys =
        |case: &Case| case.source() == "threats.md row 23" || names.iter().any(|word| case.name().starts_with(word));
    let cases: Vec<_> = cases().into_iter().filter(of_keys).collect();
    assert!(cases.len() > 100, "{}", cases.len());
    for case in cases {
        assert_eq!(case.replay(&proxy), Replay::Refused("invalid_session".to_owned()), "{}", case.name());
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

/// Headers that say where a key is, or what it is.
fn pointing_at(url: &str) -> [(&'static str, Value); 7] {
    [
        ("jku", url.into()),
        ("x5u", url.into()),
        ("kid", url.into()),
        ("kid", "attacker".into()),
        ("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": url })),
        ("jku", json!([url])),
        ("crit", json!(["jku"])),
    ]
}

#[test]
fn nothing_is_fetched_wherever_a_token_says_its_key_is() {
    let proxy = turn();
    // Serves our own keys, so that a proxy that fetched them would take the tokens.
    let elsewhere = Upstream::start();
    elsewhere.script(bytes(answer("200 OK", "Content-Type: application/jwk-set+json\r\n", &jwks())));
    let url = elsewhere.base_url();
    for kid in [ED, EC] {
        for (field, value) in pointing_at(&url) {
            for token in [Token::customer(JANE).signed_by(kid), Token::customer(JANE).signed_with("attacker")] {
                let token = token.header(field, value.clone());
                is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&token.mint()), 401, "invalid_session");
                let token = token.without_header("kid").header("jku", url.clone());
                is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&token.mint()), 401, "invalid_session");
            }
        }
    }
    assert_eq!(elsewhere.requests().len(), 0);

    // The listener does hear who comes, and the proxy's network does reach this machine: its upstream is there, too.
    let answer = helpthread_tests::http::send(url.trim_end_matches("/v1"), &Request::get("/v1")).expect("an answer");
    assert_eq!((answer.status, elsewhere.requests().len()), (200, 1));
    assert_eq!(proxy.send(&crate::own_history()).status, 200);
    assert_eq!(proxy.upstream_lines().len(), 1);
}

#[test]
fn public_keys_alone_open_the_proxy_and_nothing_else_does() {
    let proxy = Proxy::start(|options| {
        options.unset(Worker::Proxy, "SESSION_SECRET").unset(Worker::Proxy, "SESSION_SECRET_PREVIOUS")
    });
    assert_eq!(proxy.send(&Request::get("/healthz")).status, 200);
    for secret in [xtask::settings::SESSION_SECRET, helpthread_tests::proxy::PREVIOUS_SESSION_SECRET, ""] {
        let token = Token::customer(JANE).signed_with(secret).mint();
        is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&token), 401, "invalid_session");
    }
    for kid in [ED, EC] {
        let token = Token::customer(JANE).signed_by(kid).mint();
        assert_eq!(proxy.send(&Request::get(&history_of(JANE)).bearer(&token)).status, 200, "{kid}");
    }
}
