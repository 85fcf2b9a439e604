//! Paging against a model: a sorted vector. Rows that arrive between two pages are neither lost nor repeated.

use helpthread_core::model::{Conversation, Page};
use proptest::prelude::*;

use crate::support::{AGENT, Desk, OTHER_AGENT, Row, rows};

pub(crate) const STATUSES: [&str; 3] = ["open", "pending", "closed"];
pub(crate) const CUSTOMERS: [&str; 3] = ["cus_a", "cus_b", "cus_c"];
pub(crate) const ASSIGNEES: [Option<&str>; 3] = [None, Some(AGENT), Some(OTHER_AGENT)];

/// Few distinct times, so that many rows share one and the id decides.
fn row() -> impl Strategy<Value = Row> {
    ("[A-Za-z0-9_-]{1,6}", 0..3usize, 0..3usize, 0..3usize, 0..12i64).prop_map(|(id, customer, status, agent, time)| {
        Row {
            id: format!("cnv_{id}"),
            customer: CUSTOMERS[customer].into(),
            status: STATUSES[status],
            assignee: ASSIGNEES[agent],
            created_at: 1_700_000_000 + time,
        }
    })
}

#[derive(Debug, Clone)]
pub(crate) struct Selection {
    customer: Option<&'static str>,
    status: Option<&'static str>,
    assignee: Option<&'static str>,
}

pub(crate) fn selection() -> impl Strategy<Value = Selection> {
    let customer = proptest::option::of(proptest::sample::select(&CUSTOMERS));
    let status = proptest::option::of(proptest::sample::select(&STATUSES));
    (customer, status, proptest::sample::select(&ASSIGNEES)).prop_map(|(customer, status, assignee)| Selection {
        customer,
        status,
        assignee: assignee.filter(|_| customer.is_none()),
    })
}

impl Selection {
    pub(crate) fn matches(&self, row: &Row) -> bool {
        self.customer.is_none_or(|customer| customer == row.customer)
            && self.status.is_none_or(|status| status == row.status)
            && self.assignee.is_none_or(|assignee| Some(assignee) == row.assignee)
    }

    pub(crate) fn target(&self, limit: u8, cursor: Option<&str>) -> String {
        let path = self.customer.map_or("/v1/conversations".into(), |id| format!("/v1/customers/{id}/conversations"));
        let mut query = vec![format!("limit={limit}")];
        query.extend(self.status.map(|status| format!("status={status}")));
        query.extend(self.assignee.map(|assignee| format!("assignee_id={assignee}")));
        query.extend(cursor.map(|cursor| format!("cursor={cursor}")));
        format!("{path}?{}", query.join("&"))
    }
}

/// Newest first; ids are unique, so the order is total.
pub(crate) fn ordered<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<String> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|one, other| (other.created_at, &other.id).cmp(&(one.created_at, &one.id)));
    rows.into_iter().map(|row| row.id.clone()).collect()
}

pub(crate) fn desk(rows: &[Row]) -> Desk {
    let desk = Desk::of_plan("enterprise", Some(1_000_000));
    for customer in CUSTOMERS {
        desk.know(customer);
    }
    for row in rows {
        desk.add(row);
    }
    desk
}

fn unique(rows: Vec<Row>) -> Vec<Row> {
    let mut seen = std::collections::HashSet::new();
    rows.into_iter().filter(|row| seen.insert(row.id.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pages_in_a_row_are_the_list(
        stored in proptest::collection::vec(row(), 0..60),
        selection in selection(),
        limits in proptest::collection::vec(1..=9u8, 1..5),
    ) {
        let stored = unique(stored);
        let desk = desk(&stored);
        let mut listed = Vec::new();
        let mut cursor: Option<String> = None;
        for limit in limits.iter().cycle() {
            let (page, next) = rows(&desk.get(&selection.target(*limit, cursor.as_deref())));
            prop_assert!(next.is_none() || page.len() == usize::from(*limit), "only the last page is short");
            listed.extend(page);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        prop_assert_eq!(listed, ordered(stored.iter().filter(|row| selection.matches(row))));
    }

    #[test]
    fn rows_that_arrive_meanwhile_are_neither_lost_nor_repeated(
        stored in proptest::collection::vec(row(), 0..40),
        arriving in proptest::collection::vec(row(), 0..20),
        selection in selection(),
        limit in 1..=7u8,
    ) {
        let mut all = unique([stored.clone(), arriving].concat());
        let arriving = all.split_off(unique(stored).len());
        let desk = desk(&all);
        let mut arriving = arriving.into_iter();
        let (mut listed, mut cursor): (Vec<String>, Option<String>) = (Vec::new(), None);
        let mut expected = Vec::new();
        loop {
            let answer = desk.get(&selection.target(limit, cursor.as_deref()));
            let (page, next) = rows(&answer);
            // Everything that exists by now and lies beyond what was listed so far, up to the limit.
            let beyond = ordered(all.iter().filter(|row| selection.matches(row)).filter(|row| follows(&all, row, &listed)));
            expected.extend(beyond.into_iter().take(usize::from(limit)));
            listed.extend(page);
            prop_assert_eq!(&listed, &expected);
            let whole: Page<Conversation> = serde_json::from_str(&answer.body).unwrap();
            prop_assert_eq!(whole.pagination.has_more, next.is_some());
            cursor = next;
            if cursor.is_none() {
                break;
            }
            for row in arriving.by_ref().take(2) {
                desk.add(&row);
                all.push(row);
            }
        }
    }
}

/// Whether `row` comes after the last row listed.
pub(crate) fn follows(all: &[Row], row: &Row, listed: &[String]) -> bool {
    let Some(last) = listed.last().and_then(|id| all.iter().find(|row| row.id == *id)) else {
        return true;
    };
    (row.created_at, &row.id) < (last.created_at, &last.id)
}
