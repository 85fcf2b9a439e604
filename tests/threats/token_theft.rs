//! Row 4: a token that got into the wrong hands.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, ORIGIN, OTHER_ORIGIN, history_of, turn};
use helpthread_tests::token::Token;

use crate::is_refused;

fn with(token: &Token) -> Request {
    Request::get(&history_of(JANE)).bearer(&token.mint())
}

#[test]
fn an_expired_token_is_refused() {
    let proxy = turn();
    for (from, until) in [(-900, -31), (-3_600, -2_700), (-31_536_900, -31_536_000)] {
        is_refused(&proxy, &with(&Token::customer(JANE).valid(from, until)), 401, "session_expired");
    }
}

#[test]
fn a_token_for_longer_than_15_minutes_is_refused() {
    let proxy = turn();
    for until in [901, 3_600, 31_536_000] {
        is_refused(&proxy, &with(&Token::customer(JANE).valid(0, until)), 401, "invalid_session");
    }
}

#[test]
fn a_token_that_is_bound_to_a_page_is_of_no_use_to_another() {
    let proxy = turn();
    let bound = with(&Token::customer(JANE).claim("origin", ORIGIN));
    is_refused(&proxy, &bound.clone().origin(OTHER_ORIGIN), 403, "origin_not_allowed");
    is_refused(&proxy, &bound.clone().origin("https://evil.example"), 403, "origin_not_allowed");
    is_refused(&proxy, &bound, 403, "origin_not_allowed");
    assert_eq!(proxy.send(&bound.origin(ORIGIN)).status, 200);
}

#[test]
fn a_token_anywhere_but_in_the_header_is_none() {
    let proxy = turn();
    let (path, token) = (history_of(JANE), Token::customer(JANE).mint());
    let requests = [
        Request::get(&format!("{path}?token={token}")),
        Request::get(&format!("{path}?access_token={token}")),
        Request::get(&path).header("Cookie", &format!("token={token}; session={token}")),
        Request::get(&path).header("X-Authorization", &format!("Bearer {token}")),
        Request::get(&path).header("Proxy-Authorization", &format!("Bearer {token}")),
        Request::get(&path).header("Sec-WebSocket-Protocol", &format!("helpthread.session.{token}")),
        Request::get(&path).body(format!("access_token={token}")),
    ];
    for request in &requests {
        is_refused(&proxy, request, 401, "missing_authentication");
    }
}

#[test]
fn a_token_is_in_no_answer_and_no_log_and_goes_no_further() {
    let proxy = turn();
    let token = Token::customer(JANE).mint();
    let of_the_token: Vec<&str> = token.split('.').chain([token.as_str()]).collect();
    let stale = Token::customer(JANE).valid(-900, -100).mint();
    let requests = [
        Request::get(&history_of(JANE)).bearer(&token),
        Request::get(&history_of(JANE)).bearer(&format!("{token}x")),
        Request::get(&history_of("cus_nobody")).bearer(&token),
        Request::get(&format!("/{token}")).bearer(&token),
        Request::get(&format!("{}?{token}=1", history_of(JANE))).bearer(&token),
        Request::get(&history_of(JANE)).bearer(&stale),
    ];
    proxy.upstream.script(helpthread_tests::upstream::bytes("nothing"));
    for request in &requests {
        let answer = proxy.send(request).everything();
        assert!(!of_the_token.iter().any(|part| answer.contains(part)), "{answer}");
    }
    for request in proxy.upstream.requests() {
        assert!(!of_the_token.iter().any(|part| request.head.contains(part)), "{request:?}");
    }
    assert!(!of_the_token.iter().any(|part| proxy.log().contains(part)), "{}", proxy.log());
}
