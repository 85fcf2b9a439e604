//! api-v1.md §1: who may ask.

use helpthread_core::error::ErrorCode;
use helpthread_inbox::request::Body;

use crate::support::{Desk, NOW, code, signed};

const LIST: &str = "/v1/conversations";

fn refused(desk: &Desk, authorization: Option<&str>) -> (u16, String) {
    let answer = desk.send(authorization, "GET", LIST, &Body::default(), NOW);
    assert!(answer.headers.contains(&("WWW-Authenticate", "HTHMAC".to_owned())));
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("X-RateLimit")), "only authenticated answers do");
    code(&answer)
}

#[test]
fn a_right_signature_is_let_in() {
    assert_eq!(Desk::new().get(LIST).status, 200);
}

#[test]
fn a_signature_covers_the_body_of_any_method() {
    let desk = Desk::new();
    assert_eq!(code(&desk.ask("sk_test_desk", "POST", LIST, b"{}", NOW)).0, 405);
    let header = signed("sk_test_desk", "whsec_test_desk", b"{}", NOW);
    let answer = desk.send(Some(&header), "GET", LIST, &Body::default(), NOW);
    assert_eq!(code(&answer), (401, "invalid_signature".to_owned()));
}

#[test]
fn no_header_is_missing_authentication() {
    assert_eq!(refused(&Desk::new(), None), (401, "missing_authentication".to_owned()));
}

#[test]
fn every_other_failure_is_invalid_signature_in_the_same_words() {
    let desk = Desk::new();
    let right = signed("sk_test_desk", "whsec_test_desk", b"", NOW);
    for header in [
        String::new(),
        "Bearer token".to_owned(),
        right.replace("HTHMAC", "HMAC"),
        right.replace("sha256=", "sha1="),
        right.replace("timestamp", "time"),
        format!("{right}, {right}"),
        signed("sk_test_desk", "whsec_test_other", b"", NOW),
        signed("sk_test_desk", "whsec_test_desk", b"{}", NOW),
        signed("sk_test_desk_nobody", "whsec_test_desk", b"", NOW),
        signed("sk_test_desk_old", "whsec_test_desk", b"", NOW), // not active
        signed("opaque", "whsec_test_desk", b"", NOW),           // names no workspace
    ] {
        assert_eq!(refused(&desk, Some(&header)), (401, "invalid_signature".to_owned()), "{header}");
        let answer = desk.send(Some(&header), "GET", LIST, &Body::default(), NOW);
        assert!(answer.body.contains(ErrorCode::InvalidSignature.meaning()));
    }
}

#[test]
fn the_scheme_is_read_in_any_case_and_the_parameters_in_any_order() {
    let desk = Desk::new();
    let right = signed("sk_test_desk", "whsec_test_desk", b"", NOW);
    let (scheme, parameters) = right.split_once(' ').unwrap();
    let mut turned: Vec<_> = parameters.split(", ").collect();
    turned.reverse();
    let header = format!("{} {}", scheme.to_lowercase(), turned.join(", "));
    assert_eq!(desk.send(Some(&header), "GET", LIST, &Body::default(), NOW).status, 200);
}

#[test]
fn a_timestamp_counts_within_five_minutes_either_way() {
    let desk = Desk::new();
    for (away, status) in [(0, 200), (300, 200), (-300, 200), (301, 401), (-301, 401)] {
        let header = signed("sk_test_desk", "whsec_test_desk", b"", NOW + away);
        let answer = desk.send(Some(&header), "GET", LIST, &Body::default(), NOW);
        assert_eq!(answer.status, status, "{away} s away");
        if status == 401 {
            assert_eq!(code(&answer).1, "timestamp_out_of_range");
        }
    }
}

#[test]
fn revocation_takes_effect_on_the_next_request() {
    use helpthread_inbox::database::Database;
    let desk = Desk::new();
    assert_eq!(desk.ask("sk_test_desk_read", "GET", LIST, b"", NOW).status, 200);
    desk.database().query("UPDATE credentials SET active = 0 WHERE key = 'sk_test_desk_read'", &[]).unwrap();
    assert_eq!(code(&desk.ask("sk_test_desk_read", "GET", LIST, b"", NOW)).1, "invalid_signature");
}

#[test]
fn a_scope_that_is_missing_is_insufficient_scope() {
    let desk = Desk::new();
    for target in [LIST, "/v1/customers/cus_jane/conversations", "/v1/customers/usr_x/conversations"] {
        let answer = desk.ask("sk_test_desk_write", "GET", target, b"", NOW);
        assert_eq!(code(&answer), (403, "insufficient_scope".to_owned()));
    }
}
