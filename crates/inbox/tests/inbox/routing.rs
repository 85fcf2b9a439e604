//! Which paths and methods there are, and what every answer carries.

use helpthread_core::endpoint::ENDPOINTS;
use helpthread_inbox::request::Body;

use crate::support::{AGENT, CUSTOMER, Desk, NOW, Row, code};

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
        "/v1/conversations/cnv_1/",
        "/v1/conversations/cnv_1/messages/msg_1",
        "/v1/webhooks/whk_1",
    ] {
        assert_eq!(code(&desk.get(path)), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn another_method_is_not_allowed_and_told_which_is() {
    let desk = Desk::new();
    for (path, allowed) in [
        ("/v1/conversations", "GET"),
        ("/v1/customers/cus_jane/conversations", "GET"),
        ("/v1/conversations/cnv_1/messages", "POST"),
        ("/v1/conversations/cnv_1", "PATCH"),
        ("/v1/webhooks", "POST"),
    ] {
        for method in ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "get", "post"] {
            if method != allowed {
                let answer = desk.ask("sk_test_desk", method, path, b"", NOW);
                assert_eq!(code(&answer), (405, "method_not_allowed".to_owned()), "{method} {path}");
                assert!(answer.headers.contains(&("Allow", allowed.to_owned())));
            }
        }
    }
}

#[test]
fn every_operation_of_the_endpoint_table_is_served() {
    let desk = Desk::new();
    desk.add(&Row { id: "cnv_1".into(), customer: CUSTOMER.into(), status: "open", assignee: None, created_at: 100 });
    for endpoint in &ENDPOINTS {
        let named = |text: &str| {
            text.replace("cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", CUSTOMER)
                .replace("cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", "cnv_1")
                .replace("usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", AGENT)
        };
        let target = named(&format!("/v1{}", endpoint.example.path));
        let body = named(endpoint.example.body.unwrap_or_default());
        let answer = desk.write(endpoint.method.as_str(), &target, &body);
        assert_eq!(answer.status, endpoint.status, "{target}: {}", answer.body);
    }
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
