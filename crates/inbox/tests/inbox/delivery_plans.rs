//! Every statement about deliveries is a search of an index, without a temporary sort, however many rows wait or are kept.

use std::cell::RefCell;

use helpthread_inbox::database::Database;
use helpthread_inbox::deliveries::{InFlight, Outcome};
use helpthread_inbox::{Inbox, Mode};

use crate::support::Watched;
use crate::support::outbox::{Outbox, START, at};

/// The plans of everything that an alarm does.
fn plans(outbox: &Outbox) -> Vec<(String, String)> {
    let database = outbox.desk.database();
    let watched = Watched { database, plans: RefCell::default() };
    let inbox = Inbox::new(&watched, Mode::Production);
    inbox.next_alarm(&at(START)).unwrap();
    for outcome in [Outcome::TimedOut, Outcome::Answered(410)] {
        let attempt = inbox.next_attempt(&InFlight::default(), &at(START)).unwrap().unwrap();
        inbox.settle(&attempt, outcome, &at(START)).unwrap();
    }
    inbox.upkeep(&at(START)).unwrap();
    watched.plans.into_inner()
}

fn outbox() -> Outbox {
    let outbox = Outbox::new(&["a", "b"]);
    for number in 0..200 {
        outbox.record(&format!("evt_{number}"), if number % 2 == 0 { "a" } else { "b" }, START);
    }
    outbox
}

fn check(plans: &[(String, String)]) {
    let relevant: Vec<_> =
        plans.iter().filter(|(sql, _)| sql.contains("deliveries") || sql.contains("webhooks")).collect();
    assert!(relevant.len() >= 10, "{}", relevant.len());
    for (sql, plan) in relevant {
        // What is scanned is an argument's JSON or the webhooks that have something due, found one by one.
        let scans = plan.split("; ").filter(|step| step.starts_with("SCAN"));
        let mut scans = scans.filter(|step| !step.contains("json_each") && *step != "SCAN waiting");
        assert_eq!(scans.next(), None, "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}

#[test]
fn nothing_is_scanned_or_sorted() {
    check(&plans(&outbox()));
}

#[test]
fn nor_with_statistics() {
    let outbox = outbox();
    outbox.desk.database().query("ANALYZE", &[]).unwrap();
    check(&plans(&outbox));
}
