//! Error codes (api-v1.md §4, proxy.md §1 and §2) and the answers that carry them.

use std::collections::HashSet;

use helpthread_core::{
    error::{ErrorCode, Producer, Refusal, Retry},
    id::{ConversationId, CustomerId},
    model::ConversationStatus,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::vectors;

/// The contract's table, then ours beyond the reference.
const API: [(u16, &str); 18] = [
    (400, "invalid_request"),
    (400, "invalid_filter"),
    (400, "invalid_status_transition"),
    (400, "invalid_webhook_url"),
    (401, "missing_authentication"),
    (401, "invalid_signature"),
    (401, "timestamp_out_of_range"),
    (403, "insufficient_scope"),
    (404, "conversation_not_found"),
    (404, "customer_not_found"),
    (409, "conflict"),
    (429, "rate_limit_exceeded"),
    (404, "not_found"),
    (405, "method_not_allowed"),
    (413, "payload_too_large"),
    (415, "unsupported_media_type"),
    (422, "idempotency_mismatch"),
    (500, "internal_error"),
];

/// What only the proxy answers.
const PROXY: [(u16, &str); 7] = [
    (401, "invalid_session"),
    (401, "session_expired"),
    (403, "origin_not_allowed"),
    (503, "misconfigured"),
    (504, "upstream_timeout"),
    (502, "upstream_unavailable"),
    (502, "outcome_unknown"),
];

fn produced_by(producer: Producer) -> Vec<(u16, &'static str)> {
    let codes = ErrorCode::ALL.iter().filter(|code| code.producer() == producer);
    codes.map(|code| (code.status(), code.as_str())).collect()
}

#[test]
fn the_table_is_the_contracts() {
    assert_eq!(produced_by(Producer::Api), API);
    assert_eq!(produced_by(Producer::Proxy), PROXY);
}

#[test]
fn every_code_is_unique_readable_and_explained() {
    let names: HashSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    let meanings: HashSet<_> = ErrorCode::ALL.iter().map(|code| code.meaning()).collect();
    assert_eq!((names.len(), meanings.len()), (25, 25));
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::parse(code.as_str()), Some(*code));
        assert_eq!(code.to_string(), code.as_str());
        assert!(code.meaning().ends_with('.') && code.resolution().ends_with('.'), "{code}");
    }
    for unknown in ["", "INVALID_REQUEST", "invalid-request", " not_found"] {
        assert_eq!(ErrorCode::parse(unknown), None, "{unknown:?}");
    }
}

#[test]
fn only_what_may_pass_by_itself_is_worth_a_retry() {
    let with = |retry| {
        ErrorCode::ALL.iter().filter(|code| code.retry() == retry).map(|code| code.as_str()).collect::<Vec<_>>()
    };
    let later = ["rate_limit_exceeded", "internal_error", "misconfigured", "upstream_timeout", "upstream_unavailable"];
    assert_eq!(with(Retry::Later), later);
    assert_eq!(with(Retry::WithNewToken), ["invalid_session", "session_expired"]);
}

#[test]
fn the_messages_of_the_contract_are_exact() {
    let conversation = ConversationId::parse("cnv_1").expect("an id");
    let customer = CustomerId::parse("cus_1").expect("an id");
    let transition =
        Refusal::status_transition(&conversation, &ConversationStatus::Closed, &ConversationStatus::Pending);
    assert_eq!(transition.message, "Conversation cnv_1 cannot be moved from closed to pending.");
    assert_eq!(transition.code, ErrorCode::InvalidStatusTransition);
    assert_eq!(
        Refusal::customer_not_found(&customer).to_string(),
        "customer_not_found: No customer was found for id cus_1."
    );
    assert_eq!(
        Refusal::conversation_not_found(&conversation).to_string(),
        "conversation_not_found: No conversation was found for id cnv_1."
    );
    assert_eq!(Refusal::plain(ErrorCode::Conflict).message, ErrorCode::Conflict.meaning());
}

#[test]
fn the_references_errors_are_written_byte_for_byte() {
    #[derive(Deserialize)]
    struct Case {
        name: String,
        status: u16,
        answer: Value,
    }
    let cases = vectors::cases::<Case>("answers.json").into_iter().filter(|case| case.answer.get("error").is_some());
    let mut count = 0;
    for case in cases {
        let text = |field: &str| case.answer["error"][field].as_str().expect("text");
        let refusal = Refusal::new(ErrorCode::parse(text("code")).expect("a code"), text("message"));
        assert_eq!(refusal.code.status(), case.status, "{}", case.name);
        let wanted = format!(r#"{{"error":{{"code":"{}","message":"{}"}}}}"#, text("code"), text("message"));
        assert_eq!(refusal.to_json(), wanted, "{}", case.name);
        count += 1;
    }
    assert_eq!(count, 5);
}

proptest! {
    #[test]
    fn an_answer_is_always_json_with_exactly_the_code_and_the_message(message: String) {
        let refusal = Refusal::new(ErrorCode::InvalidFilter, message.clone());
        let read: Value = serde_json::from_str(&refusal.to_json()).expect("JSON");
        prop_assert_eq!(read, json!({"error": {"code": "invalid_filter", "message": message}}));
    }
}
