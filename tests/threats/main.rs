//! Every attack that the signing proxy claims to stop (threats.md), one file per row, named after the attack.
//!
//! The proxy runs in plain workerd, which does not repair what a socket brings. Its upstream is ours, records every request
//! and answers with anything; most attacks must not reach it at all.

mod algorithm_confusion;
mod another_customers_data;
mod cache_poisoning;
mod claim_confusion;
mod client_supplied_signature;
mod clock_skew;
mod coalescing;
mod configuration_mistakes;
mod confused_deputy;
mod cors;
mod credential_rotation;
mod csrf;
mod error_leakage;
mod header_smuggling;
mod health_check_bypass;
mod hostile_upstream;
mod key_injection;
mod large_bodies;
mod load;
mod log_injection;
mod object_names;
mod panic;
mod parameter_pollution;
mod path_tricks;
mod redirect_exfiltration;
mod replayed;
mod retry_duplicates;
mod secret_leak;
mod spoofed_client_address;
mod stale_after_write;
mod starvation;
mod token_theft;
mod webhook_forgery;
mod webhook_reordering;
mod webhook_ssrf;
mod websocket_hijack;
mod write_replay;

use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds};
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::inbox::CONVERSATION;
use helpthread_tests::proxy::{AMELIA, JANE, Proxy, history_of};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{Script, by_limit};

/// Jane's own request for her own history, which is answered.
fn own_history() -> Request {
    Request::get(&history_of(JANE)).bearer(&Token::customer(JANE).mint())
}

/// An agent's request for a customer's history, which is answered.
fn as_agent(target: &str) -> Request {
    Request::get(target).bearer(&Token::agent(AMELIA).mint())
}

/// An agent's reply to a conversation, which is written.
fn reply(body: &str) -> Request {
    let target = format!("/v1/conversations/{CONVERSATION}/messages");
    Request::new("POST", &target).bearer(&Token::agent(AMELIA).mint()).json(body)
}

/// An agent's change of a conversation, which is written.
fn change() -> Request {
    let target = format!("/v1/conversations/{CONVERSATION}");
    Request::new("PATCH", &target).bearer(&Token::agent(AMELIA).mint()).json(r#"{"status":"closed"}"#)
}

/// Deliveries arrive in this workspace, so a page is good for a minute and not for five seconds: a machine may be slow between two reads.
fn pages_last_a_minute(proxy: &Proxy) {
    let event = conversation_updated("cus_somebody_else", "new", now_milliseconds());
    assert_eq!(proxy.send(&delivery("evt_of_somebody_else", &event)).status, 204);
}

/// Asks once per case at the same time, because a proxy that retries takes its time, and tells each answer by its case's name.
fn asked_at_once(proxy: &Proxy, cases: Vec<(&str, Script)>) -> Vec<(String, Answer)> {
    let (names, scripts): (Vec<&str>, Vec<Script>) = cases.into_iter().unzip();
    proxy.upstream.script(by_limit(scripts));
    let ask = |(index, name): (usize, &str)| {
        let target = format!("{}?limit={}", history_of(JANE), index + 1);
        (name.to_owned(), proxy.send(&Request::get(&target).bearer(&Token::customer(JANE).mint())))
    };
    std::thread::scope(|scope| {
        let asking: Vec<_> = names.into_iter().enumerate().map(|case| scope.spawn(move || ask(case))).collect();
        asking.into_iter().map(|asking| asking.join().expect("an answer")).collect()
    })
}

/// The body of the shortest reply.
const HELLO: &str = r#"{"body":"Hello"}"#;

/// The request is refused like this, and upstream learns nothing of it.
fn is_refused(proxy: &Proxy, request: &Request, status: u16, code: &str) -> Answer {
    let answer = proxy.send(request);
    assert_eq!(answer.refusal(), (status, code.to_owned()), "{request:?}");
    assert_eq!(proxy.upstream_lines(), [""; 0], "{request:?}");
    answer
}
