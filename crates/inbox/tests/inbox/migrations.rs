//! A database is at one schema version or the other, never between.

use std::cell::Cell;

use helpthread_core::time::Timestamp;
use helpthread_inbox::database::Database;
use helpthread_inbox::request::Body;
use helpthread_inbox::{Inbox, Mode, schema, seed};

use crate::support::{FailingAfter, NOW, Sqlite, code, get_request, moment, signed};

fn now() -> Timestamp {
    Timestamp::from_unix(NOW)
}

fn tables(database: &Sqlite) -> Vec<String> {
    let rows = database.query("SELECT name FROM sqlite_master ORDER BY name", &[]).unwrap();
    rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect()
}

fn list(database: impl Database, key: &str, mode: Mode) -> (u16, String) {
    let authorization = signed(key, seed::SECRET, b"", NOW);
    let (path, body) = ("/v1/conversations", Body::default());
    let request = get_request(path, "", Some(&authorization), &body);
    code(&Inbox::new(database, mode).answer(&request, &moment(NOW)))
}

#[test]
fn versions_count_from_one() {
    let versions: Vec<_> = schema::MIGRATIONS.iter().map(|(version, _)| *version).collect();
    assert_eq!(versions, (1..=schema::current()).collect::<Vec<_>>());
}

#[test]
fn migrating_again_changes_nothing() {
    let database = Sqlite::empty();
    assert_eq!(schema::version(&database), Ok(0));
    schema::migrate(&database, now()).unwrap();
    let before = tables(&database);
    schema::migrate(&database, now()).unwrap();
    assert_eq!(schema::version(&database), Ok(schema::current()));
    assert_eq!(tables(&database), before);
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let database = Sqlite::empty();
    schema::migrate(&database, now()).unwrap();
    database.query("INSERT INTO migrations VALUES (999, 0)", &[]).unwrap();
    assert!(schema::migrate(&database, now()).is_err());
    assert_eq!(list(&database, seed::KEY, Mode::Sandbox), (500, "internal_error".to_owned()));
}

#[test]
fn whichever_statement_fails_nothing_is_left_and_the_next_request_starts_over() {
    let whole = Sqlite::empty();
    let counting = FailingAfter { database: &whole, left: Cell::new(usize::MAX) };
    assert_eq!(list(&counting, seed::KEY, Mode::Sandbox).0, 200);
    let statements = usize::MAX - counting.left.get();
    // The last four belong to the request itself: credential, plan, window, page.
    for left in 1..statements - 4 {
        let database = Sqlite::empty();
        let failing = FailingAfter { database: &database, left: Cell::new(left) };
        assert_eq!(list(&failing, seed::KEY, Mode::Sandbox), (500, "internal_error".to_owned()));
        assert_eq!(tables(&database), Vec::<String>::new(), "after {left} statements");
    }
    let database = Sqlite::empty();
    let failing = FailingAfter { database: &database, left: Cell::new(statements - 6) };
    list(&failing, seed::KEY, Mode::Sandbox);
    assert_eq!(list(&database, seed::KEY, Mode::Sandbox).0, 200);
}

#[test]
fn a_workspace_that_does_not_exist_answers_as_a_wrong_signature_and_leaves_no_trace() {
    for (key, mode) in [("sk_test_nobody", Mode::Sandbox), (seed::KEY, Mode::Production)] {
        let database = Sqlite::empty();
        assert_eq!(list(&database, key, mode), (401, "invalid_signature".to_owned()));
        assert_eq!(tables(&database), Vec::<String>::new());
    }
}
