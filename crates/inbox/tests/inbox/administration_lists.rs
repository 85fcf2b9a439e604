//! api-v1.md §9: the registered webhooks and the delivery log.

use std::cell::RefCell;

use helpthread_inbox::database::Database;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode};
use serde_json::{Value, json};

use crate::support::{Desk, NOW, Server, Watched, code, get_request, moment, refusal, rows};

fn desk() -> Desk {
    let desk = Desk::new();
    for webhook in 1..=5 {
        desk.database()
            .query(
                "INSERT INTO webhooks (id, url, events, active, signing_secret, created_at, paused_at, paused_reason)
                 VALUES (?1, 'https://crm.example/', 'message.created conversation.updated', 0, 'whsec_hidden', 60, 120, 'gone')",
                &[format!("whk_{webhook}").into()],
            )
            .unwrap();
    }
    for (id, webhook, state, created_at) in
        [("evt_1", "whk_1", "delivered", 100), ("evt_2", "whk_1", "due", 200), ("evt_3", "whk_2", "failed", 200)]
    {
        desk.database()
            .query(
                "INSERT INTO deliveries (id, webhook_id, event_type, body, state, attempts, due_at_milliseconds, created_at)
                 VALUES (?1, ?2, 'message.created', '{\"secret\":1}', ?3, 2, 200500, ?4)",
                &[id.into(), webhook.into(), state.into(), i64::into(created_at)],
            )
            .unwrap();
    }
    desk
}

fn get(database: impl Database, path: &str, query: &str) -> helpthread_inbox::answer::Answer {
    let query = format!("workspace=desk&{query}");
    let body = Body::default();
    let query = query.trim_end_matches('&');
    let request = Request { method: "GET", ..get_request(path, query, None, &body) };
    Inbox::new(database, Mode::Production).administer("desk", &request, &moment(NOW))
}

fn walked(desk: &Desk, path: &str) -> Vec<String> {
    let (mut ids, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let (page, cursor) = rows(&get(desk.database(), path, &query));
        ids.extend(page);
        match cursor {
            Some(cursor) => query = format!("limit=2&cursor={cursor}"),
            None => return ids,
        }
    }
}

#[test]
fn both_lists_are_newest_first_and_go_on_where_a_page_ended() {
    let desk = desk();
    assert_eq!(walked(&desk, "/_admin/webhooks"), ["whk_5", "whk_4", "whk_3", "whk_2", "whk_1"]);
    assert_eq!(walked(&desk, "/_admin/deliveries"), ["evt_3", "evt_2", "evt_1"]);
}

#[test]
fn a_webhook_tells_why_it_stopped_and_never_its_secret() {
    let answer = get(desk().database(), "/_admin/webhooks", "limit=1");
    assert!(!answer.body.contains("whsec_") && !answer.body.contains("secret"), "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(
        body["data"][0],
        json!({
            "id": "whk_5", "url": "https://crm.example/", "events": ["message.created", "conversation.updated"],
            "active": false, "created_at": "1970-01-01T00:01:00Z", "paused_at": "1970-01-01T00:02:00Z",
            "paused_reason": "gone"
        })
    );
}

#[test]
fn a_delivery_tells_its_state_and_not_what_customers_wrote() {
    let answer = get(desk().database(), "/_admin/deliveries", "");
    assert!(!answer.body.contains("secret"), "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(
        body["data"][1],
        json!({
            "id": "evt_2", "webhook_id": "whk_1", "event_type": "message.created", "state": "due", "attempts": 2,
            "due_at": "1970-01-01T00:03:20.500Z", "created_at": "1970-01-01T00:03:20Z", "last_attempt_at": null,
            "last_outcome": null
        })
    );
    assert_eq!(body["data"][0]["due_at"], Value::Null, "what is over is not due");
}

#[test]
fn each_list_is_one_search_of_an_index() {
    let desk = desk();
    for (path, table) in [("/_admin/webhooks", "webhooks"), ("/_admin/deliveries", "deliveries")] {
        let watched = Watched { database: desk.database(), plans: RefCell::default() };
        assert_eq!(get(&watched, path, "").status, 200);
        let plans = watched.plans.into_inner();
        let (_, plan) = plans.last().unwrap();
        assert!(plan.starts_with(&format!("SEARCH {table} USING")) && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[test]
fn a_query_is_read_strictly() {
    let desk = desk();
    for path in ["/_admin/webhooks", "/_admin/deliveries"] {
        for query in ["limit=0", "limit=x", "cursor=", "cursor=x", "cursor=-1.evt_1", "status=due", "workspace=desk"] {
            assert_eq!(code(&get(desk.database(), path, query)), (400, "invalid_filter".to_owned()), "{path} {query}");
        }
        let server = Server::new(Mode::Production);
        for target in [path.to_owned(), format!("{path}?workspace=a-b")] {
            let (status, _, told) = refusal(&server.administer("GET", &target, ""));
            assert_eq!((status, told.as_str()), (400, "The query parameter workspace must be a workspace's name."));
        }
        assert_eq!(code(&server.administer("GET", &format!("{path}?workspace=nobody"), "")).0, 404);
    }
}
