//! When a delivery is attempted, for how long it is kept, and when the object wakes (api-v1.md §7).

use helpthread_inbox::database::Database;
use helpthread_inbox::deliveries::{InFlight, Outcome};
use helpthread_inbox::{Inbox, Mode};
use proptest::prelude::*;

use crate::support::Sqlite;
use crate::support::outbox::{Outbox, START, at};

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// The contract's: "5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h after the one before".
const WAITS: [i64; 9] =
    [5 * SECOND, 300 * SECOND, 1800 * SECOND, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

#[test]
fn the_attempts_come_when_the_contract_says_and_after_the_last_the_webhook_is_inactive() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    let mut now = START;
    assert_eq!(outbox.alarm(now), Some(now));
    for (number, wait) in WAITS.into_iter().enumerate() {
        assert_eq!(outbox.round(Outcome::TimedOut, now), ["evt_1"]);
        assert_eq!(outbox.delivery("evt_1"), format!("due {} timed_out", number + 1));
        assert!(outbox.next(now + wait - 1).is_none(), "attempt {} too early", number + 2);
        // While it waits an alarm may come for another reason, and changes nothing.
        assert_eq!(outbox.alarm(now + wait / 2), Some(now + wait));
        now += wait;
    }
    outbox.record("evt_2", "wh", now);
    outbox.round(Outcome::Answered(500), now);
    assert_eq!(outbox.delivery("evt_1"), "failed 10 500");
    assert_eq!(outbox.webhook("wh"), format!("exhausted {}", now / 1000));
    assert_eq!(outbox.delivery("evt_2"), "dropped 0 -");
}

#[test]
fn a_wait_begins_when_the_attempt_ends() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    let attempt = outbox.next(START).unwrap();
    outbox.settle(&attempt, Outcome::TimedOut, START + 10_000);
    assert_eq!(outbox.alarm(START + 10_000), Some(START + 15_000));
}

#[test]
fn the_alarm_is_for_the_earliest_of_all_webhooks() {
    let outbox = Outbox::new(&["a", "b", "c"]);
    assert_eq!(outbox.alarm(START), None);
    outbox.record("evt_1", "b", START);
    outbox.round(Outcome::Unreachable, START);
    outbox.record("evt_2", "c", START + 2_000);
    outbox.record("evt_3", "a", START + 3_000);
    assert_eq!(outbox.alarm(START + 3_000), Some(START + 2_000));
    assert_eq!(outbox.round(Outcome::Answered(204), START + 3_000), ["evt_2", "evt_3"]);
    assert_eq!(outbox.alarm(START + 3_000), Some(START + 5_000));
}

#[test]
fn a_clock_that_was_ahead_and_is_set_back_delays_nothing_longer_than_its_own_wait() {
    let outbox = Outbox::new(&["wh"]);
    let ahead = START + 400 * DAY;
    outbox.record("evt_old", "wh", ahead);
    outbox.round(Outcome::TimedOut, ahead);
    outbox.record("evt_new", "wh", ahead);
    assert_eq!(outbox.alarm(START), Some(START), "one that was never attempted is due");
    assert_eq!(outbox.round(Outcome::Answered(200), START), ["evt_new"]);
    assert_eq!(outbox.alarm(START), Some(START + 5_000));
    assert_eq!(outbox.round(Outcome::Answered(200), START + 5_000), ["evt_old"]);
}

#[test]
fn a_clock_that_jumps_ahead_makes_one_attempt_and_waits_again() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    outbox.round(Outcome::TimedOut, START);
    let ahead = START + 400 * DAY;
    assert_eq!(outbox.round(Outcome::TimedOut, ahead), ["evt_1"]);
    assert!(outbox.next(ahead + 300 * SECOND - 1).is_none());
}

#[test]
fn a_settled_delivery_is_kept_for_a_week_and_one_that_is_due_for_longer() {
    let outbox = Outbox::new(&["wh", "slow"]);
    outbox.record("evt_1", "wh", START);
    outbox.round(Outcome::Answered(200), START);
    outbox.record("evt_2", "slow", START);
    let upkeep = |now| outbox.desk.inbox.upkeep(&at(now)).unwrap();
    upkeep(START + 7 * DAY);
    assert_eq!(outbox.delivery("evt_1"), "delivered 1 200");
    upkeep(START + 7 * DAY + SECOND);
    assert_eq!(outbox.delivery("evt_1"), "none");
    assert_eq!(outbox.delivery("evt_2"), "due 0 -");
}

#[test]
fn the_object_wakes_to_delete_and_not_in_a_loop() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    outbox.round(Outcome::Answered(200), START);
    let wake = outbox.alarm(START).unwrap();
    outbox.desk.inbox.upkeep(&at(wake)).unwrap();
    assert_eq!(outbox.alarm(wake), None);
    // Even when nothing can be deleted, the next alarm is an hour away.
    outbox.record("evt_2", "wh", START);
    outbox.run("UPDATE deliveries SET due_at_milliseconds = ?1, attempts = 9", &[(wake + DAY).into()]);
    assert_eq!(outbox.alarm(wake), Some(wake + HOUR));
}

#[test]
fn one_alarm_deletes_a_bounded_number_of_rows() {
    let outbox = Outbox::new(&["wh"]);
    outbox.run(
        "INSERT INTO deliveries (id, webhook_id, event_type, body, state, attempts, due_at_milliseconds, created_at)
         WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 1199)
         SELECT 'evt_' || n, 'wh', 'message.created', '{}', 'delivered', 1, 0, 0 FROM n",
        &[],
    );
    for left in [700, 200, 0] {
        outbox.desk.inbox.upkeep(&at(START)).unwrap();
        assert_eq!(outbox.run("SELECT count(*) FROM deliveries", &[])[0].integer(0), Ok(left));
    }
}

#[test]
fn an_alarm_of_a_database_without_a_workspace_writes_nothing() {
    let inbox = Inbox::new(Sqlite::empty(), Mode::Sandbox);
    assert_eq!(inbox.next_alarm(&at(START)), Ok(None));
    assert!(matches!(inbox.next_attempt(&InFlight::default(), &at(START)), Ok(None)));
    assert_eq!(inbox.upkeep(&at(START)), Ok(()));
    assert_eq!(inbox.database().query("SELECT name FROM sqlite_master", &[]), Ok(vec![]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the clock and the webhooks do: following the alarm ends every delivery, in at most ten attempts each.
    #[test]
    fn following_the_alarm_settles_everything(
        jumps in prop::collection::vec(-30 * DAY..30 * DAY, 0..6),
        outcomes in prop::collection::vec(0..8u8, 1..20),
    ) {
        let outbox = Outbox::new(&["a", "b"]);
        for number in 0..6 {
            outbox.record(&format!("evt_{number}"), if number % 2 == 0 { "a" } else { "b" }, START);
        }
        let (mut now, mut jumps, mut outcomes) = (START, jumps.into_iter(), outcomes.into_iter().cycle());
        let mut attempts = 0;
        while !outbox.run("SELECT 1 FROM deliveries WHERE state = 'due'", &[]).is_empty() {
            now += jumps.next().unwrap_or(0);
            let alarm = outbox.alarm(now).expect("an alarm while something is due");
            prop_assert!(alarm <= now + 24 * HOUR, "nothing waits longer than the longest wait");
            now = now.max(alarm);
            while let Some(attempt) = outbox.next(now) {
                let outcome = match outcomes.next() {
                    Some(0) => Outcome::Answered(200),
                    Some(1) => Outcome::Unreachable,
                    _ => Outcome::TimedOut,
                };
                outbox.settle(&attempt, outcome, now);
                attempts += 1;
            }
            prop_assert!(attempts <= 60, "a hot loop");
        }
    }
}
