//! Row 24: a token of ours that was not meant for this.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, history_of, turn};
use helpthread_tests::token::Token;

use crate::is_refused;
use crate::replayed::{Case, Replay, cases};

#[test]
fn every_vector_is_answered_with_its_code() {
    let proxy = turn();
    let cases: Vec<_> = cases().into_iter().filter(Case::travels).collect();
    assert!(cases.len() > 450, "{}", cases.len());
    for case in cases {
        let told = case.replay(&proxy);
        assert_eq!(told, case.expected(), "{}", case.name());
        assert_eq!(proxy.upstream.requests().len(), usize::from(told == Replay::Served), "{}", case.name());
    }
}

#[test]
fn a_token_for_another_audience_is_refused() {
    let proxy = turn();
    for audience in ["helpthread-api", "https://app.example.com", "HelpThread-Edge", ""] {
        let token = Token::customer(JANE).claim("aud", audience).mint();
        is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&token), 401, "invalid_session");
    }
}

#[test]
fn a_role_has_its_own_kind_of_id() {
    let proxy = turn();
    for (role, sub) in [("agent", JANE), ("customer", AMELIA), ("admin", AMELIA), ("Agent", AMELIA), ("", JANE)] {
        let token = Token::customer(sub).claim("role", role).mint();
        is_refused(&proxy, &Request::get(&history_of(MARCUS)).bearer(&token), 401, "invalid_session");
    }
}

#[test]
fn a_token_without_the_scope_writes_nothing() {
    let proxy = turn();
    for scope in ["conversations:read", "", "conversations:write2", "webhooks:manage"] {
        let token = Token::agent(AMELIA).claim("scope", scope).mint();
        for (method, target) in [("POST", "/v1/conversations/cnv_1/messages"), ("PATCH", "/v1/conversations/cnv_1")] {
            let request = Request::new(method, target).bearer(&token).json(crate::HELLO);
            is_refused(&proxy, &request, 403, "insufficient_scope");
        }
    }
    // A customer's token that claims the agents' scope is still a customer's.
    let token = Token::customer(JANE).claim("scope", "conversations:read conversations:write").mint();
    let request = Request::new("PATCH", "/v1/conversations/cnv_1").bearer(&token).json(r#"{"status":"closed"}"#);
    is_refused(&proxy, &request, 403, "insufficient_scope");
}

#[test]
fn a_token_without_the_scope_reads_nothing() {
    let proxy = turn();
    for scope in ["conversations:write", "", "conversations:read2", "webhooks:manage"] {
        let token = Token::agent(AMELIA).claim("scope", scope).mint();
        is_refused(&proxy, &Request::get(&history_of(JANE)).bearer(&token), 403, "insufficient_scope");
    }
}
