//! Row 1: make the proxy call something that it does not serve.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, history_of, turn};
use helpthread_tests::token::Token;

use crate::HELLO;

/// Who can ask.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Nobody,
    Customer,
    Agent,
}

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SEARCH"];

/// Every route, and the method that it answers.
const ROUTES: [(&str, &str); 8] = [
    ("/healthz", "GET"),
    ("/widget/history.js", "GET"),
    ("/hooks/helpthread", "POST"),
    ("/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations", "GET"),
    ("/v1/customers/cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A/conversations", "GET"),
    ("/v1/conversations", "GET"),
    ("/v1/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages", "POST"),
    ("/v1/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", "PATCH"),
];

/// Paths that v1 or another proxy has and this one does not, and some that nobody has. Without hubs there are no live updates.
const NOT_SERVED: [&str; 14] = [
    "/",
    "/v1",
    "/v1/",
    "/v1/webhooks",
    "/v1/webhooks/whk_1",
    "/v1/customers",
    "/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
    "/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/live",
    "/v1/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages/msg_1",
    "/v2/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations",
    "/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations",
    "/_admin/workspaces",
    "/_sandbox/reset",
    "/hooks/other",
];

fn request(method: &str, target: &str, who: Who) -> Request {
    let request = Request::new(method, target);
    let request = match who {
        Who::Nobody => request,
        Who::Customer => request.bearer(&Token::customer(JANE).mint()),
        Who::Agent => request.bearer(&Token::agent(AMELIA).mint()),
    };
    match method {
        "POST" => request.json(HELLO),
        "PATCH" | "PUT" => request.json(r#"{"status":"closed"}"#),
        _ => request,
    }
}

/// The whole matrix: what a request is answered with by a route that answers `served`.
fn expected(method: &str, (target, served): (&str, &str), who: Who) -> u16 {
    if method != served {
        return 405;
    }
    match (target, who) {
        ("/healthz" | "/widget/history.js", _) => 200,
        // Nobody has signed it, whoever sends it.
        ("/hooks/helpthread", _) | (_, Who::Nobody) => 401,
        (_, Who::Agent) => {
            if served == "POST" {
                201
            } else {
                200
            }
        }
        (target, Who::Customer) if target == history_of(JANE) => 200,
        (target, Who::Customer) if target == history_of(MARCUS) => 404,
        (_, Who::Customer) => 403,
    }
}

#[test]
fn every_method_on_every_route_in_every_role() {
    let proxy = turn();
    for (target, served) in ROUTES {
        for method in METHODS {
            for who in [Who::Nobody, Who::Customer, Who::Agent] {
                proxy.upstream.reset();
                let status = proxy.send(&request(method, target, who)).status;
                let wanted = expected(method, (target, served), who);
                assert_eq!(status, wanted, "{method} {target} as {who:?}");
                let asked = [200, 201].contains(&wanted) && target.starts_with("/v1/");
                let lines = proxy.upstream_lines();
                assert_eq!(lines.len(), usize::from(asked), "{method} {target} as {who:?}");
                let own = |line: &String| line.starts_with(&format!("{method} {target}"));
                assert!(lines.iter().all(own), "{method} {target} became {lines:?}");
            }
        }
    }
}

/// A thousand paths made of pieces that routes are made of, the same ones every time.
fn made_up() -> impl Iterator<Item = String> {
    const PIECES: [&str; 24] = [
        "v1",
        "v2",
        "customers",
        "conversations",
        "messages",
        "webhooks",
        "live",
        "healthz",
        "hooks",
        "helpthread",
        "widget",
        "cus_1",
        "cnv_1",
        "usr_1",
        "..",
        ".",
        "",
        "%2e%2e",
        "%2f",
        "history.js",
        "_admin",
        "Customers",
        "cus_1;a",
        "\\",
    ];
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below).expect("a small number")
    };
    (0..1_000).map(move |_| (0..=next(5)).flat_map(|_| ["/", PIECES[next(24)]]).collect())
}

/// What a path of [`made_up`] may be by chance.
fn is_served(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let identifier = |id: &str| {
        ["cus_1", "cnv_1", "usr_1", "v1", "v2", "_admin", "Customers"].contains(&id)
            || id.chars().all(char::is_alphabetic) && !id.is_empty()
    };
    match parts[..] {
        ["healthz"] | ["v1", "conversations"] | ["hooks", "helpthread"] => true,
        ["widget", file] => !file.starts_with('.') && !file.is_empty(),
        ["v1", "customers", id, "conversations"]
        | ["v1", "conversations", id]
        | ["v1", "conversations", id, "messages"] => identifier(id),
        _ => false,
    }
}

#[test]
fn a_path_that_somebody_made_up_reaches_nobody() {
    let proxy = turn();
    let paths: Vec<String> = made_up().filter(|path| !is_served(path)).collect();
    assert!(paths.len() > 800, "{}", paths.len());
    for (path, method) in paths.iter().zip(["GET", "POST", "PATCH"].into_iter().cycle()) {
        let status = proxy.send(&request(method, path, Who::Agent)).status;
        assert!([400, 404].contains(&status), "{status} {method} {path}");
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
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
    let answer = crate::is_refused(
        &proxy,
        &request("GET", "/v1/conversations/cnv_1/messages", Who::Agent),
        405,
        "method_not_allowed",
    );
    assert_eq!(answer.header("Allow"), Some("POST"));
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
