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
    let page = helpthread_tests::upstream::page_of(JANE).to_string();
    proxy
        .upstream
        .script(helpthread_tests::upstream::bytes(helpthread_tests::upstream::answer("200 OK", theirs, &page)));
    let answer = proxy.send(&own_history().header("Cookie", "hosts=1"));
    assert_eq!((answer.status, answer.header("Set-Cookie")), (200, None));
    assert!(!proxy.upstream.requests()[0].head.contains("hosts=1"));
}

#[test]
fn a_form_cannot_write() {
    let form = Request::new("POST", &history_of(JANE)).header("Content-Type", "application/x-www-form-urlencoded");
    is_refused(&turn(), &form.body("status=closed"), 405, "method_not_allowed");
}
