//! Pagination (api-v1.md §6): newest first, nothing skipped, nothing repeated, to the last page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;

use crate::api::api;

/// Every conversation of the workspace, by the cursors of the largest pages. The seed is the same for every server.
pub(crate) fn everything() -> &'static [Value] {
    static EVERYTHING: OnceLock<Vec<Value>> = OnceLock::new();
    EVERYTHING.get_or_init(|| walk("/conversations?limit=100"))
}

/// The rows of all pages, following `next_cursor` as the contract says.
fn walk(path: &str) -> Vec<Value> {
    let (api, mut rows, mut cursors) = (api(), Vec::new(), BTreeSet::new());
    let mut next = path.to_owned();
    loop {
        let page = api.page(&next);
        rows.extend(page["data"].as_array().expect("a list").iter().cloned());
        let Some(cursor) = page["pagination"]["next_cursor"].as_str() else {
            assert_eq!(page["pagination"]["has_more"], false, "{next}");
            return rows;
        };
        assert_eq!(page["pagination"]["has_more"], true, "{next}");
        assert!(cursors.insert(cursor.to_owned()), "the cursor of {next} came before");
        assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
        next = format!("{path}{}cursor={cursor}", if path.contains('?') { '&' } else { '?' });
    }
}

/// How many conversations each customer has.
fn customers() -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for row in everything() {
        *counts.entry(row["customer_id"].as_str().expect("an id")).or_default() += 1;
    }
    counts
}

fn history(customer: &str) -> Vec<&'static Value> {
    everything().iter().filter(|row| row["customer_id"] == customer).collect()
}

#[test]
fn all_pages_together_are_newest_first_and_hold_every_row_once() {
    let position = |row: &'static Value| (row["created_at"].as_str(), row["id"].as_str());
    let rows = everything();
    assert!(rows.len() > 2_000, "thousands of conversations: {}", rows.len());
    assert!(rows.is_sorted_by(|newer, older| position(newer) > position(older)));
}

#[test]
fn pages_of_another_size_hold_the_same_rows() {
    let pending = walk("/conversations?status=pending&limit=17");
    assert!(pending.len() > 17);
    assert!(everything().iter().filter(|row| row["status"] == "pending").eq(&pending));
}

#[test]
fn a_long_history_is_read_to_its_end() {
    let (customer, count) = customers().into_iter().max_by_key(|(_, count)| *count).expect("somebody");
    assert!(count > 50, "{customer} has {count}");
    assert!(walk(&format!("/customers/{customer}/conversations")).iter().eq(history(customer)));
    assert!(walk(&format!("/customers/{customer}/conversations?limit=7")).iter().eq(history(customer)));
}

#[test]
fn a_history_that_fills_its_page_exactly_has_no_more() {
    let customers = customers();
    let (customer, _) = customers.iter().find(|(_, count)| **count == 25).expect("the seed has one");
    let page = api().page(&format!("/customers/{customer}/conversations"));
    assert_eq!(page["data"].as_array().map(Vec::len), Some(25));
    assert_eq!(page["pagination"], serde_json::json!({ "next_cursor": null, "has_more": false }));
}

#[test]
fn a_cursor_is_a_position_and_needs_no_row() {
    let page = api().page("/conversations?limit=1");
    let cursor = page["pagination"]["next_cursor"].as_str().expect("there is more");
    // The same position in a list that does not hold its row.
    let closed = api().page(&format!("/conversations?status=closed&limit=3&cursor={cursor}"));
    let expected: Vec<_> = everything().iter().skip(1).filter(|row| row["status"] == "closed").take(3).collect();
    assert!(closed["data"].as_array().expect("a list").iter().eq(expected));
}
