//! Methods and request targets (api-v1.md §3, proxy.md §2): served as a list of patterns over the raw path says, and nothing else.

use helpthread_core::{
    endpoint::{self, Operation, RouteMiss},
    id::{ConversationId, CustomerId, is_identifier},
    target::Target,
};
use helpthread_policy::route::{Place, Route};

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let targets = [
        "GET /conversations",
        "POST /conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages",
        "PATCH /conversations/cnv_1?status=open#x",
        "GET /customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations?limit=5",
        "POST /webhooks",
        "GET /customers/cus_1/live?after=1",
        "DELETE /customers/cnv_1/conversations/",
        "GET https://proxy.example.com/v1/../conversations",
        "GET /widget/helpthread.js",
        "GET /healthz",
        "POST /hooks/helpthread",
    ];
    targets.iter().map(|target| target.as_bytes().to_vec()).collect()
}

pub(crate) fn check(data: &[u8]) {
    let Some((method, url)) = str::from_utf8(data).ok().and_then(|text| text.split_once(' ')) else { return };
    let Target { path, query } = Target::of(url);
    assert!(url.contains(path) && url.contains(query) && !path.contains(['?', '#']) && !query.contains('#'));
    assert!(path.is_empty() || path.starts_with('/'));
    of_the_api(method, path);
    of_the_proxy(path);
}

/// The operations of a path, whether or not its id is one of the right type.
fn operations(path: &str) -> Vec<(&'static str, Operation)> {
    let segments: Vec<&str> = path.split('/').collect();
    match segments[..] {
        ["", "conversations"] => vec![("GET", Operation::ListConversations)],
        ["", "conversations", id, "messages"] if is_identifier(id) => vec![("POST", Operation::CreateMessage)],
        ["", "conversations", id] if is_identifier(id) => vec![("PATCH", Operation::UpdateConversation)],
        ["", "customers", id, "conversations"] if is_identifier(id) => {
            vec![("GET", Operation::ListCustomerConversations)]
        }
        ["", "webhooks"] => vec![("POST", Operation::CreateWebhook)],
        _ => Vec::new(),
    }
}

fn of_the_api(method: &str, path: &str) {
    let expected = operations(path);
    let asked = expected.iter().find(|(allowed, _)| *allowed == method).map(|(_, operation)| *operation);
    match endpoint::route(method, path) {
        Ok(route) => {
            assert_eq!(Some(route.operation()), asked);
            assert_eq!(route.path(), path, "made again from its typed parts");
        }
        Err(RouteMiss::NoSuchPath) => assert_eq!(expected, []),
        Err(RouteMiss::MethodNotAllowed { allow }) => {
            let allow: Vec<&str> = allow.iter().map(|method| method.as_str()).collect();
            assert_eq!(allow, expected.iter().map(|(method, _)| *method).collect::<Vec<_>>());
            assert!(asked.is_none());
        }
        Err(RouteMiss::NoSuchResource { operation, refusal }) => {
            assert_eq!((Some(operation), refusal.code.status()), (asked, 404));
            let id = path.split('/').nth(2).unwrap_or_default();
            let is_a_customers = operation == Operation::ListCustomerConversations;
            let exists = if is_a_customers { CustomerId::parse(id).is_ok() } else { ConversationId::parse(id).is_ok() };
            assert!(!exists, "{id} is of the right type");
        }
    }
}

fn of_the_proxy(path: &str) {
    let route = Route::of(&["/v1", path].concat());
    let expected: Vec<Operation> = operations(path).into_iter().map(|(_, operation)| operation).collect();
    match &route {
        Some(Route::Api(served)) => {
            let served: Vec<Operation> = served.iter().map(|served| served.operation).collect();
            assert_eq!(served, expected);
            assert!(!served.contains(&Operation::CreateWebhook), "a browser reaches POST /webhooks");
        }
        Some(Route::Live(customer)) => {
            let id = path.strip_prefix("/customers/").and_then(|rest| rest.strip_suffix("/live")).expect("its pattern");
            assert_eq!(customer.as_ref().ok(), CustomerId::parse(id).ok().as_ref());
        }
        Some(other) => panic!("{other:?} is not of v1"),
        None => assert!(expected.is_empty() || expected == [Operation::CreateWebhook]),
    }
    match Route::of(path) {
        Some(Route::WidgetFile(name)) => {
            assert_eq!((format!("/widget/{name}").as_str(), Place::of(path)), (path, Place::Widget));
            assert!(!name.starts_with('.') && !name.contains(['/', '%', '\\']));
        }
        Some(Route::Health) => assert_eq!(path, "/healthz"),
        Some(Route::Hook) => assert_eq!(path, "/hooks/helpthread"),
        Some(_) => assert!(path.starts_with("/v1/")),
        None => {}
    }
}
