//! api-v1.md §9: `POST /_sandbox/reset`.

use std::cell::Cell;

use helpthread_inbox::administration::Visitor;
use helpthread_inbox::answer::Answer;
use helpthread_inbox::database::Database;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode, seed};

use crate::support::{FailingAfter, NOW, Server, Sqlite, answered, code, get_request, moment};

const RESET: (&str, &str) = ("POST", "/_sandbox/reset");
const INBOUND: &str = r#"{"workspace": "abc123", "customer_id": "cus_new", "body": "A stranger writes"}"#;

fn reset(server: &Server) -> Answer {
    server.send(None, Visitor::default(), RESET, b"")
}

/// Every row of the tables that a seed fills and of those that it does not.
fn contents(database: &impl Database) -> Vec<Vec<helpthread_inbox::database::Row>> {
    [
        "workspace",
        "credentials",
        "agents",
        "customers",
        "conversations",
        "messages",
        "webhooks",
        "deliveries",
        "rate_window",
    ]
    .map(|table| database.query(&format!("SELECT * FROM {table} ORDER BY 1, 2"), &[]).unwrap())
    .into()
}

#[test]
fn the_demo_workspace_is_as_it_was() {
    let server = Server::new(Mode::Sandbox);
    answered(&reset(&server), 200);
    let seeded = contents(server.object(seed::WORKSPACE).database());
    answered(&server.administer("POST", "/_admin/inbound", INBOUND), 201);
    server.administer("DELETE", "/_admin/credentials/sk_test_abc123", "");
    assert_eq!(code(&server.get(seed::KEY, seed::SECRET, "/v1/conversations")).0, 401);
    assert_ne!(contents(server.object(seed::WORKSPACE).database()), seeded);

    answered(&reset(&server), 200);
    assert_eq!(contents(server.object(seed::WORKSPACE).database()), seeded);
    assert_eq!(server.get(seed::KEY, seed::SECRET, "/v1/conversations").status, 200);
}

#[test]
fn other_workspaces_stay() {
    let server = Server::new(Mode::Sandbox);
    let (_, key, secret) = server.workspace();
    answered(&reset(&server), 200);
    assert_eq!(server.get(&key, &secret, "/v1/conversations").status, 200);
}

#[test]
fn whichever_statement_fails_nothing_is_lost() {
    let server = Server::new(Mode::Sandbox);
    answered(&server.administer("POST", "/_admin/inbound", INBOUND), 201);
    let object = server.object(seed::WORKSPACE);
    let before = contents(object.database());
    let ask = |left| {
        let failing = FailingAfter { database: object.database(), left: Cell::new(left) };
        let (method, path) = RESET;
        let body = Body::default();
        let request = Request { method, ..get_request(path, "", None, &body) };
        Inbox::new(&failing, Mode::Sandbox).administer(seed::WORKSPACE, &request, &moment(NOW)).status
    };
    // In a row at first, then at random places of the long seed.
    for left in (0..20).chain([25, 28]) {
        assert_eq!(ask(left), 500, "{left}");
        assert_eq!(contents(object.database()), before);
    }
    assert_eq!(ask(usize::MAX), 200);
}

#[test]
fn no_web_page_empties_a_developers_sandbox() {
    let server = Server::new(Mode::Sandbox);
    for (origin, fetch_site) in [
        (Some("https://attacker.example"), Some("cross-site")),
        (Some("null"), None),
        (Some("http://127.0.0.1:8789"), Some("same-origin")),
        (None, Some("cross-site")),
        (None, Some("same-site")),
    ] {
        let answer = server.send(None, Visitor { origin, fetch_site }, RESET, b"");
        assert_eq!(code(&answer), (403, "origin_not_allowed".to_owned()), "{origin:?} {fetch_site:?}");
    }
    assert_eq!(server.objects(), 0);
    let typed_in = Visitor { origin: None, fetch_site: Some("none") };
    answered(&server.send(None, typed_in, RESET, b""), 200);
}

#[test]
fn production_has_no_sandbox_and_a_sandbox_nothing_else() {
    let production = Server::new(Mode::Production);
    assert_eq!(code(&reset(&production)), (404, "not_found".to_owned()));
    assert_eq!(code(&production.administer("POST", RESET.1, "")), (404, "not_found".to_owned()));
    let sandbox = Server::new(Mode::Sandbox);
    assert_eq!(code(&sandbox.send(None, Visitor::default(), ("POST", "/_sandbox"), b"")).0, 404);
    assert_eq!(code(&sandbox.send(None, Visitor::default(), ("GET", RESET.1), b"")).0, 405);
    let database = Sqlite::empty();
    let (method, path) = RESET;
    let body = Body::default();
    let request = Request { method, ..get_request(path, "", None, &body) };
    let answer = Inbox::new(&database, Mode::Production).administer(seed::WORKSPACE, &request, &moment(NOW));
    assert_eq!(code(&answer).0, 404, "the object refuses too");
}
