//! Row 2: reading another customer's data.

use helpthread_tests::http::{Answer, Request};
use helpthread_tests::inbox::page_of;
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, Proxy, history_of, turn};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{answer, bytes};

use crate::{as_agent, is_refused, own_history};

#[test]
fn a_customers_own_history_is_hers() {
    let proxy = turn();
    let answer = proxy.send(&own_history());
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"][0]["customer_id"], JANE);
    assert_eq!(proxy.upstream_lines(), [format!("GET {}?limit=25 HTTP/1.1", history_of(JANE))]);
}

#[test]
fn a_customers_token_on_another_customers_id_is_customer_not_found() {
    let proxy = turn();
    for (own, other) in [(JANE, MARCUS), (MARCUS, JANE)] {
        let request = Request::get(&history_of(other)).bearer(&Token::customer(own).mint());
        let answer = is_refused(&proxy, &request, 404, "customer_not_found");
        assert_eq!(answer.json()["error"]["message"], format!("No customer was found for id {other}."));
    }
}

/// What an attacker can tell two answers by, the id that she sent aside.
fn seen(answer: &Answer, id: &str) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| name != "x-request-id" && name != "content-length");
    format!("{} {:?} {}", answer.status, headers.collect::<Vec<_>>(), answer.text().replace(id, "<id>"))
}

#[test]
fn what_is_not_hers_and_what_does_not_exist_look_alike() {
    let proxy = turn();
    let ask = |id: &str| seen(&proxy.send(&Request::get(&history_of(id)).bearer(&Token::customer(JANE).mint())), id);
    let not_hers = ask(MARCUS);
    for id in ["cus_nobody", "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5B", AMELIA, "nobody"] {
        assert_eq!(ask(id), not_hers, "{id}");
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn an_agents_route_is_refused_to_a_customer_whatever_she_names() {
    let proxy = turn();
    let mut told = Vec::new();
    for id in ["cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", "cnv_nobody", MARCUS, "nobody"] {
        for (method, target) in
            [("POST", format!("/v1/conversations/{id}/messages")), ("PATCH", format!("/v1/conversations/{id}"))]
        {
            let request = Request::new(method, &target).bearer(&Token::customer(JANE).mint()).json(crate::HELLO);
            is_refused(&proxy, &request, 403, "insufficient_scope");
            told.push(seen(&proxy.send(&request), id));
        }
    }
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:#?}");
    for query in ["", "?status=open", "?assignee_id=usr_1"] {
        let request = Request::get(&format!("/v1/conversations{query}")).bearer(&Token::customer(JANE).mint());
        is_refused(&proxy, &request, 403, "insufficient_scope");
    }
}

#[test]
fn a_reply_that_upstream_filed_elsewhere_is_not_passed_on_as_one() {
    let proxy = turn();
    let elsewhere = serde_json::json!({ "data": {
        "id": "msg_1", "conversation_id": "cnv_somebody_elses", "author_type": "agent", "agent_id": AMELIA,
        "body": "somebody else's", "internal": true, "created_at": "2024-05-13T15:10:00Z",
    } });
    proxy.upstream.script(bytes(answer("201 Created", "Content-Type: application/json\r\n", &elsewhere.to_string())));
    let told = proxy.send(&crate::reply(crate::HELLO));
    assert_eq!(told.refusal(), (502, "outcome_unknown".to_owned()));
    assert!(!told.text().contains("somebody"));
}

#[test]
fn an_agent_writes_in_her_own_name_only() {
    let proxy = turn();
    let other = r#"{"body":"Hello","agent_id":"usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W"}"#;
    is_refused(&proxy, &crate::reply(other), 403, "insufficient_scope");
    let told = proxy.send(&crate::reply(crate::HELLO)).json();
    assert_eq!((&told["data"]["author_type"], &told["data"]["agent_id"]), (&"agent".into(), &AMELIA.into()));
    let sent: serde_json::Value = serde_json::from_slice(&proxy.upstream.requests()[0].body).expect("JSON");
    let expected =
        serde_json::json!({ "author_type": "agent", "agent_id": AMELIA, "body": "Hello", "internal": false });
    assert_eq!(sent, expected);
}

#[test]
fn the_same_id_in_another_case_is_another_customer() {
    let id = JANE.to_lowercase();
    let request = Request::get(&history_of(&id)).bearer(&Token::customer(JANE).mint());
    is_refused(&turn(), &request, 404, "customer_not_found");
}

#[test]
fn an_agent_reads_every_customer() {
    let proxy = turn();
    for id in [JANE, MARCUS] {
        assert_eq!(proxy.send(&as_agent(&history_of(id))).json()["data"][0]["customer_id"], id);
    }
}

fn answers_with(proxy: &Proxy, page: &serde_json::Value) {
    proxy.upstream.script(bytes(answer("200 OK", "Content-Type: application/json\r\n", &page.to_string())));
}

#[test]
fn a_row_of_another_customer_does_not_pass_even_if_upstream_sends_it() {
    let proxy = turn();
    let mut page = page_of(JANE);
    let foreign = page_of(MARCUS)["data"][0].clone();
    page["data"].as_array_mut().expect("rows").push(foreign);
    answers_with(&proxy, &page);
    let answer = proxy.send(&own_history());
    assert_eq!(answer.refusal(), (502, "upstream_unavailable".to_owned()));
    assert!(!answer.text().contains(MARCUS));
}

#[test]
fn a_customer_does_not_see_who_is_in_charge() {
    let proxy = turn();
    assert_eq!(proxy.send(&own_history()).json()["data"][0]["assignee_id"], serde_json::Value::Null);
    assert_eq!(proxy.send(&as_agent(&history_of(JANE))).json()["data"][0]["assignee_id"], AMELIA);
}

#[test]
fn fields_that_the_contract_does_not_have_stay_behind() {
    let proxy = turn();
    let mut page = page_of(JANE);
    page["data"][0]["internal_note"] = "she is difficult".into();
    page["debug"] = "10.0.0.7".into();
    answers_with(&proxy, &page);
    for request in [own_history(), as_agent(&history_of(JANE))] {
        let answer = proxy.send(&request);
        assert_eq!(answer.status, 200);
        assert!(!answer.text().contains("difficult") && !answer.text().contains("10.0.0.7"));
    }
}
