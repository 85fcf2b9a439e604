//! Row 11: pages of other origins.

use helpthread_tests::http::Request;
use helpthread_tests::inbox::page_of;
use helpthread_tests::proxy::{JANE, ORIGIN, OTHER_ORIGIN, history_of, turn};
use helpthread_tests::upstream::{answer, bytes};

use crate::{is_refused, own_history};

/// Origins that look like an allowed one, `https://app.example.com` and `http://127.0.0.1:3000`.
const FOREIGN: [&str; 22] = [
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com:443",
    "https://app.example.com:8443",
    "https://app.example.com.evil.example",
    "https://evil-app.example.com",
    "https://evil.app.example.com",
    "https://example.com",
    "https://app.example.com/",
    "https://app.example.com@evil.example",
    "https://app-example.com",
    "https://appXexample.com",
    "https://APP.example.com",
    "HTTPS://app.example.com",
    "https://app.example.com, https://evil.example",
    "https://app.example.com https://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:30001",
    "http://localhost:3000",
    "null",
    "*",
    "file://",
];

#[test]
fn a_foreign_origin_is_refused() {
    let proxy = turn();
    for origin in FOREIGN {
        let answer = is_refused(&proxy, &own_history().origin(origin), 403, "origin_not_allowed");
        assert_eq!(answer.header("Access-Control-Allow-Origin"), None, "{origin}");
        assert_eq!(answer.header("Vary"), Some("Origin"), "{origin}");
    }
}

#[test]
fn an_allowed_origin_may_read_the_answer_and_no_other() {
    let proxy = turn();
    for origin in [ORIGIN, OTHER_ORIGIN] {
        let answer = proxy.send(&own_history().origin(origin));
        assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (200, Some(origin)));
        assert_eq!(answer.header("Access-Control-Allow-Credentials"), None);
        assert_eq!(answer.header("Vary"), Some("Origin"));
        let exposed = "ETag, Retry-After, X-Request-Id, Age, HelpThread-Cache";
        assert_eq!(answer.header("Access-Control-Expose-Headers"), Some(exposed));
    }
}

#[test]
fn a_request_without_an_origin_is_served_and_varies_too() {
    let answer = turn().send(&own_history());
    assert_eq!((answer.status, answer.header("Vary")), (200, Some("Origin")));
    assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
}

#[test]
fn an_allowed_page_can_read_why_it_was_refused() {
    let proxy = turn();
    let refusals = [
        (Request::get(&history_of(JANE)), 401),
        (own_history().header("X-Unused", "1"), 200),
        (Request::get(&history_of(JANE)).bearer("x"), 401),
        (Request::get("/nothing"), 404),
    ];
    for (request, status) in refusals {
        let answer = proxy.send(&request.origin(ORIGIN));
        assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (status, Some(ORIGIN)));
    }
}

#[test]
fn a_preflight_needs_no_token() {
    let proxy = turn();
    let preflight = Request::new("OPTIONS", &history_of(JANE)).header("Access-Control-Request-Method", "GET");
    let answer = proxy.send(&preflight.clone().origin(ORIGIN));
    assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (204, Some(ORIGIN)));
    assert_eq!(answer.header("Access-Control-Allow-Methods"), Some("GET"));
    let allowed = "authorization, content-type, idempotency-key, if-match";
    assert_eq!(answer.header("Access-Control-Allow-Headers"), Some(allowed));
    is_refused(&proxy, &preflight.origin("https://evil.example"), 403, "origin_not_allowed");
}

#[test]
fn a_preflight_names_the_methods_of_its_route() {
    let proxy = turn();
    for (target, method) in [
        ("/v1/conversations", "GET"),
        ("/v1/conversations/cnv_1/messages", "POST"),
        ("/v1/conversations/cnv_1", "PATCH"),
    ] {
        let preflight = Request::new("OPTIONS", target).header("Access-Control-Request-Method", method);
        let answer = proxy.send(&preflight.clone().origin(ORIGIN));
        assert_eq!((answer.status, answer.header("Access-Control-Allow-Methods")), (204, Some(method)), "{target}");
        is_refused(&proxy, &preflight.origin("https://evil.example"), 403, "origin_not_allowed");
    }
}

#[test]
fn a_page_may_read_the_tag_of_what_it_changed() {
    let answer = turn().send(&crate::change().origin(ORIGIN));
    assert_eq!((answer.status, answer.header("ETag")), (200, Some(helpthread_tests::inbox::TAG)));
    assert!(answer.header("Access-Control-Expose-Headers").is_some_and(|exposed| exposed.contains("ETag")));
}

#[test]
fn upstreams_own_cors_headers_stay_behind() {
    let proxy = turn();
    let theirs = "Content-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\n\
                  Access-Control-Allow-Credentials: true\r\nAccess-Control-Expose-Headers: *\r\n";
    proxy.upstream.script(bytes(answer("200 OK", theirs, &page_of(JANE).to_string())));
    let answer = proxy.send(&own_history().origin(ORIGIN));
    assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (200, Some(ORIGIN)));
    assert_eq!(answer.header("Access-Control-Allow-Credentials"), None);
}

#[test]
fn the_widgets_files_are_open_to_every_origin() {
    let proxy = turn();
    for origin in [ORIGIN, "https://anybody.example", "null"] {
        let answer = proxy.send(&Request::get("/widget/history.js").origin(origin));
        assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (200, Some("*")));
        assert_eq!(answer.header("Cross-Origin-Resource-Policy"), Some("cross-origin"));
    }
}
