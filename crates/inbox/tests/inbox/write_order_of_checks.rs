//! api-v1.md §1, "Order of checks", for the writes: after the scope the content type, then 400, 404, 409 and 422.

use crate::support::{AGENT, CUSTOMER, Desk, NOW, Row, Write, refusal};

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");
const MESSAGE: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"x"}"#;
const NOBODY: &str = r#"{"author_type":"agent","agent_id":"usr_nobody","body":"x"}"#;

fn desk() -> Desk {
    let desk = Desk::new();
    let (id, customer) = ("cnv_1".into(), CUSTOMER.into());
    desk.add(&Row { id, customer, status: "closed", assignee: Some(AGENT), created_at: NOW - 500 });
    desk
}

/// Each row is wrong in one more way than the row after it.
#[test]
fn the_first_wrong_thing_about_a_message_is_told() {
    let desk = desk();
    let used = Write { idempotency_key: Some("k"), ..Write::new("POST", "/v1/conversations/cnv_1/messages", MESSAGE) };
    assert_eq!(used.to(&desk.inbox).status, 201);
    let (unknown, wrong) = ("/v1/conversations/cnv_2/messages", "/v1/conversations/usr_2/messages");
    for id in [unknown, wrong] {
        let queried = format!("{id}?x=1");
        for (key, target, content_type, idempotency_key, body, expected) in [
            ("sk_test_desk_read", queried.as_str(), FORM, "", "", "insufficient_scope"),
            ("sk_test_desk", &queried, FORM, "", "", "unsupported_media_type"),
            ("sk_test_desk", &queried, JSON, "", "", "invalid_filter"),
            ("sk_test_desk", id, JSON, "", MESSAGE, "invalid_request"),
            ("sk_test_desk", id, JSON, "k", "", "invalid_request"),
            ("sk_test_desk", id, JSON, "k", NOBODY, "invalid_request"),
            ("sk_test_desk", id, JSON, "k", MESSAGE, "conversation_not_found"),
        ] {
            let idempotency_key = Some(idempotency_key);
            let write = Write { key, content_type, idempotency_key, ..Write::new("POST", target, body) };
            assert_eq!(refusal(&write.to(&desk.inbox)).1, expected, "{write:?}");
        }
    }
    let other = Write { body: r#"{"author_type":"agent","agent_id":"usr_amelia","body":"y"}"#, ..used };
    assert_eq!(refusal(&other.to(&desk.inbox)).1, "idempotency_mismatch");
}

#[test]
fn the_first_wrong_thing_about_a_change_is_told() {
    let desk = desk();
    for id in ["/v1/conversations/cnv_2", "/v1/conversations/usr_2"] {
        for (key, query, content_type, if_match, body, expected) in [
            ("sk_test_desk_read", "?x=1", FORM, "x", "", "insufficient_scope"),
            ("sk_test_desk", "?x=1", FORM, "x", "", "unsupported_media_type"),
            ("sk_test_desk", "?x=1", JSON, "x", "", "invalid_filter"),
            ("sk_test_desk", "", JSON, "x", r#"{"status":"pending"}"#, "invalid_request"),
            ("sk_test_desk", "", JSON, r#""x""#, "", "invalid_request"),
            ("sk_test_desk", "", JSON, r#""x""#, r#"{"assignee_id":"usr_nobody"}"#, "invalid_request"),
            ("sk_test_desk", "", JSON, r#""x""#, r#"{"status":"pending"}"#, "conversation_not_found"),
        ] {
            let target = format!("{id}{query}");
            let write = Write { key, content_type, if_match: Some(if_match), ..Write::new("PATCH", &target, body) };
            assert_eq!(refusal(&write.to(&desk.inbox)).1, expected, "{write:?}");
        }
    }
    // 400 comes before 409.
    for (status, expected) in [("pending", "invalid_status_transition"), ("open", "conflict")] {
        let body = format!(r#"{{"status":"{status}"}}"#);
        let write = Write { if_match: Some(r#""x""#), ..Write::new("PATCH", "/v1/conversations/cnv_1", &body) };
        assert_eq!(refusal(&write.to(&desk.inbox)).1, expected);
    }
}

#[test]
fn the_first_wrong_thing_about_a_webhook_is_told() {
    let desk = Desk::new();
    for (key, target, content_type, body, expected) in [
        ("sk_test_desk_read", "/v1/webhooks?x=1", FORM, "", "insufficient_scope"),
        ("sk_test_desk", "/v1/webhooks?x=1", FORM, "", "unsupported_media_type"),
        ("sk_test_desk", "/v1/webhooks?x=1", JSON, "", "invalid_filter"),
        ("sk_test_desk", "/v1/webhooks", JSON, r#"{"url":"http://a.example","events":[]}"#, "invalid_request"),
        (
            "sk_test_desk",
            "/v1/webhooks",
            JSON,
            r#"{"url":"http://a.example","events":["message.created"]}"#,
            "invalid_webhook_url",
        ),
    ] {
        let write = Write { key, content_type, ..Write::new("POST", target, body) };
        assert_eq!(refusal(&write.to(&desk.inbox)).1, expected, "{write:?}");
    }
}

#[test]
fn json_is_the_only_content_type_and_its_parameters_are_fine() {
    let desk = desk();
    let write = |content_type| Write {
        content_type,
        ..Write::new("PATCH", "/v1/conversations/cnv_1", r#"{"assignee_id":null}"#)
    };
    for fine in
        ["application/json", "application/json; charset=utf-8", "Application/JSON ;charset=UTF-8", " application/json "]
    {
        assert_eq!(write(Some(fine)).to(&desk.inbox).status, 200, "{fine}");
    }
    let message = "The body's content type is not JSON.";
    for other in [
        None,
        Some(""),
        FORM,
        Some("text/plain"),
        Some("application/jsonx"),
        Some("application/merge-patch+json"),
        Some("application/json, text/plain"),
    ] {
        let expected = (415, "unsupported_media_type".to_owned(), message.to_owned());
        assert_eq!(refusal(&write(other).to(&desk.inbox)), expected, "{other:?}");
    }
}

#[test]
fn a_write_knows_no_query_parameter() {
    let desk = desk();
    for target in ["/v1/conversations/cnv_1/messages?limit=1", "/v1/conversations/cnv_1?x", "/v1/webhooks?status=open"]
    {
        let method = if target.contains("_1?") { "PATCH" } else { "POST" };
        let expected = (400, "invalid_filter".to_owned(), "This operation takes no query parameters.".to_owned());
        assert_eq!(refusal(&desk.write(method, target, "{}")), expected);
    }
    let empty = desk.write("PATCH", "/v1/conversations/cnv_1?", r#"{"assignee_id":null}"#);
    assert_eq!(empty.status, 200, "an empty query has no parameter");
}

#[test]
fn a_write_needs_its_own_scope() {
    let desk = desk();
    desk_database_scopes(&desk);
    for (key, method, target) in [
        ("sk_test_desk_hooks", "POST", "/v1/conversations/cnv_1/messages"),
        ("sk_test_desk_hooks", "PATCH", "/v1/conversations/cnv_1"),
        ("sk_test_desk_replies", "POST", "/v1/webhooks"),
    ] {
        let write = Write { key, ..Write::new(method, target, "{}") };
        assert_eq!(refusal(&write.to(&desk.inbox)).1, "insufficient_scope", "{write:?}");
    }
}

fn desk_database_scopes(desk: &Desk) {
    use helpthread_inbox::database::Database;
    for (key, scopes) in [("sk_test_desk_hooks", "webhooks:manage"), ("sk_test_desk_replies", "conversations:write")] {
        let values = [key.into(), scopes.into()];
        let sql = "INSERT INTO credentials SELECT ?1, secret, ?2, 1, 0 FROM credentials WHERE key = 'sk_test_desk'";
        desk.database().query(sql, &values).unwrap();
    }
}
