//! Histories, as widgets read them: by the customer or an agent, filtered or not, page by page.

use std::collections::BTreeSet;

use helpthread_tests::http::Request;
use helpthread_tests::token::Token;
use serde_json::Value;
use xtask::settings::Worker;

use super::Load;
use crate::chance::Chance;
use crate::site::Site;

const KIND: &str = "history, proxy";

/// Reads until the end.
pub(super) fn read(load: &Load<'_>, mut chance: Chance, number: usize) {
    load.repeat(&mut chance, (80, 220), |chance| {
        let customer = &load.customers[chance.place(load.customers.len())];
        let is_agent = chance.percent(25);
        let agent = &load.site.agents[number % load.site.agents.len()];
        let token = if is_agent { Token::agent(agent) } else { Token::customer(customer) };
        let token = Site::token(&token, load.minting_clock(chance));
        let status = ["", "", "", "status=open&", "status=pending&", "status=closed&"][chance.place(6)];
        let limit = [2, 5, 25, 100][chance.place(4)];
        let path = format!("/v1/customers/{customer}/conversations?{status}limit={limit}");
        let pages = if chance.percent(20) { 4 } else { 1 };
        let (mut cursor, mut seen) = (None, BTreeSet::new());
        for _ in 0..pages {
            let Some(page) = page(load.site, KIND, &path, cursor.as_deref(), &token) else { return };
            check_rows(load.site, &page, customer, is_agent);
            for row in page["data"].as_array().into_iter().flatten() {
                if !seen.insert(row["id"].to_string()) {
                    load.site.journal.found(&format!("{path}: {} is on two pages", row["id"]));
                }
                if !status.is_empty() && !status.contains(row["status"].as_str().unwrap_or("none")) {
                    load.site.journal.found(&format!("{path}: {row} does not fit"));
                }
            }
            cursor = page["pagination"]["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return;
            }
        }
    });
}

/// A page through the proxy, if there is one now.
fn page(site: &Site, kind: &'static str, path: &str, cursor: Option<&str>, token: &str) -> Option<Value> {
    let target = cursor.map_or_else(|| path.to_owned(), |cursor| format!("{path}&cursor={cursor}"));
    let answer = site.ask(kind, Worker::Proxy, &Request::get(&target).bearer(token)).done()?;
    Some(answer.json())
}

/// All of a customer's rows as an agent sees them, through the proxy; none if a page is refused.
#[must_use]
pub fn history(site: &Site, kind: &'static str, customer: &str, token: &str) -> Option<Vec<Value>> {
    let path = format!("/v1/customers/{customer}/conversations?limit=100");
    let (mut rows, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = page(site, kind, &path, cursor.as_deref(), token)?;
        rows.extend(page["data"].as_array().cloned().unwrap_or_default());
        cursor = page["pagination"]["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return Some(rows);
        }
    }
}

/// No row is another customer's, and a customer is not told who is assigned (proxy.md §2).
pub fn check_rows(site: &Site, page: &Value, customer: &str, is_agent: bool) {
    for row in page["data"].as_array().into_iter().flatten() {
        if row["customer_id"] != customer {
            site.journal.found(&format!("{customer} was shown {row}"));
        }
        if !is_agent && !row["assignee_id"].is_null() {
            site.journal.found(&format!("a customer was told who is assigned: {row}"));
        }
    }
}
