//! Row 1: make the proxy call something that it does not serve.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, history_of, turn};
use helpthread_tests::token::Token;

/// Who can ask.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Nobody,
    Customer,
    Agent,
}

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SEARCH"];

/// Paths that v1 or a later proxy has and this one does not, and some that nobody has.
const NOT_SERVED: [&str; 14] = [
    "/",
    "/v1",
    "/v1/",
    "/v1/conversations",
    "/v1/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
    "/v1/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages",
    "/v1/webhooks",
    "/v1/customers",
    "/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
    "/v2/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations",
    "/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations",
    "/_admin/workspaces",
    "/_sandbox/reset",
    "/hooks/helpthread",
];

fn request(method: &str, target: &str, who: Who) -> Request {
    let request = Request::new(method, target);
    match who {
        Who::Nobody => request,
        Who::Customer => request.bearer(&Token::customer(JANE).mint()),
        Who::Agent => request.bearer(&Token::agent(AMELIA).mint()),
    }
}

/// The whole matrix: what each request is answered with.
fn expected(method: &str, target: &str, who: Who) -> u16 {
    match (target, method, who) {
        ("/healthz", "GET", _) => 200,
        ("/healthz", ..) => 405,
        (target, "GET", Who::Nobody) if target.starts_with("/v1/customers/") => 401,
        (target, "GET", Who::Customer) if target == history_of(MARCUS) => 404,
        (target, "GET", _) if target.starts_with("/v1/customers/") => 200,
        _ => 405,
    }
}

#[test]
fn every_method_on_every_route_in_every_role() {
    let proxy = turn();
    for target in ["/healthz", &history_of(JANE), &history_of(MARCUS)] {
        for method in METHODS {
            for who in [Who::Nobody, Who::Customer, Who::Agent] {
                proxy.upstream.reset();
                let status = proxy.send(&request(method, target, who)).status;
                let wanted = expected(method, target, who);
                assert_eq!(status, wanted, "{method} {target} as {who:?}");
                let asked = wanted == 200 && target != "/healthz";
                assert_eq!(proxy.upstream.requests().len(), usize::from(asked), "{method} {target} as {who:?}");
            }
        }
    }
}

#[test]
fn what_is_not_served_is_not_found_whoever_asks_and_however() {
    let proxy = turn();
    for target in NOT_SERVED {
        for method in METHODS {
            for who in [Who::Nobody, Who::Customer, Who::Agent] {
                assert_eq!(proxy.send(&request(method, target, who)).status, 404, "{method} {target} as {who:?}");
            }
        }
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn a_405_says_what_the_route_answers() {
    let proxy = turn();
    let answer =
        crate::is_refused(&proxy, &request("DELETE", &history_of(JANE), Who::Agent), 405, "method_not_allowed");
    assert_eq!(answer.header("Allow"), Some("GET"));
}

#[test]
fn methods_that_are_spelt_otherwise_are_other_methods() {
    let proxy = turn();
    for method in ["get", "Get", "GETX"] {
        let status = proxy
            .send_raw(format!("{method} {} HTTP/1.1\r\nHost: {}\r\n\r\n", history_of(JANE), proxy.host()).as_bytes());
        assert!(status.is_ok_and(|answer| [400, 405, 501].contains(&answer.status)), "{method}");
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}
