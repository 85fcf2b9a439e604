//! api-v1.md §3: `POST /webhooks`.

use helpthread_core::{secret::Secret, webhook};
use helpthread_inbox::database::Database;

use crate::support::{Desk, data, refusal};

const BODY: &str = r#"{"url":"https://crm.example.com/hook","events":["message.created"]}"#;

fn post(desk: &Desk, body: &str) -> helpthread_inbox::answer::Answer {
    desk.write("POST", "/v1/webhooks", body)
}

#[test]
fn a_webhook_is_registered_and_told_whole_with_its_secret() {
    let desk = Desk::new();
    let answer = post(
        &desk,
        r#"{"url":"https://crm.example.com/hook","events":["message.created","conversation.created"],"active":false}"#,
    );
    assert_eq!(answer.status, 201);
    let webhook = data(&answer);
    let (id, secret) = (webhook["id"].as_str().unwrap(), webhook["signing_secret"].as_str().unwrap());
    assert!(id.starts_with("whk_") && id.len() == 30, "{id}");
    assert!(secret.starts_with("whsec_") && secret.len() == 6 + 32, "24 bytes in base64");
    assert_eq!(
        webhook,
        serde_json::json!({
            "id": id, "url": "https://crm.example.com/hook", "events": ["message.created", "conversation.created"],
            "active": false, "signing_secret": secret, "created_at": "2024-05-13T14:24:10Z"
        })
    );
}

#[test]
fn a_webhook_is_active_unless_said_otherwise() {
    assert_eq!(data(&post(&Desk::new(), BODY))["active"], true);
}

#[test]
fn every_webhook_has_a_secret_of_its_own_that_signs() {
    let desk = Desk::new();
    let secrets: Vec<_> =
        (0..3).map(|_| data(&post(&desk, BODY))["signing_secret"].as_str().unwrap().to_owned()).collect();
    assert!(secrets[0] != secrets[1] && secrets[1] != secrets[2]);
    assert!(webhook::Key::new(&Secret::new(secrets[0].as_str())).sign("evt_1", 0, b"{}").is_ok());
}

#[test]
fn a_wrong_body_is_invalid_request_naming_the_field() {
    const EVENTS: &str = "The field events must be a non-empty list without repetition of: conversation.created, conversation.updated, message.created.";
    let desk = Desk::new();
    for (body, message) in [
        ("", "The body must be valid JSON."),
        ("{}", "The field url is required."),
        (r#"{"url":7}"#, "The field url must be a string."),
        (r#"{"url":"https://a.example"}"#, EVENTS),
        (r#"{"url":"https://a.example","events":[]}"#, EVENTS),
        (r#"{"url":"https://a.example","events":["message.deleted"]}"#, EVENTS),
        (r#"{"url":"https://a.example","events":["message.created","message.created"]}"#, EVENTS),
        (
            r#"{"url":"https://a.example","events":["message.created"],"active":1}"#,
            "The field active must be true or false.",
        ),
        (r#"{"url":"https://a.example","events":["message.created"],"id":"x"}"#, "The field id is not supported."),
    ] {
        assert_eq!(refusal(&post(&desk, body)), (400, "invalid_request".to_owned(), message.to_owned()));
    }
}

#[test]
fn a_url_that_is_not_https_is_invalid_webhook_url() {
    let desk = Desk::new();
    for url in ["http://crm.example.com/hook", "ftp://crm.example.com", "crm.example.com", ""] {
        let body = serde_json::json!({"url": url, "events": ["message.created"]}).to_string();
        let expected = (400, "invalid_webhook_url".to_owned(), "Webhook URL must be an HTTPS URL.".to_owned());
        assert_eq!(refusal(&post(&desk, &body)), expected, "{url}");
    }
}

/// Ours: every change writes a row per active webhook, so there is a bound.
#[test]
fn a_workspace_has_at_most_a_hundred_active_webhooks() {
    let desk = Desk::new();
    for _ in 0..100 {
        assert_eq!(post(&desk, BODY).status, 201);
    }
    let message = "The field active must be false: this workspace has 100 active webhooks already.".to_owned();
    assert_eq!(refusal(&post(&desk, BODY)), (400, "invalid_request".to_owned(), message));
    let inactive = r#"{"url":"https://crm.example.com/hook","events":["message.created"],"active":false}"#;
    assert_eq!(post(&desk, inactive).status, 201);
    desk.database()
        .query("UPDATE webhooks SET active = 0 WHERE id = (SELECT min(id) FROM webhooks WHERE active)", &[])
        .unwrap();
    assert_eq!(post(&desk, BODY).status, 201, "one that was given up makes room");
}
