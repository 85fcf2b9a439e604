//! Whatever statement of a write fails, nothing of it stays, and the same request succeeds afterwards.

use std::cell::{Cell, RefCell};

use helpthread_inbox::database::Database;
use helpthread_inbox::{Inbox, Mode};

use crate::support::{CUSTOMER, Desk, FailingAfter, NOW, Row, Sqlite, Watched, Write, code};

const REPLY: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"Hi"}"#;
const WEBHOOK: &str = r#"{"url":"https://crm.example.com","events":["conversation.updated","message.created"]}"#;

fn writes() -> [Write<'static>; 3] {
    let idempotency_key = Some("k");
    [
        Write { idempotency_key, ..Write::new("POST", "/v1/conversations/cnv_1/messages", REPLY) },
        Write::new("PATCH", "/v1/conversations/cnv_1", r#"{"status":"closed","assignee_id":"usr_amelia"}"#),
        Write { idempotency_key, ..Write::new("POST", "/v1/webhooks", WEBHOOK) },
    ]
}

/// With two webhooks, and an answer that has expired.
fn desk() -> Desk {
    let desk = Desk::new();
    let (id, customer) = ("cnv_1".into(), CUSTOMER.into());
    desk.add(&Row { id, customer, status: "open", assignee: None, created_at: NOW - 500 });
    for now in [NOW - 100_000, NOW] {
        let write = Write { now, idempotency_key: Some("old"), ..Write::new("POST", "/v1/webhooks", WEBHOOK) };
        assert_eq!(write.to(&desk.inbox).status, 201);
    }
    desk
}

/// Everything that is stored, the count of requests aside: a failed request counts.
fn everything(database: &Sqlite) -> Vec<String> {
    let tables = database
        .query("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'rate_window' ORDER BY name", &[])
        .unwrap();
    let rows = |table: &str| format!("{table}: {:?}", database.query(&format!("SELECT * FROM {table}"), &[]).unwrap());
    tables.iter().map(|table| rows(table.text(0).unwrap())).collect()
}

#[test]
fn whichever_statement_fails_nothing_stays() {
    for write in writes() {
        let whole = desk();
        let counting = FailingAfter { database: whole.database(), left: Cell::new(usize::MAX) };
        assert!(write.to(&Inbox::new(&counting, Mode::Production)).status < 300);
        let statements = usize::MAX - counting.left.get();

        let desk = desk();
        let before = everything(desk.database());
        for left in 0..statements {
            let failing = FailingAfter { database: desk.database(), left: Cell::new(left) };
            let answer = write.to(&Inbox::new(&failing, Mode::Production));
            assert_eq!(code(&answer), (500, "internal_error".to_owned()), "after {left} statements of {write:?}");
            assert!(!answer.body.contains("disk"));
            assert_eq!(everything(desk.database()), before, "after {left} statements of {write:?}");
        }
        assert!(write.to(&desk.inbox).status < 300);
        assert_ne!(everything(desk.database()), before);
    }
}

#[test]
fn a_refused_write_leaves_nothing() {
    let desk = desk();
    let before = everything(desk.database());
    for write in [
        Write::new("POST", "/v1/conversations/cnv_2/messages", REPLY),
        Write { idempotency_key: Some("old"), ..Write::new("POST", "/v1/conversations/cnv_1/messages", REPLY) },
        Write { if_match: Some(r#""x""#), ..Write::new("PATCH", "/v1/conversations/cnv_1", r#"{"status":"closed"}"#) },
        Write::new("PATCH", "/v1/conversations/cnv_1", r#"{"assignee_id":"usr_nobody"}"#),
    ] {
        assert!((400..500).contains(&write.to(&desk.inbox).status));
        assert_eq!(everything(desk.database()), before, "{write:?}");
    }
}

#[test]
fn every_statement_of_a_write_goes_by_an_index() {
    let desk = desk();
    for write in writes() {
        let watched = Watched { database: desk.database(), plans: RefCell::default() };
        assert!(write.to(&Inbox::new(&watched, Mode::Production)).status < 300);
        for (sql, plan) in watched.plans.borrow().iter() {
            let indexed = plan.split("; ").all(|step| {
                !step.contains("TEMP B-TREE") && (!step.starts_with("SCAN") || step.contains("INDEX webhooks_active"))
            });
            // One row, and the version of the schema.
            let small = ["FROM sqlite_master", "FROM migrations"];
            assert!(indexed || small.iter().any(|table| sql.contains(table)), "{sql}: {plan}");
        }
        desk.database().query("DELETE FROM remembered_answers", &[]).unwrap();
    }
}
