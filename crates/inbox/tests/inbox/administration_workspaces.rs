//! api-v1.md §9: `POST /_admin/workspaces`.

use std::cell::Cell;

use helpthread_inbox::database::Database;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode};

use crate::support::{FailingAfter, NOW, Server, Sqlite, answered, code, get_request, moment, refusal, rows};

const CREATE: &str = "/_admin/workspaces";
const BODY: &str = r#"{"plan": {"enterprise": 42}, "agents": ["Amelia", {"name": "Jonas", "id": "usr_jonas"}]}"#;

#[test]
fn a_new_workspace_can_be_used_at_once() {
    let server = Server::new(Mode::Production);
    let made = answered(&server.administer("POST", CREATE, BODY), 201);
    let name = made["workspace"].as_str().unwrap();
    assert!(name.len() >= 12 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{name}");
    assert_eq!(made["plan"], serde_json::json!({"enterprise": 42}));
    assert_eq!((&made["agents"][0]["name"], &made["agents"][1]["id"]), (&"Amelia".into(), &"usr_jonas".into()));
    assert!(made["agents"][0]["id"].as_str().unwrap().starts_with("usr_"));

    let credential = &made["credential"];
    let (key, secret) = (credential["key"].as_str().unwrap(), credential["secret"].as_str().unwrap());
    assert!(key.starts_with(&format!("sk_live_{name}_")) && secret.starts_with("whsec_live_"));
    assert_eq!(credential["scopes"].as_array().unwrap().len(), 3);
    let answer = server.get(key, secret, "/v1/conversations");
    assert_eq!(rows(&answer).0, Vec::<String>::new());
    assert!(answer.headers.contains(&("X-RateLimit-Limit", "42".to_owned())));
}

#[test]
fn every_workspace_has_its_own_name_and_its_own_secrets() {
    let server = Server::new(Mode::Sandbox);
    let (one, other) = (server.workspace(), server.workspace());
    assert!(one.0 != other.0 && one.1 != other.1 && one.2 != other.2);
    assert!(one.1.starts_with("sk_test_") && one.2.starts_with("whsec_test_"), "a sandbox gives out test keys");
    assert_eq!(code(&server.get(&other.1, &one.2, "/v1/conversations")).1, "invalid_signature");
}

#[test]
fn what_is_wrong_is_named_and_wakes_no_object() {
    let server = Server::new(Mode::Production);
    for (body, message) in [
        ("", "The body must be valid JSON."),
        ("[]", "The body must be a JSON object."),
        (r#"{"agents": []}"#, "The field plan is required."),
        (r#"{"plan": "pro"}"#, "The field agents is required."),
        (r#"{"plan": "pro", "agents": [], "name": "x"}"#, "The field name is not supported."),
        (r#"{"plan": "pro", "agents": [{"name": "A", "role": "x"}]}"#, "The field agents.role is not supported."),
        (r#"{"plan": "pro", "agents": [{"name": "A", "id": "cus_1"}]}"#, "The field agents.id must be an agent's id"),
        (r#"{"plan": "pro", "agents": [""]}"#, "The field agents must hold names"),
        (
            r#"{"plan": "pro", "agents": [{"name":"A","id":"usr_1"},{"name":"B","id":"usr_1"}]}"#,
            "must not name an id twice",
        ),
        (r#"{"plan": "gold", "agents": []}"#, "The field plan must be"),
        (r#"{"plan": "enterprise", "agents": []}"#, "The field plan must be"),
        (r#"{"plan": {"enterprise": 0}, "agents": []}"#, "The field plan must be"),
        (r#"{"plan": {"enterprise": 5, "x": 1}, "agents": []}"#, "The field plan must be"),
    ] {
        let (status, code, told) = refusal(&server.administer("POST", CREATE, body));
        assert_eq!((status, code.as_str()), (400, "invalid_request"), "{body}");
        assert!(told.contains(message), "{body}: {told}");
    }
    assert_eq!(code(&server.administer("POST", "/_admin/workspaces?x=1", BODY)), (400, "invalid_filter".to_owned()));
    assert_eq!(server.objects(), 0);
}

fn create(database: impl Database) -> (u16, String) {
    let body = Body::from(BODY.as_bytes().to_vec());
    let request =
        Request { method: "POST", content_type: Some("application/json"), ..get_request(CREATE, "", None, &body) };
    code(&Inbox::new(database, Mode::Production).administer("somebody", &request, &moment(NOW)))
}

#[test]
fn a_workspace_that_exists_is_never_overwritten() {
    let database = Sqlite::empty();
    assert_eq!(create(&database).0, 201);
    let before = database.query("SELECT key, secret FROM credentials", &[]).unwrap();
    assert_eq!(create(&database), (409, "conflict".to_owned()));
    assert_eq!(database.query("SELECT key, secret FROM credentials", &[]).unwrap(), before);
}

#[test]
fn whichever_statement_fails_no_half_workspace_is_left() {
    let whole = Sqlite::empty();
    let counting = FailingAfter { database: &whole, left: Cell::new(usize::MAX) };
    assert_eq!(create(&counting).0, 201);
    let statements = usize::MAX - counting.left.get();
    for left in 0..statements {
        let database = Sqlite::empty();
        let failing = FailingAfter { database: &database, left: Cell::new(left) };
        assert_eq!(create(&failing), (500, "internal_error".to_owned()), "after {left} statements");
        assert!(database.query("SELECT name FROM sqlite_master", &[]).unwrap().is_empty());
        assert_eq!(create(&database).0, 201, "and the name is free");
    }
}
