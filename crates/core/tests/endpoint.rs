//! The endpoint table against api-v1.md §3 and §4.

use helpthread_core::{
    body::{ConversationChange, NewMessage, NewWebhook},
    endpoint::{COMMON_ERRORS, ENDPOINTS, Method, Operation, Parameter, Schema, route},
    error::{ErrorCode, Producer},
    query::{ConversationsQuery, HistoryQuery},
    scope::Scope,
};

#[test]
fn the_five_operations_are_the_contracts() {
    let rows = ENDPOINTS.map(|endpoint| {
        (endpoint.method.as_str(), endpoint.path, endpoint.scope.as_str(), endpoint.status, endpoint.answer)
    });
    assert_eq!(
        rows,
        [
            ("GET", "/conversations", "conversations:read", 200, Schema::ConversationPage),
            ("POST", "/conversations/:id/messages", "conversations:write", 201, Schema::Message),
            ("PATCH", "/conversations/:id", "conversations:write", 200, Schema::Conversation),
            ("GET", "/customers/:id/conversations", "conversations:read", 200, Schema::ConversationPage),
            ("POST", "/webhooks", "webhooks:manage", 201, Schema::Webhook),
        ]
    );
}

#[test]
fn every_operation_finds_its_own_row() {
    for endpoint in &ENDPOINTS {
        assert_eq!(endpoint.operation.endpoint(), endpoint);
    }
}

#[test]
fn a_body_goes_with_every_method_but_get() {
    let bodies = ENDPOINTS.map(|endpoint| endpoint.body);
    let [message, change, webhook] = [Schema::NewMessage, Schema::ConversationChange, Schema::NewWebhook].map(Some);
    assert_eq!(bodies, [None, message, change, None, webhook]);
}

#[test]
fn the_parameters_are_those_that_the_queries_read() {
    let names = |parameters: &[Parameter]| parameters.iter().map(|parameter| parameter.name).collect::<Vec<_>>();
    assert_eq!(names(Operation::ListConversations.endpoint().query), ConversationsQuery::PARAMETERS);
    assert_eq!(names(Operation::ListCustomerConversations.endpoint().query), HistoryQuery::PARAMETERS);
    for operation in [Operation::CreateMessage, Operation::UpdateConversation, Operation::CreateWebhook] {
        assert!(operation.endpoint().query.is_empty());
    }
}

#[test]
fn every_example_works() {
    for endpoint in &ENDPOINTS {
        let (path, query) = endpoint.example.path.split_once('?').unwrap_or((endpoint.example.path, ""));
        let found = route(endpoint.method.as_str(), path).expect("a route");
        assert_eq!(found.operation(), endpoint.operation);
        assert_eq!(found.path(), path);
        let body = endpoint.example.body.unwrap_or_default().as_bytes();
        let accepted = match endpoint.operation {
            Operation::ListConversations => ConversationsQuery::parse(query).is_ok() && body.is_empty(),
            Operation::ListCustomerConversations => HistoryQuery::parse(query).is_ok() && body.is_empty(),
            Operation::CreateMessage => NewMessage::parse(body).is_ok() && query.is_empty(),
            Operation::UpdateConversation => ConversationChange::parse(body).is_ok() && query.is_empty(),
            Operation::CreateWebhook => NewWebhook::parse(body).is_ok() && query.is_empty(),
        };
        assert!(accepted, "{:?}", endpoint.operation);
    }
}

#[test]
fn every_error_of_the_api_is_somebodys_and_named_once() {
    // Told before there is an operation.
    let unrouted = [ErrorCode::NotFound, ErrorCode::MethodNotAllowed];
    for endpoint in &ENDPOINTS {
        for (index, code) in endpoint.errors.iter().enumerate() {
            assert!(!COMMON_ERRORS.contains(code) && !unrouted.contains(code), "{code} is not an operation's own");
            assert!(!endpoint.errors[..index].contains(code), "{code} twice");
        }
    }
    for code in ErrorCode::ALL {
        let told = ENDPOINTS.iter().any(|endpoint| endpoint.errors.contains(code));
        let by_the_api = told || COMMON_ERRORS.contains(code) || unrouted.contains(code);
        assert_eq!(by_the_api, code.producer() == Producer::Api, "{code}");
    }
}

#[test]
fn bodies_can_be_malformed_and_ids_can_be_unknown() {
    for endpoint in &ENDPOINTS {
        let has = |code| endpoint.errors.contains(&code);
        assert!(has(ErrorCode::InvalidFilter), "any operation can be sent an unknown query parameter");
        assert_eq!(has(ErrorCode::InvalidRequest), endpoint.body.is_some());
        assert_eq!(has(ErrorCode::UnsupportedMediaType), endpoint.body.is_some());
        assert_eq!(has(ErrorCode::IdempotencyMismatch), endpoint.method == Method::Post);
        assert_eq!(has(ErrorCode::ConversationNotFound), endpoint.path.starts_with("/conversations/"));
        assert_eq!(has(ErrorCode::CustomerNotFound), endpoint.path.starts_with("/customers/"));
        assert_eq!(has(ErrorCode::InvalidWebhookUrl), endpoint.scope == Scope::WebhooksManage);
        assert_eq!(has(ErrorCode::Conflict), endpoint.method == Method::Patch);
        assert_eq!(has(ErrorCode::InvalidStatusTransition), endpoint.method == Method::Patch);
    }
}

#[test]
fn methods_are_case_sensitive() {
    for method in [Method::Get, Method::Post, Method::Patch] {
        assert_eq!(Method::parse(method.as_str()), Some(method));
        assert_eq!(Method::parse(&method.as_str().to_lowercase()), None);
    }
}
