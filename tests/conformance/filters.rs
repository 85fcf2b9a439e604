//! Filters and limits (api-v1.md §3): what each lets through, and the exact refusal of what it does not understand.

use serde_json::Value;

use crate::api::api;
use crate::lists::JANE;
use crate::pages::everything;

const AMELIA: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

fn is(field: &'static str, value: &'static str) -> impl Fn(&&Value) -> bool {
    move |row| row[field] == value
}

/// The first `limit` rows that pass, as the list must show them.
fn expected<'a>(limit: usize, pass: impl Fn(&&'a Value) -> bool) -> Vec<&'a Value> {
    everything().iter().filter(pass).take(limit).collect()
}

fn shown(path: &str) -> Vec<Value> {
    api().page(path)["data"].as_array().cloned().expect("a list")
}

#[test]
fn a_status_narrows_the_list() {
    for status in ["open", "pending", "closed"] {
        let rows = expected(25, is("status", status));
        assert_eq!(rows.len(), 25);
        assert!(shown(&format!("/conversations?status={status}")).iter().eq(rows), "{status}");
    }
}

#[test]
fn an_assignee_narrows_the_list() {
    let rows = expected(25, is("assignee_id", AMELIA));
    assert!(shown(&format!("/conversations?assignee_id={AMELIA}")).iter().eq(rows));
}

#[test]
fn filters_are_combined() {
    let rows = expected(25, |row| row["assignee_id"] == AMELIA && row["status"] == "pending");
    assert!(!rows.is_empty());
    assert!(shown(&format!("/conversations?status=pending&assignee_id={AMELIA}")).iter().eq(rows));
}

#[test]
fn an_assignee_whom_nobody_has_is_an_empty_list() {
    let page = api().page("/conversations?assignee_id=usr_nobody");
    assert_eq!(page, serde_json::json!({ "data": [], "pagination": { "next_cursor": null, "has_more": false } }));
}

#[test]
fn a_status_narrows_a_history() {
    let path = |status: &str| format!("/customers/{JANE}/conversations?status={status}");
    assert_eq!(shown(&path("open"))[0]["subject"], "Unable to update billing address");
    assert_eq!(shown(&path("closed"))[0]["subject"], "Login issue on mobile app");
    assert!(shown(&path("pending")).is_empty());
}

#[test]
fn a_page_has_25_rows_unless_told_and_100_at_most() {
    assert_eq!(shown("/conversations").len(), 25);
    assert_eq!(shown("/conversations?limit=1").len(), 1);
    assert_eq!(shown("/conversations?limit=100").len(), 100);
}

const STATUS: &str = "The status filter must be one of: open, pending, closed.";
const LIMIT: &str = "The limit must be a whole number from 1 to 100.";
const CURSOR: &str = "The cursor must be the next_cursor of a previous page.";
const ASSIGNEE: &str = "The assignee_id filter must be an agent's id, which starts with usr_.";

/// What both lists refuse.
const REFUSED: [(&str, &str); 24] = [
    ("status=none", STATUS),
    ("status=OPEN", STATUS),
    ("status=open%20", STATUS),
    ("status=open,closed", STATUS),
    ("status=snoozed", STATUS),
    ("limit=0", LIMIT),
    ("limit=101", LIMIT),
    ("limit=-1", LIMIT),
    ("limit=1.5", LIMIT),
    ("limit=%2B5", LIMIT),
    ("limit=05", LIMIT),
    ("limit=1e1", LIMIT),
    ("limit=all", LIMIT),
    ("limit=18446744073709551617", LIMIT),
    ("cursor=x", CURSOR),
    ("cursor=eyJpZCI6ImNudl8xIn0", CURSOR),
    ("cursor=eyJjcmVhdGVkX2F0IjoiMjAyNC0wNS0xMlQwOToxMTo0MloiLCJpZCI6ImNudl8wMUhYWVo5QzJBIn0%3D", CURSOR),
    ("status=", "The query parameter status must not be empty."),
    ("limit=", "The query parameter limit must not be empty."),
    ("cursor=", "The query parameter cursor must not be empty."),
    ("status", "The query parameter status must not be empty."),
    ("status=open&status=open", "The query parameter status must be given only once."),
    ("limit=5&limit=6", "The query parameter limit must be given only once."),
    ("status=open&st%61tus=closed", "The query parameter status must be given only once."),
];

fn is_refused(path: &str, message: &str) {
    let answer = api().get(path).answer();
    assert_eq!(answer.refusal(), (400, "invalid_filter".to_owned()), "{path}");
    assert_eq!(answer.json()["error"]["message"], message, "{path}");
}

#[test]
fn both_lists_refuse_what_a_filter_does_not_know() {
    for (query, message) in REFUSED {
        is_refused(&format!("/conversations?{query}"), message);
        is_refused(&format!("/customers/{JANE}/conversations?{query}"), message);
    }
}

#[test]
fn the_list_refuses_what_is_not_an_agents_id() {
    for id in ["1", "cus_1", "usr_", "usr_a/b", "USR_1", "null"] {
        is_refused(&format!("/conversations?assignee_id={id}"), ASSIGNEE);
    }
}

#[test]
fn an_unknown_parameter_is_refused_with_those_that_are_known() {
    let list = "allowed are: status, assignee_id, cursor, limit.";
    is_refused("/conversations?page=2", &format!("The query parameter page is not supported; {list}"));
    is_refused("/conversations?Status=open", &format!("The query parameter Status is not supported; {list}"));
    let unnamed = format!("The query has a parameter that is not supported; {list}");
    is_refused("/conversations?%3Cb%3E=1", &unnamed);
    let history = format!("/customers/{JANE}/conversations");
    let message = "The query parameter assignee_id is not supported; allowed are: status, cursor, limit.";
    is_refused(&format!("{history}?assignee_id={AMELIA}"), message);
    let message = "The query parameter customer_id is not supported; allowed are: status, cursor, limit.";
    is_refused(&format!("{history}?customer_id={JANE}"), message);
}
