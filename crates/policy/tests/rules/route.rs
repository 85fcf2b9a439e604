//! The closed list of routes (proxy.md §2, threats.md rows 1 and 9).

use crate::given::JANE;
use helpthread_policy::route::Route;
use proptest::prelude::*;

#[test]
fn the_list_is_closed() {
    for path in [
        "",
        "/",
        "/v1",
        "/v1/",
        "/v1/conversations",
        "/v1/webhooks",
        "/v1/conversations/cnv_x",
        "/v1/conversations/cnv_x/messages",
        "/v2/customers/cus_x/conversations",
        "/customers/cus_x/conversations",
        "/v1/customers",
        "/v1/customers/cus_x",
        "/v1/customers/cus_x/live",
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
        "/hooks/helpthread",
        "/_admin/workspaces",
    ] {
        assert_eq!(Route::of(path), None, "{path}");
    }
}

#[test]
fn what_is_on_the_list_is_found() {
    assert!(
        matches!(Route::of(&format!("/v1/customers/{JANE}/conversations")), Some(Route::History(id)) if id.as_str() == JANE)
    );
    assert!(matches!(Route::of("/v1/customers/usr_x/conversations"), Some(Route::NoSuchCustomer(_))));
    assert_eq!(Route::of("/healthz"), Some(Route::Health));
    assert_eq!(Route::of("/widget/history-0a1b.wasm"), Some(Route::WidgetFile("history-0a1b.wasm".to_owned())));
}

proptest! {
    #[test]
    fn a_served_path_is_one_of_four_spellings(path in "(/v1)?/?(customers|widget|healthz|[a-z%./]{0,9})?/?[A-Za-z0-9_%./-]{0,12}(/conversations)?") {
        match Route::of(&path) {
            None | Some(Route::NoSuchCustomer(_)) => {}
            Some(Route::Health) => prop_assert_eq!(path, "/healthz"),
            Some(Route::WidgetFile(name)) => prop_assert_eq!(path, format!("/widget/{name}")),
            Some(Route::History(id)) => prop_assert_eq!(path, format!("/v1/customers/{id}/conversations")),
        }
    }

    #[test]
    fn no_path_panics(path in any::<String>()) {
        let _ = Route::of(&path);
    }
}
