//! The closed list of routes (proxy.md §2, threats.md rows 1 and 9).

use crate::given::JANE;
use helpthread_core::{
    endpoint::{ENDPOINTS, Operation},
    scope::Scope,
};
use helpthread_policy::route::{Route, Served};
use proptest::prelude::*;

#[test]
fn the_list_is_closed() {
    for path in [
        "",
        "/",
        "/v1",
        "/v1/",
        "/v1/webhooks",
        "/v2/customers/cus_x/conversations",
        "/customers/cus_x/conversations",
        "/v1/customers",
        "/v1/customers/cus_x",
        "/v1/customers//live",
        "/v1/customers/cus_x/live/",
        "/v1/customers/cus_x/messages",
        "/v1/conversations/",
        "/v1/conversations/cnv_x/",
        "/v1/conversations/cnv_x/messages/",
        "/v1/conversations/cnv_x/messages/msg_x",
        "/v1/conversations/cnv_x/../cnv_y",
        "/v1/messages",
        "/hooks",
        "/hooks/",
        "/hooks/helpthread/",
        "/v1/customers//conversations",
        "/v1/customers/cus_x/conversations/",
        "//v1/customers/cus_x/conversations",
        "/v1/customers/cus_x/conversations/..",
        "/v1/customers/../customers/cus_x/conversations",
        "/v1/customers/cus_x%2fconversations",
        "/v1/customers/cus_x;a=b/conversations",
        "/V1/customers/cus_x/conversations",
        "/v1/customers/cus_%78/conversations",
        "/v1/customers/cus_x\\conversations",
        "/v1/customers/ｃus_x/conversations",
        "/widget",
        "/widget/",
        "/widget/../healthz",
        "/widget/a/b",
        "/widget/.hidden",
        "/healthz/",
        "/Healthz",
        "/_admin/workspaces",
    ] {
        assert_eq!(Route::of(path), None, "{path}");
    }
}

#[test]
fn what_is_on_the_list_is_found() {
    let operation = |path: &str| match Route::of(path) {
        Some(Route::Api(served)) => {
            let [Served { operation, target }] = served.as_slice() else { panic!("{path} has one method: {served:?}") };
            (*operation, target.is_ok())
        }
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(operation(&format!("/v1/customers/{JANE}/conversations")), (Operation::ListCustomerConversations, true));
    assert_eq!(operation("/v1/customers/usr_x/conversations"), (Operation::ListCustomerConversations, false));
    assert_eq!(operation("/v1/conversations"), (Operation::ListConversations, true));
    assert_eq!(operation("/v1/conversations/cnv_x/messages"), (Operation::CreateMessage, true));
    assert_eq!(operation("/v1/conversations/cus_x/messages"), (Operation::CreateMessage, false));
    assert_eq!(operation("/v1/conversations/cnv_x"), (Operation::UpdateConversation, true));
    let live = Route::of(&format!("/v1/customers/{JANE}/live"));
    assert!(matches!(live, Some(Route::Live(Ok(id))) if id.as_str() == JANE));
    assert!(matches!(Route::of("/v1/customers/usr_x/live"), Some(Route::Live(Err(_)))));
    assert_eq!(Route::of("/hooks/helpthread"), Some(Route::Hook));
    assert_eq!(Route::of("/healthz"), Some(Route::Health));
    assert_eq!(Route::of("/widget/history-0a1b.wasm"), Some(Route::WidgetFile("history-0a1b.wasm".to_owned())));
}

#[test]
fn every_operation_of_the_table_is_served_but_those_that_manage_webhooks() {
    for endpoint in &ENDPOINTS {
        let id = if endpoint.path.contains("customers") { JANE } else { "cnv_x" };
        let route = Route::of(&format!("/v1{}", endpoint.path.replace(":id", id)));
        let expected = (endpoint.scope != Scope::WebhooksManage).then(|| endpoint.method.as_str().to_owned());
        assert_eq!(route.map(|route| route.allow()), expected, "{}", endpoint.path);
    }
}

proptest! {
    #[test]
    fn a_served_path_is_spelt_in_one_way(path in "(/v1)?/?(customers|conversations|widget|healthz|hooks|[a-z%./]{0,9})?/?[A-Za-z0-9_%./-]{0,12}(/conversations|/live|/messages)?") {
        match Route::of(&path) {
            None | Some(Route::Live(Err(_))) => {}
            Some(Route::Health) => prop_assert_eq!(path, "/healthz"),
            Some(Route::Hook) => prop_assert_eq!(path, "/hooks/helpthread"),
            Some(Route::WidgetFile(name)) => prop_assert_eq!(path, format!("/widget/{name}")),
            Some(Route::Live(Ok(id))) => prop_assert_eq!(path, format!("/v1/customers/{id}/live")),
            Some(Route::Api(served)) => for Served { target, .. } in served {
                if let Ok(route) = target {
                    prop_assert_eq!(&path, &format!("/v1{}", route.path()));
                }
            },
        }
    }

    #[test]
    fn no_path_panics(path in any::<String>()) {
        let _ = Route::of(&path);
    }
}
