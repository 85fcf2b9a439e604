//! From a method and a path to a route (threats.md rows 1 and 9): five shapes, and everything else is a miss.

use helpthread_core::{
    endpoint::{Method, Operation, Route, RouteMiss, route},
    error::{ErrorCode, Refusal},
    id::{ConversationId, CustomerId},
};
use proptest::prelude::*;

use crate::arbitrary::{conversation_id, customer_id};

const METHODS: [&str; 9] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];

fn conversation() -> ConversationId {
    ConversationId::parse("cnv_1").expect("an id")
}

/// What the contract has for each path.
fn offered(path: &str) -> Vec<(Method, Route)> {
    match path {
        "/conversations" => vec![(Method::Get, Route::ListConversations)],
        "/conversations/cnv_1" => vec![(Method::Patch, Route::UpdateConversation(conversation()))],
        "/conversations/cnv_1/messages" => vec![(Method::Post, Route::CreateMessage(conversation()))],
        "/customers/cus_1/conversations" => {
            vec![(Method::Get, Route::ListCustomerConversations(CustomerId::parse("cus_1").expect("an id")))]
        }
        "/webhooks" => vec![(Method::Post, Route::CreateWebhook)],
        other => panic!("{other}"),
    }
}

#[test]
fn every_path_answers_its_own_methods_and_lists_them_for_the_rest() {
    let paths = [
        "/conversations",
        "/conversations/cnv_1",
        "/conversations/cnv_1/messages",
        "/customers/cus_1/conversations",
        "/webhooks",
    ];
    for path in paths {
        let offered = offered(path);
        for method in METHODS.into_iter().chain(["get", "Get", "", "GET ", "X"]) {
            let wanted = match offered.iter().find(|(known, _)| known.as_str() == method) {
                Some((_, route)) => Ok(route.clone()),
                None => Err(RouteMiss::MethodNotAllowed { allow: offered.iter().map(|(method, _)| *method).collect() }),
            };
            assert_eq!(route(method, path), wanted, "{method:?} {path}");
        }
    }
}

#[test]
fn nothing_else_is_a_path() {
    let long = format!("/conversations/cnv_{}", "a".repeat(61));
    let paths = [
        "",
        "/",
        "//",
        "*",
        "conversations",
        "/conversation",
        "/Conversations",
        "/CONVERSATIONS",
        "/v1/conversations",
        "/conversations/",
        "//conversations",
        "/conversations//",
        "/./conversations",
        "/conversations/.",
        "/conversations/..",
        "/webhooks/../conversations",
        "/conversations/cnv_1/..",
        "/conversations/cnv_1/../cnv_2",
        "/conversations/cnv_1/",
        "/conversations/cnv_1//messages",
        "/conversations//messages",
        "/conversations/cnv_1/messages/",
        "/conversations/cnv_1/messages/msg_1",
        "/conversations/cnv_1/Messages",
        "/conversations/cnv_1/notes",
        "/customers",
        "/customers/",
        "/customers/cus_1",
        "/customers/cus_1/",
        "/customers/cus_1/conversations/",
        "/customers//conversations",
        "/customers/cus_1/conversations/cnv_1",
        "/customers/cus_1%2fconversations",
        "/customers/cus_1%2Fconversations",
        "/customers/%2e%2e/conversations",
        "/customers/../conversations",
        "/customers/./conversations",
        "/customers/cus_1%00/conversations",
        "/customers/cus_1%252f/conversations",
        "/customers/cus_1;x=1/conversations",
        "/customers/cus_1?x/conversations",
        "/customers/cus_1#x/conversations",
        "/customers/cus_1\\conversations",
        "\\customers\\cus_1\\conversations",
        "/customers/cus_1 /conversations",
        "/customers/ cus_1/conversations",
        "/customers/cus_1\n/conversations",
        "/customers/cus_é/conversations",
        "/customers/ＣＵＳ_1/conversations",
        "/customers/cus_1@evil/conversations",
        "/customers/:id/conversations",
        "/conversations/:id",
        "/conversations/cnv_1?status=open",
        "/conversations?status=open",
        "/conversations#",
        "/conversations;",
        "/conversations%20",
        "/conversations\0",
        "/%63onversations",
        "http://evil.example/conversations",
        "//evil.example/conversations",
        "/webhooks/",
        "/webhooks/whk_1",
        "/messages",
        "/_admin",
        "/healthz",
        &long,
    ];
    for path in paths {
        for method in METHODS {
            assert_eq!(route(method, path), Err(RouteMiss::NoSuchPath), "{method} {path:?}");
        }
    }
}

#[test]
fn an_id_of_another_type_is_told_as_not_found_with_its_operation() {
    let miss = |operation, code, message: &str| {
        Err(RouteMiss::NoSuchResource { operation, refusal: Refusal::new(code, message) })
    };
    assert_eq!(
        route("PATCH", "/conversations/cus_1"),
        miss(Operation::UpdateConversation, ErrorCode::ConversationNotFound, "No conversation was found for id cus_1.")
    );
    assert_eq!(
        route("POST", "/conversations/1/messages"),
        miss(Operation::CreateMessage, ErrorCode::ConversationNotFound, "No conversation was found for id 1.")
    );
    assert_eq!(
        route("GET", "/customers/cus_/conversations"),
        miss(Operation::ListCustomerConversations, ErrorCode::CustomerNotFound, "No customer was found for id cus_.")
    );
}

#[test]
fn the_method_is_looked_at_before_the_id() {
    assert_eq!(route("GET", "/conversations/cus_1"), Err(RouteMiss::MethodNotAllowed { allow: vec![Method::Patch] }));
}

#[test]
fn an_id_of_64_characters_is_the_longest() {
    let longest = format!("/conversations/cnv_{}", "a".repeat(60));
    assert!(route("PATCH", &longest).is_ok_and(|route| route.path() == longest));
}

proptest! {
    #[test]
    fn a_route_is_found_again_by_its_own_path(conversation in conversation_id(), customer in customer_id()) {
        for found in [
            Route::ListConversations,
            Route::CreateMessage(conversation.clone()),
            Route::UpdateConversation(conversation),
            Route::ListCustomerConversations(customer),
            Route::CreateWebhook,
        ] {
            let endpoint = found.operation().endpoint();
            prop_assert_eq!(route(endpoint.method.as_str(), &found.path()), Ok(found));
        }
    }

    #[test]
    fn whatever_is_routed_had_exactly_this_path(
        method in prop::sample::select(&METHODS[..]),
        path in "(/(conversations|customers|webhooks|messages|cnv_1|cus_1|\\.\\.|%2e|))*/?|.{0,40}",
    ) {
        if let Ok(found) = route(method, &path) {
            prop_assert_eq!(found.path(), path);
            prop_assert_eq!(found.operation().endpoint().method.as_str(), method);
        }
    }
}
