//! `components`: schemas, parameters and headers.

use helpthread_core::endpoint::{ENDPOINTS, Schema};
use helpthread_core::model::{ConversationStatus, EventType};
use serde_json::{Map, Value, json};

use crate::schema::{CONVERSATION, MESSAGE, OBJECTS, Object, named};

/// The name of a body or an answer.
pub(super) const fn name(schema: Schema) -> &'static str {
    match schema {
        Schema::NewMessage => "NewMessage",
        Schema::ConversationChange => "ConversationChange",
        Schema::NewWebhook => "NewWebhook",
        Schema::Conversation => "ConversationAnswer",
        Schema::Message => "MessageAnswer",
        Schema::Webhook => "WebhookAnswer",
        Schema::ConversationPage => "ConversationPage",
    }
}

fn object(object: &Object) -> Value {
    let required: Vec<&str> = object.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let properties: Map<String, Value> = object
        .fields
        .iter()
        .map(|field| {
            let mut schema = (field.schema)();
            schema["description"] = json!(field.about);
            (field.name.to_owned(), schema)
        })
        .collect();
    let mut schema = json!({
        "type": "object", "description": object.about, "additionalProperties": false, "properties": properties,
    });
    if required.is_empty() {
        schema["minProperties"] = json!(1);
    } else {
        schema["required"] = json!(required);
    }
    schema
}

fn only(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().map(|fields| fields.keys().collect()).unwrap_or_default();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn id(kind: &str, prefix: &str) -> Value {
    json!({ "type": "string", "format": format!("{kind}-id"), "pattern": format!("^{prefix}_[A-Za-z0-9_-]{{1,60}}$") })
}

/// `components/schemas`.
pub(super) fn all() -> Value {
    let next = |cursor: &Value, more: bool| only(&json!({ "next_cursor": cursor, "has_more": { "const": more } }));
    let mut all = json!({
        "ConversationId": id("conversation", "cnv"),
        "CustomerId": id("customer", "cus"),
        "AgentId": id("agent", "usr"),
        "Time": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" },
        "Status": { "type": "string", "enum": ConversationStatus::KNOWN },
        "EventTypes": {
            "type": "array", "items": { "type": "string", "enum": EventType::KNOWN }, "minItems": 1, "uniqueItems": true,
        },
        "ConversationAnswer": only(&json!({ "data": named(CONVERSATION.name) })),
        "MessageAnswer": only(&json!({ "data": named(MESSAGE.name) })),
        "WebhookAnswer": only(&json!({ "data": named("Webhook") })),
        "ConversationPage": only(&json!({
            "data": { "type": "array", "maxItems": 100, "items": named(CONVERSATION.name) },
            "pagination": { "oneOf": [
                next(&json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" }), true),
                next(&json!({ "type": "null" }), false),
            ] },
        })),
        "Error": only(&json!({
            "error": only(&json!({ "code": { "type": "string" }, "message": { "type": "string", "minLength": 1 } })),
        })),
    });
    for known in OBJECTS {
        all[known.name] = object(known);
    }
    all["EventMessage"] = event_message();
    all
}

/// A message as events have it: from either side, and with whose it is.
fn event_message() -> Value {
    let mut message = object(&MESSAGE);
    message["description"] = json!("A message as an event has it: from either side, with the conversation's customer.");
    message["properties"]["author_type"] = json!({ "type": "string", "enum": ["agent", "customer"] });
    message["properties"]["agent_id"] = json!({ "anyOf": [named("AgentId"), { "type": "null" }] });
    message["properties"]["customer_id"] = named("CustomerId");
    if let Some(required) = message["required"].as_array_mut() {
        required.push(json!("customer_id"));
    }
    message
}

/// `components/parameters`.
pub(super) fn parameters() -> Value {
    let mut parameters = json!({
        "conversation": { "name": "id", "in": "path", "required": true, "schema": named("ConversationId") },
        "customer": { "name": "id", "in": "path", "required": true, "schema": named("CustomerId") },
        "idempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" },
            "description": "The same request again, within 24 hours, gets the first answer.",
        },
        "ifMatch": {
            "name": "If-Match", "in": "header",
            "schema": { "type": "string", "pattern": "^(\\*|\"[!#-~]*\"(, \"[!#-~]*\"){0,3})$" },
            "description": "The ETag of the conversation as it is known: 409 if it has changed since.",
        },
    });
    for parameter in ENDPOINTS.iter().flat_map(|endpoint| endpoint.query) {
        parameters[parameter.name] = json!({
            "name": parameter.name, "in": "query", "description": parameter.description, "schema": query_schema(parameter.name),
        });
    }
    parameters
}

fn query_schema(name: &str) -> Value {
    match name {
        "status" => json!({ "type": "string", "enum": ConversationStatus::KNOWN }),
        "assignee_id" => named("AgentId"),
        "cursor" => json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$", "format": "cursor" }),
        "limit" => json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 25 }),
        _ => json!({ "type": "string" }),
    }
}

/// `components/headers`.
pub(super) fn headers() -> Value {
    let header = |about: &str, schema: Value| json!({ "required": true, "description": about, "schema": schema });
    json!({
        "RequestId": header("Name it when you report a problem.", json!({ "type": "string", "pattern": "^req_[0-9a-f]{32}$" })),
        "Date": header("When the answer was made.", json!({
            "type": "string",
            "pattern": "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$",
        })),
        "NoStore": header("No cache keeps an answer.", json!({ "const": "no-store" })),
        "Challenge": header("How to authenticate.", json!({ "const": "HTHMAC" })),
        "RateLimitLimit": header("Requests allowed in this window.", json!({ "type": "integer", "minimum": 1 })),
        "RateLimitRemaining": header("Requests left in it.", json!({ "type": "integer", "minimum": 0 })),
        "RateLimitReset": header("When it ends, in unix seconds.", json!({ "type": "integer", "multipleOf": 60 })),
        "RetryAfter": header("Seconds until the window ends.", json!({ "type": "integer", "minimum": 1, "maximum": 60 })),
        "ETag": header("The conversation's tag, for If-Match.", json!({ "type": "string", "pattern": "^\"[0-9a-f]{32}\"$" })),
    })
}
