//! proxy.md §6: the demo workspace's webhook, whose secret is known on both sides.

use helpthread_inbox::database::Database;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode, seed};

use crate::support::{NOW, Sqlite, code, get_request, moment, signed};

const HERE: &str = "http://127.0.0.1:8788/hooks/helpthread";

/// Asks for the first page, with which an inbox comes to stand.
fn wake(inbox: &Inbox<&Sqlite>) -> u16 {
    let authorization = signed(seed::KEY, seed::SECRET, b"", NOW);
    let body = Body::default();
    code(&inbox.answer(&get_request("/v1/conversations", "", Some(&authorization), &body), &moment(NOW))).0
}

fn webhooks(database: &Sqlite) -> Vec<(String, i64, String)> {
    let rows = database.query("SELECT url, active, signing_secret FROM webhooks", &[]).unwrap();
    let text = |row: &helpthread_inbox::database::Row, column| row.text(column).unwrap().to_owned();
    rows.iter().map(|row| (text(row, 0), row.integer(1).unwrap(), text(row, 2))).collect()
}

fn one(url: &str) -> Vec<(String, i64, String)> {
    vec![(url.to_owned(), 1, seed::WEBHOOK_SIGNING_SECRET.to_owned())]
}

#[test]
fn it_goes_where_the_setting_says_also_after_a_restart_elsewhere() {
    let database = Sqlite::empty();
    for url in [HERE, "http://127.0.0.1:9788/hooks/helpthread"] {
        assert_eq!(wake(&Inbox::new(&database, Mode::Sandbox).with_demo_webhook(Some(url.to_owned()))), 200);
        assert_eq!(webhooks(&database), one(url));
    }
}

#[test]
fn one_that_was_given_up_wakes_with_the_server() {
    let database = Sqlite::empty();
    let inbox = || Inbox::new(&database, Mode::Sandbox).with_demo_webhook(Some(HERE.to_owned()));
    wake(&inbox());
    database.query("UPDATE webhooks SET active = 0, paused_at = 1, paused_reason = 'exhausted'", &[]).unwrap();
    wake(&inbox());
    assert_eq!(webhooks(&database), one(HERE));
}

#[test]
fn a_reset_keeps_it() {
    let database = Sqlite::empty();
    let inbox = Inbox::new(&database, Mode::Sandbox).with_demo_webhook(Some(HERE.to_owned()));
    wake(&inbox);
    let body = Body::default();
    let reset = Request { method: "POST", ..get_request("/_sandbox/reset", "", None, &body) };
    assert_eq!(inbox.administer(seed::WORKSPACE, &reset, &moment(NOW)).status, 200);
    assert_eq!(webhooks(&database), one(HERE));
}

#[test]
fn without_the_setting_or_outside_a_sandbox_there_is_none() {
    for (mode, url) in [(Mode::Sandbox, None), (Mode::Sandbox, Some(String::new()))] {
        let database = Sqlite::empty();
        wake(&Inbox::new(&database, mode).with_demo_webhook(url));
        assert_eq!(webhooks(&database), []);
    }
    let database = Sqlite::empty();
    wake(&Inbox::new(&database, Mode::Sandbox));
    wake(&Inbox::new(&database, Mode::Production).with_demo_webhook(Some(HERE.to_owned())));
    assert_eq!(webhooks(&database), []);
}
