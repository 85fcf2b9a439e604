//! Every list is one range of one index, in the order of the answer: no scan, no temporary sort, at any size.

use std::cell::RefCell;

use helpthread_inbox::request::Body;
use helpthread_inbox::{Inbox, Mode, seed};

use crate::support::{NOW, Sqlite, Watched, get_request, moment, rows, signed};

const CURSOR: &str =
    "cursor=eyJjcmVhdGVkX2F0IjoiMjAyNC0wNS0xMlQwOToxMTo0MloiLCJpZCI6ImNudl8wMUhYWVo5QzJBOEI2RDRGMUczSDVKN0s5TCJ9";
const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

/// The plan of the statement that reads conversations, on the demo workspace.
fn plan(database: &Sqlite, path: &str, query: &str) -> String {
    let watched = Watched { database, plans: RefCell::default() };
    let inbox = Inbox::new(&watched, Mode::Sandbox);
    let authorization = signed(seed::KEY, seed::SECRET, b"", NOW);
    let body = Body::default();
    let request = get_request(path, query, Some(&authorization), &body);
    rows(&inbox.answer(&request, &moment(NOW)));
    let plans = watched.plans.borrow();
    let lists: Vec<_> = plans.iter().filter(|(sql, _)| sql.contains("FROM conversations")).collect();
    assert_eq!(lists.len(), 1, "a page is one statement");
    // The page is written as JSON around the statement that reads it; that adds no reading.
    let inner =
        lists[0].1.strip_prefix("CO-ROUTINE (subquery-1); ").and_then(|plan| plan.strip_suffix("; SCAN (subquery-1)"));
    inner.unwrap_or_else(|| panic!("{}", lists[0].1)).to_owned()
}

#[test]
fn every_combination_of_filters_is_one_search_of_its_own_index() {
    let database = Sqlite::empty();
    {
        let inbox = Inbox::new(&database, Mode::Sandbox);
        let authorization = signed(seed::KEY, seed::SECRET, b"", NOW);
        let body = Body::default();
        let (path, query) = ("/v1/conversations", "");
        let request = get_request(path, query, Some(&authorization), &body);
        inbox.answer(&request, &moment(NOW)); // seeds
    }
    let history = "/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations";
    let assignee = format!("assignee_id={AGENT}");
    let both = format!("status=closed&{assignee}");
    for (path, filters, index) in [
        ("/v1/conversations", "", "INDEX conversations_newest ("),
        ("/v1/conversations", "status=closed", "INDEX conversations_by_status (status=? AND "),
        ("/v1/conversations", assignee.as_str(), "INDEX conversations_by_assignee (assignee_id=? AND "),
        (
            "/v1/conversations",
            both.as_str(),
            "INDEX conversations_by_assignee_and_status (assignee_id=? AND status=? AND ",
        ),
        (history, "", "COVERING INDEX histories (customer_id=? AND "),
        (history, "status=open", "COVERING INDEX histories_by_status (customer_id=? AND status=? AND "),
    ] {
        for position in ["limit=100", CURSOR] {
            let query = [filters, position].join("&");
            let plan = plan(&database, path, query.trim_start_matches('&'));
            assert_eq!(plan, format!("SEARCH conversations USING {index}(created_at,id)<(?,?))"), "{query}");
        }
    }
}

#[test]
fn statistics_do_not_change_the_plans() {
    use helpthread_inbox::database::Database;
    let database = Sqlite::empty();
    plan(&database, "/v1/conversations", "");
    database.query("ANALYZE", &[]).unwrap();
    let history = "/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations";
    for (path, query) in [("/v1/conversations", ""), ("/v1/conversations", "status=open"), (history, "status=closed")] {
        let plan = plan(&database, path, query);
        assert!(plan.starts_with("SEARCH") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
