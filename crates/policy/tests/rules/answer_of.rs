//! What came of a write (proxy.md §2, "Answers from upstream").

use crate::given::{AGENT, JANE, NOW, body, header, refusal};
use helpthread_core::{
    body::{ConversationChange, NewMessage},
    id::ConversationId,
};
use helpthread_policy::{
    answer_of::{Outcome, write},
    call::Call,
    upstream::{Answered, Upstream},
};
use serde_json::{Value, json};

const CONVERSATION: &str = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";

fn reply() -> Call {
    let body = json!({ "author_type": "agent", "agent_id": AGENT, "body": "Hello" }).to_string();
    Call::Reply {
        conversation: ConversationId::parse(CONVERSATION).expect("an id"),
        message: NewMessage::parse(body.as_bytes()).expect("a message"),
    }
}

fn change(if_match: Option<&str>) -> Call {
    Call::Change {
        conversation: ConversationId::parse(CONVERSATION).expect("an id"),
        change: ConversationChange::parse(br#"{"status":"closed"}"#).expect("a change"),
        if_match: if_match.map(str::to_owned),
    }
}

fn message() -> Value {
    json!({ "data": {
        "id": "msg_1", "conversation_id": CONVERSATION, "author_type": "agent", "agent_id": AGENT, "body": "Hello",
        "internal": false, "created_at": "2024-05-13T15:10:00Z"
    } })
}

fn conversation() -> Value {
    json!({ "data": {
        "id": CONVERSATION, "customer_id": JANE, "subject": "Billing", "status": "closed", "assignee_id": null,
        "created_at": "2024-05-13T14:24:00Z", "updated_at": "2024-05-13T15:02:11Z", "last_message_at": "2024-05-13T15:02:11Z"
    } })
}

fn answered(status: u16, body: &Value) -> Answered {
    Answered {
        status,
        content_type: Some("application/json".to_owned()),
        body: body.to_string().into_bytes(),
        ..Answered::default()
    }
}

fn outcome(call: &Call, answered: Answered) -> Outcome {
    write(call, &Upstream::Answered(answered), NOW)
}

#[test]
fn an_applied_reply_is_the_contracts_message_and_nothing_else() {
    let mut extended = message();
    extended["data"]["debug"] = json!("canary");
    let Outcome::Applied { answer, customer: None } = outcome(&reply(), answered(201, &extended)) else {
        panic!("it was applied")
    };
    assert_eq!((answer.status, body(&answer)), (201, message()));
}

#[test]
fn an_applied_change_tells_its_customer_and_its_tag() {
    let upstream = Answered { etag: Some("\"0123\"".to_owned()), ..answered(200, &conversation()) };
    let Outcome::Applied { answer, customer: Some(customer) } = outcome(&change(None), upstream) else {
        panic!("it was applied")
    };
    assert_eq!((answer.status, body(&answer), customer.as_str()), (200, conversation(), JANE));
    assert_eq!(header(&answer, "ETag"), Some("\"0123\""));
}

#[test]
fn a_tag_that_is_not_one_stays_behind() {
    for etag in ["0123", "W/\"0123\"", "\"a\"b\"", "\"", "", "\"\u{e9}\"", "*"] {
        let upstream = Answered { etag: Some(etag.to_owned()), ..answered(200, &conversation()) };
        assert_eq!(header(&outcome(&change(None), upstream).into_answer(), "ETag"), None, "{etag}");
    }
}

#[test]
fn a_definite_refusal_passes_as_one() {
    for (status, code, told) in [
        (400, "invalid_status_transition", 400),
        (404, "conversation_not_found", 404),
        (409, "conflict", 409),
        (422, "idempotency_mismatch", 422),
        (429, "rate_limit_exceeded", 429),
        (401, "invalid_signature", 503),
        (403, "insufficient_scope", 503),
    ] {
        let upstream = answered(status, &json!({ "error": { "code": code, "message": "As upstream says." } }));
        let Outcome::Refused(answer) = outcome(&reply(), upstream) else { panic!("{status} is a refusal") };
        assert_eq!(answer.status, told, "{code}");
    }
}

/// Everything after which the write may or may not have been applied.
fn lost() -> Vec<Upstream> {
    let foreign = message().to_string().replace(CONVERSATION, "cnv_other");
    vec![
        Upstream::Failed,
        Upstream::TimedOut,
        Upstream::Answered(answered(500, &json!({}))),
        Upstream::Answered(answered(503, &json!({}))),
        Upstream::Answered(answered(302, &json!({}))),
        // A gateway's pages: they say nothing about what is behind it.
        Upstream::Answered(answered(403, &json!({}))),
        Upstream::Answered(answered(404, &json!("<html>"))),
        Upstream::Answered(answered(408, &json!({}))),
        Upstream::Answered(answered(
            410,
            &json!({ "error": { "code": "gone", "message": "No code of the contract." } }),
        )),
        Upstream::Answered(answered(201, &json!({ "data": {} }))),
        Upstream::Answered(Answered { content_type: None, ..answered(201, &message()) }),
        Upstream::Answered(answered(201, &serde_json::from_str(&foreign).expect("JSON"))),
    ]
}

#[test]
fn a_lost_reply_or_conditional_change_is_outcome_unknown() {
    for call in [reply(), change(Some("\"0123\""))] {
        for upstream in lost() {
            let Outcome::Lost(answer) = write(&call, &upstream, NOW) else { panic!("{upstream:?} is no outcome") };
            assert_eq!(refusal(&answer), (502, "outcome_unknown".to_owned()), "{upstream:?}");
        }
    }
}

#[test]
fn a_lost_plain_change_may_simply_be_made_again() {
    for upstream in lost() {
        let Outcome::Lost(answer) = write(&change(None), &upstream, NOW) else { panic!("{upstream:?} is no outcome") };
        let codes = ["upstream_unavailable", "upstream_timeout", "misconfigured"];
        assert!(codes.contains(&refusal(&answer).1.as_str()), "{upstream:?}");
    }
}

#[test]
fn a_message_that_echoes_a_signature_is_not_passed_on() {
    let signature = "0123456789abcdef".repeat(4);
    for message in [
        format!("The signature sha256={signature} is wrong."),
        "HTHMAC workspace_key=\"k\"".to_owned(),
        // Found by fuzzing: glued to a word it is still a signature.
        format!("signature{signature}"),
        format!("{}x", signature.to_uppercase()),
        "line\r\nSet-Cookie: a=b".to_owned(),
        "x".repeat(301),
    ] {
        let upstream = answered(409, &json!({ "error": { "code": "conflict", "message": message } }));
        let told = body(&outcome(&change(None), upstream).into_answer());
        assert_eq!(told["error"]["message"], "The resource changed meanwhile.");
    }
}
