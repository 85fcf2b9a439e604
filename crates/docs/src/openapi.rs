//! The `OpenAPI` 3.1 document: what a client may send and what it is told, from the endpoint table.
//!
//! The formats (`conversation-id`, `agent-id`, `customer-id`, `cursor`, `webhook-url`) say what a pattern cannot: the server knows it.
//! Schemathesis holds the running server to this document (`tests/conformance/schemathesis.rs`).

mod answers;
mod schemas;

use helpthread_core::endpoint::{ENDPOINTS, Endpoint, Operation};
use helpthread_core::error::ErrorCode;
use helpthread_core::model::EventType;
use serde_json::{Map, Value, json};

use crate::json_text::{Json, Language};
use crate::operation;
use crate::recorded::Recorded;
use crate::schema::named;

/// The document's text.
pub fn document(recorded: &Recorded) -> String {
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "HelpThread Support Inbox API",
            "version": "1.0.0",
            "summary": "Conversations, replies, customers and webhooks of a support inbox.",
            "description": "Every request is signed with an HMAC of its body. The reference: https://api.helpthread.com/docs",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "https://api.helpthread.com/v1" }],
        "security": [{ "hthmac": [] }],
        "tags": [
            { "name": "conversations", "description": "What customers and agents say." },
            { "name": "customers", "description": "What belongs to one customer." },
            { "name": "webhooks", "description": "Being told of changes." },
        ],
        "paths": paths(recorded),
        "webhooks": webhooks(),
        "components": {
            "securitySchemes": { "hthmac": {
                "type": "apiKey", "in": "header", "name": "Authorization",
                "description": "HTHMAC workspace_key=\"…\", signature=\"sha256=<HMAC-SHA256 of the raw body under the workspace's \
                                secret, in hex>\", timestamp=\"<unix seconds>\".",
            } },
            "parameters": schemas::parameters(),
            "headers": schemas::headers(),
            "responses": answers::all(),
            "schemas": schemas::all(),
        },
    });
    let text = document.to_string();
    Json::parse(&text).map_or(text, |json| json.written(Language::Json, 0)) + "\n"
}

fn paths(recorded: &Recorded) -> Value {
    let mut paths = Map::new();
    for endpoint in &ENDPOINTS {
        let item = paths.entry(endpoint.path.replace(":id", "{id}")).or_insert_with(|| json!({}));
        item[endpoint.method.as_str().to_lowercase()] = described(endpoint, recorded);
    }
    Value::Object(paths)
}

/// The name of an operation, as `OpenAPI` wants it.
pub fn operation_id(operation: Operation) -> &'static str {
    match operation {
        Operation::ListConversations => "listConversations",
        Operation::CreateMessage => "createMessage",
        Operation::UpdateConversation => "updateConversation",
        Operation::ListCustomerConversations => "listCustomerConversations",
        Operation::CreateWebhook => "createWebhook",
    }
}

fn described(endpoint: &Endpoint, recorded: &Recorded) -> Value {
    let first = endpoint.path.split('/').nth(1).unwrap_or_default();
    let mut described = json!({
        "operationId": operation_id(endpoint.operation),
        "tags": [first],
        "summary": endpoint.summary,
        "description": format!("Needs the scope `{}`.\n\n{}", endpoint.scope, operation::description(endpoint.operation)),
        "security": [{ "hthmac": [endpoint.scope.as_str()] }],
        "parameters": parameters(endpoint),
        "responses": answers::of(endpoint, recorded),
    });
    if let Some(body) = endpoint.body {
        let example: Value =
            endpoint.example.body.and_then(|body| serde_json::from_str(body).ok()).unwrap_or(Value::Null);
        described["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": named(schemas::name(body)), "example": example } },
        });
    }
    described
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let reference = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    let mut parameters = Vec::new();
    if endpoint.path.contains(":id") {
        parameters.push(reference(if endpoint.path.starts_with("/customers") { "customer" } else { "conversation" }));
    }
    parameters.extend(endpoint.query.iter().map(|parameter| reference(parameter.name)));
    if endpoint.errors.contains(&ErrorCode::IdempotencyMismatch) {
        parameters.push(reference("idempotencyKey"));
    }
    if endpoint.errors.contains(&ErrorCode::Conflict) {
        parameters.push(reference("ifMatch"));
    }
    parameters
}

/// What is delivered: Standard Webhooks.
fn webhooks() -> Value {
    let header = |name: &str, about: &str| json!({ "name": name, "in": "header", "required": true, "description": about, "schema": { "type": "string" } });
    let one = |event: &str| {
        let data = if event == EventType::MessageCreated.as_str() { "EventMessage" } else { "Conversation" };
        let id: String = event.split('.').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        json!({ "post": {
            "operationId": format!("on{id}"),
            "tags": ["webhooks"],
            "summary": format!("Told as {event}."),
            "description": "Signed with the webhook's secret, not with the workspace's. See Standard Webhooks.",
            "security": [],
            "parameters": [
                header("webhook-id", "Names the event; the same on every attempt."),
                header("webhook-timestamp", "When this attempt was signed, in unix seconds."),
                header("webhook-signature", "v1, and the base64 of HMAC-SHA256 over {webhook-id}.{webhook-timestamp}.{body}."),
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object",
                "required": ["type", "timestamp", "data"],
                "properties": {
                    "type": { "const": event },
                    "timestamp": { "type": "string", "description": "RFC 3339 with milliseconds; strictly increases per conversation." },
                    "data": named(data),
                },
            } } } },
            "responses": {
                "2XX": { "description": "Taken, within 10 seconds." },
                "410": { "description": "Not wanted any more: the webhook becomes inactive." },
            },
        } })
    };
    EventType::KNOWN.iter().map(|event| ((*event).to_owned(), one(event))).collect::<Map<_, _>>().into()
}
