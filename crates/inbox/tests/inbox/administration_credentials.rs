//! api-v1.md §1 and §9: further credentials, and their end.

use helpthread_inbox::Mode;

use crate::support::{Server, answered, code, refusal};

const LIST: &str = "/v1/conversations";

#[test]
fn a_further_credential_has_its_own_secret_and_only_its_scopes() {
    let server = Server::new(Mode::Production);
    let (workspace, first, _) = server.workspace();
    let body = format!(r#"{{"workspace": "{workspace}", "scopes": ["webhooks:manage"]}}"#);
    let made = answered(&server.administer("POST", "/_admin/credentials", &body), 201);
    let (key, secret) = (made["key"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert_ne!(key, first);
    assert_eq!(made["scopes"], serde_json::json!(["webhooks:manage"]));
    assert_eq!(code(&server.get(key, secret, LIST)), (403, "insufficient_scope".to_owned()));
    assert_eq!(code(&server.get(&first, secret, LIST)).1, "invalid_signature");
}

#[test]
fn a_revoked_credential_is_refused_from_the_next_request_on_and_the_others_work() {
    let server = Server::new(Mode::Production);
    let (workspace, first, secret) = server.workspace();
    let body = format!(r#"{{"workspace": "{workspace}", "scopes": ["conversations:read"]}}"#);
    let other = answered(&server.administer("POST", "/_admin/credentials", &body), 201);
    assert_eq!(server.get(&first, &secret, LIST).status, 200);

    let target = format!("/_admin/credentials/{first}");
    assert_eq!(
        answered(&server.administer("DELETE", &target, ""), 200),
        serde_json::json!({"key": first, "active": false})
    );
    assert_eq!(code(&server.get(&first, &secret, LIST)), (401, "invalid_signature".to_owned()));
    assert_eq!(server.administer("DELETE", &target, "").status, 200, "again changes nothing");
    let (key, secret) = (other["key"].as_str().unwrap(), other["secret"].as_str().unwrap());
    assert_eq!(server.get(key, secret, LIST).status, 200);
}

#[test]
fn a_key_that_nobody_has_is_not_found() {
    let server = Server::new(Mode::Production);
    let (workspace, ..) = server.workspace();
    for key in ["x", "sk_live_nobody_key", &format!("sk_live_{workspace}_other"), "sk_live_a_b_c_d", "%2f"] {
        let answer = server.administer("DELETE", &format!("/_admin/credentials/{key}"), "");
        assert_eq!(refusal(&answer), (404, "not_found".to_owned(), "No credential was found for this key.".to_owned()));
    }
}

#[test]
fn workspace_and_scopes_are_read_strictly() {
    let server = Server::new(Mode::Production);
    for (body, message) in [
        (r#"{"scopes": ["conversations:read"]}"#, "The field workspace is required."),
        (r#"{"workspace": "../x", "scopes": ["conversations:read"]}"#, "The field workspace must be"),
        (r#"{"workspace": "nobody"}"#, "The field scopes must be"),
        (r#"{"workspace": "nobody", "scopes": []}"#, "The field scopes must be"),
        (r#"{"workspace": "nobody", "scopes": ["admin"]}"#, "The field scopes must be"),
        (r#"{"workspace": "nobody", "scopes": ["webhooks:manage", "webhooks:manage"]}"#, "The field scopes must be"),
        (r#"{"workspace": "nobody", "scopes": ["webhooks:manage"], "key": "x"}"#, "The field key is not supported."),
    ] {
        let (status, _, told) = refusal(&server.administer("POST", "/_admin/credentials", body));
        assert!(status == 400 && told.contains(message), "{body}: {told}");
    }
    let body = r#"{"workspace": "nobody", "scopes": ["webhooks:manage"]}"#;
    let answer = server.administer("POST", "/_admin/credentials", body);
    assert_eq!(refusal(&answer).2, "No workspace was found for id nobody.");
}
