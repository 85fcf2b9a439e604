//! api-v1.md §3 and §6: what the two lists hold.

use crate::support::{AGENT, CUSTOMER, Desk, OTHER_AGENT, Row, code, rows};

const ALL: &str = "/v1/conversations";
const HISTORY: &str = "/v1/customers/cus_jane/conversations";

fn row(id: &str, customer: &str, status: &'static str, assignee: Option<&'static str>, created_at: i64) -> Row {
    Row { id: id.into(), customer: customer.into(), status, assignee, created_at }
}

fn desk() -> Desk {
    let desk = Desk::new();
    for row in [
        row("cnv_1", CUSTOMER, "closed", Some(AGENT), 100),
        row("cnv_2", "cus_marcus", "open", None, 200),
        row("cnv_3", CUSTOMER, "open", Some(OTHER_AGENT), 200),
        row("cnv_4", CUSTOMER, "pending", Some(AGENT), 300),
        row("cnv_5", "cus_marcus", "open", Some(AGENT), 50),
    ] {
        desk.add(&row);
    }
    desk
}

#[test]
fn newest_first_by_time_and_then_id() {
    assert_eq!(rows(&desk().get(ALL)).0, ["cnv_4", "cnv_3", "cnv_2", "cnv_1", "cnv_5"]);
    assert_eq!(rows(&desk().get(HISTORY)).0, ["cnv_4", "cnv_3", "cnv_1"]);
}

#[test]
fn filters_narrow_and_combine() {
    let desk = desk();
    for (query, expected) in [
        ("status=open", vec!["cnv_3", "cnv_2", "cnv_5"]),
        ("assignee_id=usr_amelia", vec!["cnv_4", "cnv_1", "cnv_5"]),
        ("status=open&assignee_id=usr_amelia", vec!["cnv_5"]),
        ("assignee_id=usr_nobody", vec![]),
    ] {
        assert_eq!(rows(&desk.get(&format!("{ALL}?{query}"))).0, expected, "{query}");
    }
    assert_eq!(rows(&desk.get(&format!("{HISTORY}?status=open"))).0, ["cnv_3"]);
}

#[test]
fn a_cursor_goes_on_where_the_page_ended() {
    let desk = desk();
    let (first, cursor) = rows(&desk.get(&format!("{ALL}?limit=2")));
    assert_eq!(first, ["cnv_4", "cnv_3"]);
    let (second, cursor) = rows(&desk.get(&format!("{ALL}?limit=2&cursor={}", cursor.unwrap())));
    assert_eq!(second, ["cnv_2", "cnv_1"]);
    let (last, cursor) = rows(&desk.get(&format!("{ALL}?limit=2&cursor={}", cursor.unwrap())));
    assert_eq!((last, cursor), (vec!["cnv_5".to_owned()], None));
}

#[test]
fn a_page_that_ends_with_the_list_has_no_cursor() {
    assert_eq!(rows(&desk().get(&format!("{HISTORY}?limit=3"))).1, None);
    assert!(rows(&desk().get(&format!("{HISTORY}?limit=2"))).1.is_some());
}

#[test]
fn a_row_is_told_whole() {
    let body: serde_json::Value =
        serde_json::from_str(&desk().get(&format!("{ALL}?status=open&limit=2")).body).unwrap();
    assert_eq!(
        body["data"][1],
        serde_json::json!({
            "id": "cnv_2", "customer_id": "cus_marcus", "subject": "A question", "status": "open", "assignee_id": null,
            "created_at": "1970-01-01T00:03:20Z", "updated_at": "1970-01-01T00:03:20Z",
            "last_message_at": "1970-01-01T00:03:20Z"
        })
    );
}

#[test]
fn a_customer_without_conversations_has_an_empty_list_and_an_unknown_one_is_not_found() {
    let desk = Desk::new();
    assert_eq!(rows(&desk.get(HISTORY)), (vec![], None));
    let answer = desk.get("/v1/customers/cus_nobody/conversations");
    assert_eq!(code(&answer), (404, "customer_not_found".to_owned()));
    assert!(answer.body.contains("No customer was found for id cus_nobody."));
}

#[test]
fn what_a_filter_cannot_mean_is_invalid_filter() {
    let desk = desk();
    for query in
        ["status=done", "status=", "limit=0", "limit=101", "limit=ten", "limit=1&limit=1", "cursor=x", "colour=red"]
    {
        for path in [ALL, HISTORY] {
            assert_eq!(code(&desk.get(&format!("{path}?{query}"))), (400, "invalid_filter".to_owned()), "{query}");
        }
    }
    assert_eq!(code(&desk.get(&format!("{ALL}?assignee_id=jonas"))).1, "invalid_filter");
    assert_eq!(code(&desk.get(&format!("{HISTORY}?assignee_id={AGENT}"))).1, "invalid_filter");
}
