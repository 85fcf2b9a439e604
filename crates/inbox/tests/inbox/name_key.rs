//! With `NAME_KEY`, keys that somebody made up wake no object; without it nothing changes.

use helpthread_core::error::ErrorCode;
use helpthread_inbox::Mode;

use crate::support::{Server, code, rows};

const LIST: &str = "/v1/conversations";

#[test]
fn a_workspace_with_a_marked_name_is_found() {
    let server = Server::with_name_key(Mode::Production, "a key for names");
    let (name, key, secret) = server.workspace();
    assert_eq!(rows(&server.get(&key, &secret, LIST)).0, Vec::<String>::new());
    assert_eq!(code(&server.get(&key, "another secret", LIST)), (401, "invalid_signature".to_owned()));
    let further = server.get(&format!("sk_live_{name}_made1up"), &secret, LIST);
    assert_eq!(code(&further), (401, "invalid_signature".to_owned()), "the object says who its credentials are");
}

#[test]
fn a_name_that_was_not_given_out_is_refused_like_any_unknown_key_and_wakes_nothing() {
    let server = Server::with_name_key(Mode::Production, "a key for names");
    let (name, _, secret) = server.workspace();
    let elsewhere = Server::with_name_key(Mode::Production, "another key for names").workspace().0;
    let unmarked = Server::new(Mode::Production).workspace().0;
    let (drawn, mark) = name.split_at(name.len() - 12);
    let other = if drawn.starts_with('a') { "b" } else { "a" };
    let objects = server.objects();
    for name in [
        "x".to_owned(),
        "abc123".to_owned(),
        mark.to_owned(),
        drawn.to_owned(),
        other.to_owned() + &name[1..],
        drawn.to_owned() + &mark.to_uppercase().replace(|c: char| c.is_ascii_digit(), "x"),
        name.clone() + "0",
        elsewhere,
        unmarked,
    ] {
        let refusal = server.ask(&format!("sk_live_{name}_k"), &secret, LIST).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::InvalidSignature, "{name}");
    }
    assert_eq!(server.objects(), objects);
}

#[test]
fn the_sandbox_has_its_published_workspace_all_the_same() {
    let server = Server::with_name_key(Mode::Sandbox, "a key for names");
    let answer = server.get("sk_test_abc123", "whsec_test_9d8f7a6b5c4e3d2c1b0a", "/v1/conversations?limit=1");
    assert_eq!(rows(&answer).0.len(), 1);
}

#[test]
fn an_empty_setting_is_none() {
    let (with, without) = (Server::with_name_key(Mode::Production, ""), Server::new(Mode::Production));
    assert_eq!(with.workspace().0.len(), without.workspace().0.len());
    assert_eq!(code(&with.get("sk_live_anybody_k", "x", LIST)), (401, "invalid_signature".to_owned()));
}
