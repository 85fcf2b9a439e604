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
        let status = ["", "", "", "open", "pending", "closed"][chance.place(6)];
        let filter = if status.is_empty() { String::new() } else { format!("status={status}&") };
        let limit = [2, 5, 25, 100][chance.place(4)];
        let path = format!("/v1/customers/{customer}/conversations?{filter}limit={limit}");
        let most = if chance.percent(20) { 4 } else { 1 };
        let (rows, _) = pages(load.site, KIND, &path, &token, most);
        check_rows(load.site, &rows, customer, is_agent);
        for row in rows.iter().filter(|row| !status.is_empty() && row["status"] != status) {
            load.site.journal.found(&format!("{path}: {row} does not fit"));
        }
    });
}

/// All of a customer's rows as an agent sees them, through the proxy; none if a page is refused.
#[must_use]
pub fn history(site: &Site, kind: &'static str, customer: &str, token: &str) -> Option<Vec<Value>> {
    let path = format!("/v1/customers/{customer}/conversations?limit=100");
    let (rows, is_whole) = pages(site, kind, &path, token, usize::MAX);
    is_whole.then_some(rows)
}

/// The rows of so many pages at most, up to one that is refused, and whether the last page is among them.
fn pages(site: &Site, kind: &'static str, path: &str, token: &str, most: usize) -> (Vec<Value>, bool) {
    let (mut rows, mut target) = (Vec::new(), path.to_owned());
    for _ in 0..most {
        let told = site.ask(kind, Worker::Proxy, &Request::get(&target).bearer(token)).done();
        let Some(page) = told.map(|answer| answer.json()) else { break };
        match page["data"].as_array() {
            Some(data) => rows.extend(data.iter().cloned()),
            None => site.journal.found(&format!("{target}: a page without rows: {page}")),
        }
        let Some(cursor) = page["pagination"]["next_cursor"].as_str() else { return (rows, true) };
        target = format!("{path}&cursor={cursor}");
    }
    (rows, false)
}

/// Each row is there once, none is another customer's, and a customer is not told who is assigned (proxy.md §2).
pub fn check_rows(site: &Site, rows: &[Value], customer: &str, is_agent: bool) {
    let mut seen = BTreeSet::new();
    for row in rows {
        if !seen.insert(row["id"].to_string()) {
            site.journal.found(&format!("{customer} was shown {row} twice"));
        }
        if row["customer_id"] != customer {
            site.journal.found(&format!("{customer} was shown {row}"));
        }
        if !is_agent && !row["assignee_id"].is_null() {
            site.journal.found(&format!("a customer was told who is assigned: {row}"));
        }
    }
}
