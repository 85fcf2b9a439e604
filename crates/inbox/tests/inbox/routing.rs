//! Which paths and methods there are, and what every answer carries.

use helpthread_core::endpoint::{ENDPOINTS, Operation};
use helpthread_inbox::request::Body;
use helpthread_inbox::routes::SERVED;

use crate::support::{Desk, NOW, code};

#[test]
fn what_is_not_a_route_is_not_found() {
    let desk = Desk::new();
    for path in [
        "/",
        "",
        "/v1",
        "/v1/",
        "/conversations",
        "/v2/conversations",
        "/V1/conversations",
        "/v1conversations",
        "/v1//conversations",
        "/v1/conversations/",
        "/v1/Conversations",
        "/v1/x/../conversations",
        "/v1/conversations%2f",
        "/v1/customers//conversations",
        "/v1/customers/cus_%6aane/conversations",
        "/v1/customers/cus_jane/conversations/",
        "/v1/conversations/cnv_1",
        "/v1/conversations/cnv_1/messages",
    ] {
        assert_eq!(code(&desk.get(path)), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn another_method_is_not_allowed_and_told_which_is() {
    let desk = Desk::new();
    for method in ["POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "get"] {
        for path in ["/v1/conversations", "/v1/customers/cus_jane/conversations"] {
            let answer = desk.ask("sk_test_desk", method, path, b"", NOW);
            assert_eq!(code(&answer), (405, "method_not_allowed".to_owned()), "{method} {path}");
            assert!(answer.headers.contains(&("Allow", "GET".to_owned())));
        }
    }
}

/// An operation is either served, or not found: never something in between.
#[test]
fn an_operation_that_is_not_built_is_no_route() {
    let desk = Desk::new();
    for endpoint in ENDPOINTS.iter().filter(|endpoint| !SERVED.contains(&endpoint.operation)) {
        let target = format!("/v1{}", endpoint.example.path);
        let body = endpoint.example.body.unwrap_or_default();
        let answer = desk.ask("sk_test_desk", endpoint.method.as_str(), &target, body.as_bytes(), NOW);
        assert_eq!(code(&answer), (404, "not_found".to_owned()), "{target}");
    }
    for endpoint in ENDPOINTS.iter().filter(|endpoint| SERVED.contains(&endpoint.operation)) {
        assert!(endpoint.operation.endpoint() == endpoint);
        let path = endpoint.example.path.replace("cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", "cus_jane");
        assert_eq!(desk.get(&format!("/v1{path}")).status, endpoint.status);
    }
    assert!(SERVED.contains(&Operation::ListConversations));
}

#[test]
fn every_answer_is_json_that_nobody_keeps_and_can_be_asked_about() {
    let desk = Desk::new();
    let answers =
        [desk.get("/v1/conversations"), desk.get("/nowhere"), desk.send(None, "GET", "/", &Body::default(), NOW)];
    for answer in answers {
        for (name, value) in [
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("Date", "Mon, 13 May 2024 14:24:10 GMT"),
            ("X-Request-Id", "req_1"),
        ] {
            assert!(answer.headers.contains(&(name, value.to_owned())), "{name} in {:?}", answer.headers);
        }
        let mut names: Vec<_> = answer.headers.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), answer.headers.len(), "no header twice");
    }
}
