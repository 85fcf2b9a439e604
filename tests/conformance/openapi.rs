//! The `OpenAPI` document of the documentation pack, read as a stranger reads it, against the endpoint table: the same paths, methods, parameters, bodies, statuses and
//! codes. What the document says besides, the running server is held to by Schemathesis (schemathesis.rs).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use helpthread_core::endpoint::{COMMON_ERRORS, ENDPOINTS, Endpoint, Schema};
use helpthread_core::error::ErrorCode;
use serde_json::Value;
use xtask::repository;

/// The document's place, for those who read it themselves.
pub(crate) const DOCUMENT: &str = "docs/openapi.json";

fn document() -> Value {
    let text = fs::read_to_string(repository::path(DOCUMENT)).expect("the document can be read");
    serde_json::from_str(&text).expect("the document is JSON")
}

/// What `value` is or, by a reference within the document, stands for.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.map_or(value, |pointer| document.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")))
}

fn operation<'a>(document: &'a Value, endpoint: &Endpoint) -> &'a Value {
    let path = endpoint.path.replace(":id", "{id}");
    let operation = &document["paths"][path.as_str()][endpoint.method.as_str().to_lowercase()];
    assert!(operation.is_object(), "the document lacks {} {path}", endpoint.method.as_str());
    operation
}

fn parameters<'a>(document: &'a Value, endpoint: &Endpoint, place: &str) -> BTreeMap<&'a str, &'a Value> {
    let all = operation(document, endpoint)["parameters"].as_array().into_iter().flatten();
    let all = all.map(|parameter| resolved(document, parameter)).filter(|parameter| parameter["in"] == place);
    all.map(|parameter| (parameter["name"].as_str().expect("a name"), parameter)).collect()
}

/// The name of the schema of a body or an answer.
fn schema_name(content: &Value) -> &str {
    let reference = content["content"]["application/json"]["schema"]["$ref"].as_str().expect("a named schema");
    reference.rsplit('/').next().unwrap_or_default()
}

fn name_of(schema: Schema) -> &'static str {
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

#[test]
fn the_operations_are_the_tables() {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let described: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| item.as_object().expect("methods").keys().map(move |method| (path, method)))
        .map(|(path, method)| (method.to_uppercase(), path.replace("{id}", ":id")))
        .collect();
    let table = ENDPOINTS.iter().map(|endpoint| (endpoint.method.as_str().to_owned(), endpoint.path.to_owned()));
    assert_eq!(described, table.collect());
    for endpoint in &ENDPOINTS {
        let operation = operation(&document, endpoint);
        assert_eq!(
            operation["operationId"].as_str().map(str::to_lowercase),
            Some(format!("{:?}", endpoint.operation).to_lowercase())
        );
        assert_eq!(operation["summary"], endpoint.summary);
        assert_eq!(operation["security"][0]["hthmac"][0], endpoint.scope.as_str());
    }
}

#[test]
fn the_parameters_and_bodies_are_the_tables() {
    let document = document();
    for endpoint in &ENDPOINTS {
        let described = parameters(&document, endpoint, "query");
        let described: BTreeSet<_> =
            described.iter().map(|(name, of)| (*name, of["schema"]["type"].as_str())).collect();
        let is_id = |name: &str| name == "assignee_id"; // a schema of its own, which is a string
        let table = endpoint.query.iter().map(|of| (of.name, (!is_id(of.name)).then_some(of.kind)));
        assert_eq!(described, table.collect(), "{}", endpoint.path);
        assert_eq!(parameters(&document, endpoint, "path").contains_key("id"), endpoint.path.contains(":id"));

        let body = &operation(&document, endpoint)["requestBody"];
        assert_eq!(body.is_object().then(|| schema_name(body)), endpoint.body.map(name_of));
    }
}

#[test]
fn the_headers_are_those_of_the_errors_they_cause() {
    let document = document();
    for endpoint in &ENDPOINTS {
        let described: Vec<_> = parameters(&document, endpoint, "header").into_keys().collect();
        let causes = [(ErrorCode::IdempotencyMismatch, "Idempotency-Key"), (ErrorCode::Conflict, "If-Match")];
        let table: Vec<_> =
            causes.iter().filter(|(code, _)| endpoint.errors.contains(code)).map(|(_, name)| *name).collect();
        assert_eq!(described, table, "{}", endpoint.path);
    }
}

#[test]
fn the_statuses_and_their_codes_are_the_tables() {
    let document = document();
    for endpoint in &ENDPOINTS {
        let mut described: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
        for (status, answer) in operation(&document, endpoint)["responses"].as_object().expect("answers") {
            let answer = resolved(&document, answer);
            let codes = described.entry(status.parse().expect("a status")).or_default();
            if status.starts_with('2') {
                assert_eq!(schema_name(answer), name_of(endpoint.answer));
                continue;
            }
            let schema = &answer["content"]["application/json"]["schema"]["allOf"][1];
            let listed = schema.pointer("/properties/error/properties/code/enum").and_then(Value::as_array);
            codes.extend(listed.expect("codes").iter().filter_map(Value::as_str));
        }
        let mut table: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::from([(endpoint.status, BTreeSet::new())]);
        // A path with an id that is none is no route.
        let unrouted = endpoint.path.contains(":id").then_some(&ErrorCode::NotFound);
        for code in COMMON_ERRORS.iter().chain(endpoint.errors).chain(unrouted) {
            table.entry(code.status()).or_default().insert(code.as_str());
        }
        assert_eq!(described, table, "{}", endpoint.path);
    }
}

#[test]
fn nothing_is_described_that_no_operation_uses() {
    let text = fs::read_to_string(repository::path(DOCUMENT)).expect("the document can be read");
    for (kind, group) in document()["components"].as_object().expect("components") {
        for name in group.as_object().expect("a group").keys().filter(|_| kind != "securitySchemes") {
            assert!(text.contains(&format!("\"#/components/{kind}/{name}\"")), "nobody uses {kind}/{name}");
        }
    }
}
