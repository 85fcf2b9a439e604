//! The answers: success as it was recorded, and one response per status and set of codes.

use std::collections::BTreeMap;

use helpthread_core::endpoint::{COMMON_ERRORS, ENDPOINTS, Endpoint, Operation};
use helpthread_core::error::ErrorCode;
use serde_json::{Map, Value, json};

use super::schemas;
use crate::operation;
use crate::recorded::Recorded;
use crate::schema::named;

const EVERY: [(&str, &str); 3] = [("X-Request-Id", "RequestId"), ("Date", "Date"), ("Cache-Control", "NoStore")];
const LIMITS: [(&str, &str); 3] = [
    ("X-RateLimit-Limit", "RateLimitLimit"),
    ("X-RateLimit-Remaining", "RateLimitRemaining"),
    ("X-RateLimit-Reset", "RateLimitReset"),
];

fn headers(known: impl IntoIterator<Item = (&'static str, &'static str)>) -> Value {
    let headers = known.into_iter();
    headers
        .map(|(name, of)| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{of}") })))
        .collect::<Map<_, _>>()
        .into()
}

/// The errors of an operation by status.
fn errors(endpoint: &Endpoint) -> BTreeMap<u16, Vec<ErrorCode>> {
    // A path with an id that is none is no route.
    let unrouted = endpoint.path.contains(":id").then_some(&ErrorCode::NotFound);
    let mut errors: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in COMMON_ERRORS.iter().chain(endpoint.errors).chain(unrouted) {
        errors.entry(code.status()).or_default().push(*code);
    }
    errors
}

/// The name of a response: its status, and the codes that not every operation has under it.
fn name(status: u16, codes: &[ErrorCode]) -> String {
    let words = codes.iter().flat_map(|code| code.as_str().split('_'));
    let words: Vec<String> = words.map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    format!("E{status}{}", words.concat())
}

/// Every error response of `components/responses`.
pub(super) fn all() -> Value {
    let mut all = Map::new();
    for endpoint in &ENDPOINTS {
        for (status, codes) in errors(endpoint) {
            all.entry(name(status, &codes)).or_insert_with(|| refusal(status, &codes));
        }
    }
    Value::Object(all)
}

fn refusal(status: u16, codes: &[ErrorCode]) -> Value {
    let mut known: Vec<(&str, &str)> = EVERY.to_vec();
    match status {
        401 => known.push(("WWW-Authenticate", "Challenge")),
        413 | 500 => {}
        _ => known.extend(LIMITS),
    }
    if status == 429 {
        known.push(("Retry-After", "RetryAfter"));
    }
    let meanings: Vec<&str> = codes.iter().map(|code| code.meaning()).collect();
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    json!({
        "description": meanings.join(" "),
        "headers": headers(known),
        "content": { "application/json": { "schema": { "allOf": [
            named("Error"),
            { "properties": { "error": { "properties": { "code": { "enum": codes } } } } },
        ] } } },
    })
}

/// The responses of an operation.
pub(super) fn of(endpoint: &Endpoint, recorded: &Recorded) -> Value {
    let mut known: Vec<(&str, &str)> = EVERY.into_iter().chain(LIMITS).collect();
    if endpoint.operation == Operation::UpdateConversation {
        known.push(("ETag", "ETag"));
    }
    let slug = operation::slug(endpoint.operation);
    let example: Value =
        recorded.answer(slug).ok().and_then(|answer| serde_json::from_str(answer.body).ok()).unwrap_or(Value::Null);
    let mut success = json!({
        "description": success(endpoint.operation),
        "headers": headers(known),
        "content": { "application/json": { "schema": named(schemas::name(endpoint.answer)), "example": example } },
    });
    if let Some(links) = links(endpoint.operation) {
        success["links"] = links;
    }
    let mut responses = Map::from_iter([(endpoint.status.to_string(), success)]);
    for (status, codes) in errors(endpoint) {
        let reference = json!({ "$ref": format!("#/components/responses/{}", name(status, &codes)) });
        responses.insert(status.to_string(), reference);
    }
    Value::Object(responses)
}

fn success(operation: Operation) -> &'static str {
    match operation {
        Operation::ListConversations | Operation::ListCustomerConversations => "A page.",
        Operation::CreateMessage => "The message.",
        Operation::UpdateConversation => "The conversation as it is now.",
        Operation::CreateWebhook => "The webhook, with its secret, which no other answer has.",
    }
}

/// Which operation may follow, with what from the answer: Schemathesis goes these ways too.
fn links(operation: Operation) -> Option<Value> {
    let link = |to: &str, about: &str, parameters: Value| json!({ "operationId": to, "description": about, "parameters": parameters });
    let first = json!({ "id": "$response.body#/data/0/id" });
    let change_first = || link("updateConversation", "Change the newest conversation of the page.", first.clone());
    let cursor = "$response.body#/pagination/next_cursor";
    Some(match operation {
        Operation::ListConversations => json!({
            "NextPage": link("listConversations", "The next page.", json!({ "cursor": cursor })),
            "ChangeTheFirst": change_first(),
            "ReplyToTheFirst": link("createMessage", "Reply to the newest conversation of the page.", first.clone()),
            "HistoryOfTheFirst": link("listCustomerConversations", "All conversations of that customer.",
                json!({ "id": "$response.body#/data/0/customer_id" })),
        }),
        Operation::ListCustomerConversations => json!({
            "NextPage": link("listCustomerConversations", "The next page.", json!({ "cursor": cursor, "id": "$request.path.id" })),
            "ChangeTheFirst": change_first(),
        }),
        Operation::CreateMessage => json!({
            "ChangeItsConversation": link("updateConversation", "Change the conversation that was replied to.",
                json!({ "id": "$response.body#/data/conversation_id" })),
        }),
        Operation::UpdateConversation => json!({
            "ChangeAgain": link("updateConversation", "Change what has just been changed.",
                json!({ "id": "$response.body#/data/id", "If-Match": "$response.header.ETag" })),
            "ReplyToIt": link("createMessage", "Reply to what has just been changed.", json!({ "id": "$response.body#/data/id" })),
        }),
        Operation::CreateWebhook => return None,
    })
}
