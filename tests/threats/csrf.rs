//! Row 12: a page that acts with somebody else's browser.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, history_of, turn};
use helpthread_tests::token::Token;

use crate::{is_refused, own_history};

#[test]
fn cookies_are_not_a_session() {
    let token = Token::customer(JANE).mint();
    for cookie in [format!("session={token}"), format!("Authorization=Bearer {token}"), token] {
        let request = Request::get(&history_of(JANE)).header("Cookie", &cookie);
        is_refused(&turn(), &request, 401, "missing_authentication");
    }
}

#[test]
fn cookies_travel_neither_way() {
    let proxy = turn();
    let theirs = "Content-Type: application/json\r\nSet-Cookie: theirs=1\r\n";
    let page = helpthread_tests::inbox::page_of(JANE).to_string();
    proxy
        .upstream
        .script(helpthread_tests::upstream::bytes(helpthread_tests::upstream::answer("200 OK", theirs, &page)));
    let answer = proxy.send(&own_history().header("Cookie", "hosts=1"));
    assert_eq!((answer.status, answer.header("Set-Cookie")), (200, None));
    assert!(!proxy.upstream.requests()[0].head.contains("hosts=1"));
}

#[test]
fn a_form_cannot_write() {
    let proxy = turn();
    let target = "/v1/conversations/cnv_1/messages";
    // What a form or a simple request of another page can send, even with a token that it cannot have.
    for content_type in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""] {
        let form = Request::new("POST", target).header("Content-Type", content_type);
        is_refused(&proxy, &form.clone().body(crate::HELLO), 401, "missing_authentication");
        let with_a_token = form.bearer(&Token::agent(helpthread_tests::proxy::AMELIA).mint());
        is_refused(&proxy, &with_a_token.body(crate::HELLO), 415, "unsupported_media_type");
    }
    is_refused(&proxy, &crate::reply(crate::HELLO).origin("https://evil.example"), 403, "origin_not_allowed");
    is_refused(&proxy, &crate::change().origin("null"), 403, "origin_not_allowed");
}
