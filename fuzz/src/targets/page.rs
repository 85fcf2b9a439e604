//! What upstream answers, which is not trusted either (SECURITY.md, "hostile upstream"): pages, and refusals.

use helpthread_core::{
    error::ErrorCode,
    id::CustomerId,
    query::{ConversationsQuery, HistoryQuery},
};
use helpthread_policy::{
    call::Call,
    hub::Reader,
    page,
    upstream::{Answered, Upstream, failure},
};
use serde_json::{Value, json};

use super::names;
use crate::vectors::{self, JANE, NOW};

/// A conversation's fields (api-v1.md §2), in alphabetical order.
const FIELDS: [&str; 8] =
    ["assignee_id", "created_at", "customer_id", "id", "last_message_at", "status", "subject", "updated_at"];

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let refusal = json!({"error": {"code": "customer_not_found", "message": "No customer was found for id cus_1."}});
    let answers = vectors::cases("answers.json").into_iter().map(|case| case["answer"].clone());
    answers.chain([refusal]).map(|answer| answer.to_string().into_bytes()).collect()
}

pub(crate) fn check(data: &[u8]) {
    let answered = |status| Answered {
        status,
        content_type: Some("application/json".to_owned()),
        body: data.to_vec(),
        ..Answered::default()
    };
    for status in [302, 400, 401, 403, 404, 409, 422, 429, 500] {
        is_a_plain_refusal(&Upstream::Answered(answered(status)));
    }
    let customer = CustomerId::parse(JANE).expect("an id");
    let history = Call::History { customer: customer.clone(), query: HistoryQuery::default() };
    let list = Call::Conversations { query: ConversationsQuery::default() };
    let of_jane = page::read(&history, &answered(200));
    let Some(read) = page::read(&list, &answered(200)) else {
        assert!(of_jane.is_none());
        return;
    };
    let is_janes = read.data.iter().all(|row| row.customer_id == customer);
    assert_eq!(of_jane.as_ref(), is_janes.then_some(&read), "another customer's row");

    let for_agent = page::write(read.clone(), Reader::Agent, false).expect("JSON");
    let again = Answered { body: for_agent.clone().into_bytes(), ..answered(200) };
    assert_eq!(page::read(&list, &again), Some(read.clone()));
    let for_customer = page::write(read, Reader::Customer, false).expect("JSON");
    assert_eq!(page::for_reader(&for_agent, Reader::Customer, false).as_ref(), Some(&for_customer));
    let for_customer: Value = serde_json::from_str(&for_customer).expect("JSON");
    assert_eq!(names(&for_customer), ["data", "pagination"]);
    for row in for_customer["data"].as_array().expect("rows") {
        assert_eq!(names(row), FIELDS, "a field that the contract does not name");
        assert!(row["assignee_id"].is_null());
    }
}

/// A status and a code of ours, and nothing in the message that could be a signature or break a line.
fn is_a_plain_refusal(upstream: &Upstream) {
    let answer = failure(upstream, NOW);
    let json: Value = serde_json::from_slice(answer.body.as_deref().unwrap_or_default()).expect("JSON");
    let code = ErrorCode::parse(json["error"]["code"].as_str().expect("a code")).expect("a code of the contract");
    assert_eq!(code.status(), answer.status);
    assert_ne!(answer.status, 401, "the session token is not what is wrong");
    let message = json["error"]["message"].as_str().expect("a message");
    assert!(message.len() <= 300 && !message.chars().any(char::is_control), "{message}");
    assert!(!message.contains("HTHMAC"), "{message}");
    let mut run = 0;
    for character in message.chars() {
        run = if character.is_ascii_hexdigit() { run + 1 } else { 0 };
        assert!(run < 64, "{message}");
    }
}
