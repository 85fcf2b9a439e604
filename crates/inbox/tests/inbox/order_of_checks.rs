//! api-v1.md §1, "Order of checks": a request that is wrong in several ways is told the first of them.

use helpthread_core::body::MAX_BODY_BYTES;
use helpthread_inbox::name_key::NameKey;
use helpthread_inbox::request::{Body, Unread};
use helpthread_inbox::{Mode, door};

use crate::support::{Desk, NOW, code, get_request, signed};

/// Each row is wrong in one more way than the row after it.
#[test]
fn the_first_wrong_thing_is_told() {
    let large = Body::from(vec![b' '; MAX_BODY_BYTES + 1]);
    let wrong = signed("sk_test_desk_write", "whsec_test_other", b"", NOW - 1_000);
    let late = signed("sk_test_desk_write", "whsec_test_desk", b"", NOW - 1_000);
    let now = signed("sk_test_desk_write", "whsec_test_desk", b"", NOW);
    let reader = signed("sk_test_desk_read", "whsec_test_desk", b"", NOW);
    let small = Body::default();
    let steps: [(Option<&str>, &Body, &str, &str, &str); 9] = [
        (None, &large, "POST", "/nowhere?x", "missing_authentication"),
        (Some("nonsense"), &large, "POST", "/nowhere?x", "payload_too_large"),
        (Some(&wrong), &small, "POST", "/nowhere?x", "invalid_signature"),
        (Some(&late), &small, "POST", "/nowhere?x", "timestamp_out_of_range"),
        (Some(&now), &small, "POST", "/nowhere?x", "not_found"),
        (Some(&now), &small, "POST", "/v1/customers/usr_x/conversations?x", "method_not_allowed"),
        (Some(&now), &small, "GET", "/v1/customers/usr_x/conversations?x", "insufficient_scope"),
        (Some(&reader), &small, "GET", "/v1/customers/usr_x/conversations?x", "invalid_filter"),
        (Some(&reader), &small, "GET", "/v1/customers/usr_x/conversations", "customer_not_found"),
    ];
    let desk = Desk::new();
    for (authorization, body, method, target, expected) in steps {
        assert_eq!(code(&desk.send(authorization, method, target, body, NOW)).1, expected);
    }
}

#[test]
fn a_used_up_window_comes_before_the_route() {
    let desk = Desk::of_plan("enterprise", Some(1));
    assert_eq!(code(&desk.get("/nowhere")).1, "not_found");
    assert_eq!(code(&desk.get("/nowhere")).1, "rate_limit_exceeded");
}

#[test]
fn a_body_may_be_just_as_large_as_the_limit() {
    let mut body = Body::default();
    assert!(body.push(&vec![0; MAX_BODY_BYTES - 1]));
    assert!(body.push(&[0]));
    assert_eq!(body.bytes().map(<[u8]>::len), Some(MAX_BODY_BYTES));
    assert!(!body.push(&[0]));
    assert!(!body.push(&[]), "once too large, it stays so");
    assert_eq!(body.bytes(), None);
}

#[test]
fn a_body_that_does_not_come_is_told_where_its_size_would_be() {
    let desk = Desk::new();
    for (why, message) in [
        (Unread::TooSlow, "The body must arrive within 10 seconds."),
        (Unread::Broken, "The body did not arrive whole."),
    ] {
        let mut body = Body::from(b"{".to_vec());
        body.give_up(why);
        assert!(!body.push(b"}") && body.bytes().is_none(), "there is no more of it");
        let answer = desk.send(Some("nonsense"), "POST", "/nowhere?x", &body, NOW);
        assert_eq!((answer.status, code(&answer).1), (400, "invalid_request".to_owned()));
        assert!(answer.body.contains(message), "{}", answer.body);
        assert_eq!(code(&desk.send(None, "POST", "/nowhere?x", &body, NOW)).1, "missing_authentication");
    }
}

#[test]
fn the_door_decides_as_the_inbox_does_what_it_decides() {
    let admitted = |authorization: Option<&str>, body: &Body| {
        let request = get_request("/v1", "", authorization, body);
        door::admit(&request, &NameKey::new(None, Mode::Production)).map_err(|refusal| refusal.code.as_str())
    };
    let (small, large) = (Body::default(), Body::from(vec![0; MAX_BODY_BYTES + 1]));
    let header = signed("sk_test_desk_read", "whatever", b"", 0);
    assert_eq!(admitted(None, &large), Err("missing_authentication"));
    assert_eq!(admitted(Some(&header), &large), Err("payload_too_large"));
    assert_eq!(admitted(Some("nonsense"), &small), Err("invalid_signature"));
    assert_eq!(admitted(Some(&signed("opaque", "whatever", b"", 0)), &small), Err("invalid_signature"));
    assert_eq!(admitted(Some(&header), &small), Ok("desk".to_owned()));
}

#[test]
fn a_key_names_its_workspace() {
    for (key, workspace) in [
        ("sk_test_abc123", Some("abc123")),
        ("sk_live_abc123", Some("abc123")),
        ("sk_test_abc123_2", Some("abc123")),
        ("sk_test_abc123_2_3", None),
        ("sk_test_", None),
        ("sk_test", None),
        ("sk__abc123", None),
        ("sk_test_abc123_", None),
        ("pk_test_abc123", None),
        ("sk_test_ab-c", None),
        ("", None),
    ] {
        assert_eq!(door::workspace_of(key), workspace, "{key}");
    }
    assert_eq!(door::workspace_of(&format!("sk_test_{}", "a".repeat(65))), None);
}
