//! Pages while the workspace is at work (api-v1.md §6): between two pages agents reply and change conversations, and customers write
//! in, all through the inbox's own front. Every page must be the next rows of a plain vector that is changed alike; and no
//! row comes twice, nor is one missed that belonged to the list all the time.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_inbox::answer::Answer;
use helpthread_inbox::request::{Body, Request};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::paging_model::{ASSIGNEES, CUSTOMERS, STATUSES, Selection, desk, follows, ordered, selection};
use crate::support::{AGENT, Desk, NOW, Row, answered, code, data, get_request, moment, rows};

/// Something that happens between two pages, to the row at a place of the vector.
#[derive(Debug, Clone)]
enum Change {
    Reply {
        place: usize,
        internal: bool,
    },
    Move {
        place: usize,
        status: &'static str,
    },
    Assign {
        place: usize,
        assignee: Option<&'static str>,
    },
    /// A customer goes on.
    Inbound {
        place: usize,
    },
    /// A customer begins.
    Begin {
        customer: &'static str,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let place = || 0..1_000usize;
    prop_oneof![
        2 => (place(), any::<bool>()).prop_map(|(place, internal)| Change::Reply { place, internal }),
        3 => (place(), select(&STATUSES)).prop_map(|(place, status)| Change::Move { place, status }),
        2 => (place(), select(&ASSIGNEES)).prop_map(|(place, assignee)| Change::Assign { place, assignee }),
        2 => place().prop_map(|place| Change::Inbound { place }),
        2 => select(&CUSTOMERS).prop_map(|customer| Change::Begin { customer }),
    ]
}

/// Few distinct times, so that many rows share one and the id decides; some are of this very second, as new ones are.
fn stored() -> impl Strategy<Value = Vec<Row>> {
    let row = (select(&CUSTOMERS), select(&STATUSES), select(&ASSIGNEES), 0..6i64);
    proptest::collection::vec(row, 1..40).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        let row = |(number, (customer, status, assignee, ago)): (usize, (&str, _, _, _))| Row {
            id: format!("cnv_{:03}", number * 37 % 1_000),
            customer: customer.into(),
            status,
            assignee,
            created_at: NOW - ago,
        };
        numbered.map(row).collect()
    })
}

/// Makes the change to both, the desk and the vector; what becomes of a row is the contract's rule, not the desk's answer.
fn make(change: &Change, desk: &Desk, all: &mut Vec<Row>) {
    let rows = all.len();
    match change {
        Change::Reply { place, internal } => {
            let target = format!("/v1/conversations/{}/messages", all[place % rows].id);
            let body = json!({"author_type": "agent", "agent_id": AGENT, "body": "Hi", "internal": internal});
            assert_eq!(data(&desk.write("POST", &target, &body.to_string()))["internal"], *internal);
        }
        Change::Move { place, status } => {
            let row = &mut all[place % rows];
            let answer = update(desk, row, &json!({"status": status}));
            if (row.status, *status) == ("closed", "pending") {
                assert_eq!(code(&answer).1, "invalid_status_transition");
            } else {
                assert_eq!(data(&answer)["status"], *status);
                row.status = status;
            }
        }
        Change::Assign { place, assignee } => {
            let row = &mut all[place % rows];
            assert_eq!(data(&update(desk, row, &json!({"assignee_id": assignee})))["assignee_id"], json!(assignee));
            row.assignee = *assignee;
        }
        Change::Inbound { place } => {
            let row = &mut all[place % rows];
            write_in(
                desk,
                &json!({"workspace": "desk", "customer_id": row.customer, "conversation_id": row.id, "body": "?"}),
            );
            row.status = if row.status == "closed" { "open" } else { row.status };
        }
        Change::Begin { customer } => {
            let made = write_in(desk, &json!({"workspace": "desk", "customer_id": customer, "body": "Hello"}));
            let id = made["conversation"]["id"].as_str().unwrap().to_owned();
            all.push(Row { id, customer: (*customer).into(), status: "open", assignee: None, created_at: NOW });
        }
    }
}

fn update(desk: &Desk, row: &Row, body: &Value) -> Answer {
    desk.write("PATCH", &format!("/v1/conversations/{}", row.id), &body.to_string())
}

fn write_in(desk: &Desk, body: &Value) -> Value {
    let body = Body::from(body.to_string().into_bytes());
    let content_type = Some("application/json");
    let request = Request { method: "POST", content_type, ..get_request("/_admin/inbound", "", None, &body) };
    answered(&desk.inbox.administer("desk", &request, &moment(NOW)), 201)
}

/// The next rows of the list: of those that match now, the newest ones beyond the last row that was listed.
fn next_rows(all: &[Row], selection: &Selection, listed: &[String], limit: u8) -> Vec<String> {
    let matching = all.iter().filter(|row| selection.matches(row)).filter(|row| follows(all, row, listed));
    ordered(matching).into_iter().take(usize::from(limit)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_is_skipped_or_repeated_while_others_work(
        mut all in stored(),
        changes in proptest::collection::vec(proptest::collection::vec(change(), 0..5), 40),
        selection in selection(),
        limit in 1..=7u8,
    ) {
        let desk = desk(&all);
        let mut always: BTreeSet<String> =
            all.iter().filter(|row| selection.matches(row)).map(|row| row.id.clone()).collect();
        let (mut listed, mut cursor): (Vec<String>, Option<String>) = (Vec::new(), None);
        let mut changes = changes.into_iter();
        loop {
            let answer = desk.get(&selection.target(limit, cursor.as_deref()));
            let (page, next) = rows(&answer);
            prop_assert_eq!(&page, &next_rows(&all, &selection, &listed, limit));
            let told: Value = serde_json::from_str(&answer.body).unwrap();
            let by_id: BTreeMap<_, _> = all.iter().map(|row| (row.id.as_str(), row)).collect();
            for row in told["data"].as_array().unwrap() {
                let now = by_id[row["id"].as_str().unwrap()];
                prop_assert_eq!((&row["status"], &row["assignee_id"]), (&json!(now.status), &json!(now.assignee)));
            }
            listed.extend(page);
            cursor = next;
            if cursor.is_none() {
                break;
            }
            for change in changes.next().unwrap_or_default() {
                make(&change, &desk, &mut all);
                always.retain(|id| all.iter().any(|row| row.id == *id && selection.matches(row)));
            }
        }
        let distinct: BTreeSet<String> = listed.iter().cloned().collect();
        prop_assert_eq!(distinct.len(), listed.len(), "no row comes twice");
        prop_assert!(always.is_subset(&distinct), "and none is missed that belonged to the list all the time");
    }
}
