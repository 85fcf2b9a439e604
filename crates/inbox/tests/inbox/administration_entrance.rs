//! api-v1.md §9: who gets into the administration, and where there is none.

use helpthread_inbox::Mode;
use helpthread_inbox::administration::{DEVELOPMENT_TOKEN, Visitor, concerns};

use crate::support::{Server, TOKEN, code, refusal};

const LIST: (&str, &str) = ("GET", "/_admin/webhooks?workspace=nobody");

fn ask(server: &Server, authorization: Option<&str>) -> (u16, String) {
    code(&server.send(authorization, Visitor::default(), LIST, b""))
}

#[test]
fn without_a_usable_token_there_is_no_administration() {
    let development = Some(DEVELOPMENT_TOKEN);
    for (token, mode) in [(None, Mode::Sandbox), (Some(""), Mode::Sandbox), (development, Mode::Production)] {
        let server = Server::with_token(mode, token);
        for header in [None, Some("Bearer "), Some("Bearer sandbox_admin_dev")] {
            assert_eq!(ask(&server, header), (404, "not_found".to_owned()), "{token:?}");
        }
        assert_eq!(server.objects(), 0);
    }
    let short = Server::with_token(Mode::Production, Some("fifteen letters"));
    assert_eq!(ask(&short, Some("Bearer fifteen letters")).0, 404);
    let sandbox = Server::with_token(Mode::Sandbox, development);
    assert_eq!(
        refusal(&sandbox.send(Some("Bearer sandbox_admin_dev"), Visitor::default(), LIST, b"")).2,
        "No workspace was found for id nobody."
    );
}

#[test]
fn only_the_exact_token_gets_in_and_nothing_is_woken_for_another() {
    let server = Server::new(Mode::Production);
    let missing = server.send(None, Visitor::default(), LIST, b"");
    assert_eq!(code(&missing), (401, "missing_authentication".to_owned()));
    assert!(missing.headers.contains(&("WWW-Authenticate", "Bearer".to_owned())));
    assert_eq!(missing.headers.iter().filter(|(name, _)| *name == "WWW-Authenticate").count(), 1);
    let longer = format!("Bearer {TOKEN}x");
    let other_scheme = format!("Basic {TOKEN}");
    for header in ["", "Bearer", "Bearer ", TOKEN, "Bearer an administrator's toke", &longer, &other_scheme] {
        assert_eq!(ask(&server, Some(header)), (401, "invalid_signature".to_owned()), "{header}");
    }
    assert_eq!(server.objects(), 0);
    assert_eq!(ask(&server, Some(&format!("bearer {TOKEN}"))).0, 404, "let in: there is no such workspace");
}

#[test]
fn a_path_is_known_after_the_token_and_its_method_after_that() {
    let server = Server::new(Mode::Production);
    assert_eq!(code(&server.send(None, Visitor::default(), ("GET", "/_admin/nothing"), b"")).0, 401);
    for path in ["/_admin", "/_admin/", "/_admin/workspaces/", "/_admin/workspaces/a_b/import", "/_admin/credentials/"]
    {
        assert_eq!(code(&server.administer("POST", path, "")), (404, "not_found".to_owned()), "{path}");
    }
    for (path, allow) in [
        ("/_admin/workspaces", "POST"),
        ("/_admin/credentials", "POST"),
        ("/_admin/credentials/sk_live_x_y", "DELETE"),
        ("/_admin/inbound", "POST"),
        ("/_admin/webhooks", "GET"),
        ("/_admin/deliveries", "GET"),
        ("/_admin/workspaces/x/import", "POST"),
    ] {
        let answer = server.administer("PUT", path, "");
        assert_eq!(code(&answer), (405, "method_not_allowed".to_owned()));
        assert!(answer.headers.contains(&("Allow", allow.to_owned())), "{path}");
    }
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let server = Server::new(Mode::Production);
    let body = " ".repeat(256 * 1024 + 1);
    assert_eq!(code(&server.administer("POST", "/_admin/workspaces", &body)), (413, "payload_too_large".to_owned()));
}

#[test]
fn v1_is_not_its_concern() {
    for path in ["/v1/conversations", "/_administration", "/_admins/x", "/v1/_admin", "//_admin", "/_sandboxes", "/"] {
        assert!(!concerns(path), "{path}");
    }
}

#[test]
fn a_body_of_another_type_is_refused_before_it_is_read() {
    let server = Server::new(Mode::Production);
    for path in ["/_admin/workspaces", "/_admin/credentials", "/_admin/inbound"] {
        for content_type in [None, Some("text/plain"), Some("application/x-ndjson"), Some("application/jsonp")] {
            let answer = server.administer_as(content_type, "POST", path, "{");
            assert_eq!(code(&answer), (415, "unsupported_media_type".to_owned()), "{path} {content_type:?}");
        }
        let answer = server.administer_as(Some("Application/JSON; charset=utf-8"), "POST", path, "{");
        assert_eq!(code(&answer), (400, "invalid_request".to_owned()), "{path}");
    }
    assert_eq!(server.objects(), 0);
}
