//! Whose conversation is it, and may a page be stored (proxy.md §3, "Index").

use std::time::{Duration, Instant};

use crate::{
    given::JANE,
    workspace_hub_given::{
        CONVERSATION, Desk, START, answer_of, answered, bumps, exchange, fetch_of, may_store, message, message_created,
        place, reply, saves, settlement,
    },
};
use helpthread_policy::{
    hub::{
        Moment,
        customer::Record,
        message::Priority,
        workspace::{Effect, Input, MAX_CONVERSATIONS, Settings, WorkspaceHub},
    },
    upstream::Upstream,
};
use serde_json::json;

const TWO_HOURS: i64 = 2 * 60 * 60 * 1_000;

fn replies(desk: &mut Desk) -> Vec<Effect> {
    let (_, effects) = desk.write(reply("Hello"), None);
    let (flight, _) = fetch_of(&effects);
    desk.step(Input::Fetched(flight, answered(201, &json!({ "data": message("msg_1", "Hello") }))))
}

#[test]
fn a_reply_to_a_known_conversation_tells_its_customers_hub() {
    let mut desk = Desk::new();
    assert!(desk.register(JANE, CONVERSATION));
    assert_eq!(bumps(&replies(&mut desk))[0].1, JANE);
}

#[test]
fn the_owner_is_known_after_a_restart() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    desk.restart();
    assert_eq!(bumps(&replies(&mut desk))[0].1, JANE);
}

#[test]
fn a_page_that_was_registered_while_the_reply_was_under_way_is_bumped() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    let (_, effects) = desk.write(reply("Hello"), None);
    let (flight, _) = fetch_of(&effects);
    assert!(may_store(&desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None))));
    let effects = desk.step(Input::Fetched(flight, answered(201, &json!({ "data": message("msg_1", "Hello") }))));
    assert_eq!(bumps(&effects)[0].1, JANE);
}

#[test]
fn a_reply_to_an_unknown_conversation_forbids_storing_what_was_permitted_before() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    assert_eq!(saves(&replies(&mut desk), "epoch"), 1);
    assert!(!may_store(&desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None))));
    assert!(desk.register(JANE, CONVERSATION), "what is permitted after the reply may be stored");
}

#[test]
fn the_epoch_is_on_disk_before_the_reply_is_acknowledged() {
    let mut desk = Desk::new();
    let effects = replies(&mut desk);
    let saved = place(&effects, |effect| matches!(effect, Effect::Save(record) if record.key == "epoch"));
    let acknowledged = place(&effects, |effect| matches!(effect, Effect::Answer(..)));
    assert!(saved.is_some() && saved < acknowledged, "{effects:?}");
}

#[test]
fn a_permit_of_an_earlier_life_may_not_store() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    desk.restart();
    assert!(!may_store(&desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None))));
}

#[test]
fn a_permit_older_than_15_seconds_may_not_store() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    desk.now += 15_000;
    assert!(!may_store(&desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None))));
}

#[test]
fn a_permit_may_store_only_once() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    assert!(may_store(&desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None))));
    assert!(!may_store(&desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None))));
}

#[test]
fn an_entry_outlives_every_page_that_it_stands_for() {
    // Registered again and again, but written again only when its time comes near.
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    for minutes in [30, 40] {
        desk.now += minutes * 60_000;
        desk.register(JANE, CONVERSATION);
    }
    desk.now += 60 * 60_000;
    assert_eq!(bumps(&replies(&mut desk))[0].1, JANE);
}

#[test]
fn an_entry_is_not_written_again_for_every_refresh() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let permit = desk.granted(JANE, Priority::Refresh);
    let effects = desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None));
    assert!(may_store(&effects));
    assert_eq!(saves(&effects, "index:"), 0);
}

#[test]
fn a_page_is_one_record_and_gone_from_disk_once_every_row_is_in_a_later_one() {
    let mut desk = Desk::new();
    let all: Vec<String> = (0..25).map(|number| format!("cnv_{number}")).collect();
    let rows: Vec<&str> = all.iter().map(String::as_str).collect();
    let records = |desk: &mut Desk, rows: &[&str]| {
        let permit = desk.granted(JANE, Priority::Interactive);
        assert!(may_store(&desk.settle_with(settlement(permit, JANE, rows, None))));
        desk.disk.keys().filter(|key| key.starts_with("index:")).count()
    };
    assert_eq!(records(&mut desk, &rows), 1);
    desk.now += 40 * 60_000;
    assert_eq!(records(&mut desk, &rows[..24]), 2, "one row is in the first record only");
    assert_eq!(records(&mut desk, &rows), 2, "24 rows are in the second, one in the third, none in the first");
}

#[test]
fn after_two_hours_an_entry_is_gone_from_disk() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    let effects = desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None));
    let alarm = effects.iter().find_map(|effect| match effect {
        Effect::AlarmAt(at) => Some(*at),
        _ => None,
    });
    desk.now = alarm.expect("an alarm");
    assert!((START + TWO_HOURS..START + TWO_HOURS + 10 * 60_000).contains(&desk.now));
    desk.step(Input::Woken);
    assert!(!desk.disk.keys().any(|key| key.starts_with("index:")), "{:?}", desk.disk);
}

#[test]
fn at_two_hours_sharp_an_owner_is_not_known_any_more() {
    for (age, told) in [(TWO_HOURS - 1, 1), (TWO_HOURS, 0)] {
        let mut desk = Desk::new();
        desk.register(JANE, CONVERSATION);
        desk.now += TWO_HOURS - 1;
        let (_, effects) = desk.write(reply("Hello"), None);
        let (flight, _) = fetch_of(&effects);
        desk.now = START + age;
        let created = answered(201, &json!({ "data": message("msg_1", "Hello") }));
        assert_eq!(bumps(&desk.step(Input::Fetched(flight, created))).len(), told, "{age}");
    }
}

#[test]
fn a_row_that_is_in_a_later_record_outlives_the_earlier_one() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    desk.settle_with(settlement(permit, JANE, &[CONVERSATION, "cnv_other"], None));
    desk.now += 40 * 60_000;
    desk.register(JANE, CONVERSATION);
    desk.now = START + TWO_HOURS;
    desk.step(Input::Woken);
    assert_eq!(desk.disk.keys().filter(|key| key.starts_with("index:")).count(), 1);
    assert_eq!(bumps(&replies(&mut desk))[0].1, JANE);
}

#[test]
fn of_two_records_with_the_same_row_the_later_one_says_whose_it_is() {
    let record = |number: i64, customer: &str, expires_at: i64| {
        let batch = json!({ "customer": customer, "expires_at": expires_at, "conversations": [CONVERSATION] });
        (format!("index:{number}"), batch.to_string())
    };
    for (first, second) in [(1, 2), (2, 1)] {
        let mut desk = Desk::new();
        desk.disk.extend([record(first, JANE, START + TWO_HOURS), record(second, "cus_before", START + 60_000)]);
        desk.restart();
        assert_eq!(bumps(&replies(&mut desk))[0].1, JANE);
    }
}

#[test]
fn at_most_200_rows_are_forgotten_in_one_step() {
    let (hub, _) = WorkspaceHub::restore(Settings::default(), full(300), Moment { now: START, random: 1 });
    let mut desk = Desk::new();
    desk.hub = hub;
    desk.now = START + TWO_HOURS + 1_000;
    let removed = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Remove(_))).count();
    assert_eq!([removed(&desk.step(Input::Woken)), removed(&desk.step(Input::Woken))], [200, 100]);
}

#[test]
fn an_alarm_that_comes_early_is_set_again_and_one_that_is_not_due_is_not() {
    let mut desk = Desk::new();
    let permit = desk.granted(JANE, Priority::Interactive);
    let effects = desk.settle_with(settlement(permit, JANE, &[CONVERSATION], None));
    let alarms = |effects: &[Effect]| -> Vec<i64> {
        effects.iter().filter_map(|effect| if let Effect::AlarmAt(at) = effect { Some(*at) } else { None }).collect()
    };
    let alarm = alarms(&effects)[0];
    desk.now += 60_000;
    assert!(alarms(&desk.step(Input::Woken)).is_empty());
    desk.now = alarm - 1;
    assert_eq!(alarms(&desk.step(Input::Woken)), [alarm]);
}

#[test]
fn what_expires_within_ten_minutes_is_forgotten_at_one_alarm() {
    let mut desk = Desk::new();
    let mut alarms = Vec::new();
    for (minutes, conversation) in [(1, "cnv_1"), (5, "cnv_2")] {
        desk.now = START + minutes * 60_000;
        let permit = desk.granted(JANE, Priority::Interactive);
        alarms.extend(desk.settle_with(settlement(permit, JANE, &[conversation], None)));
    }
    let due = START + TWO_HOURS + 10 * 60_000;
    let all = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::AlarmAt(_))).count();
    assert!(all(&alarms) == 1 && alarms.contains(&Effect::AlarmAt(due)), "{alarms:?}");
    desk.now = due;
    assert_eq!(all(&desk.step(Input::Woken)), 0, "nothing is left");
    assert!(!desk.disk.keys().any(|key| key.starts_with("index:")), "{:?}", desk.disk);
}

#[test]
fn the_time_of_the_last_webhook_is_written_once_a_minute() {
    let mut desk = Desk::new();
    let mut written = |after: i64| {
        desk.now += after;
        let at = desk.now;
        saves(&desk.event(message_created("msg_1", "Hi", at)), "webhook")
    };
    assert_eq!([written(0), written(59_999), written(1), written(1)], [1, 0, 1, 0]);
}

fn full(entries: usize) -> Vec<Record> {
    let record = |number| {
        let expires_at = START + TWO_HOURS + number;
        let conversations = [format!("cnv_{number:026}")];
        let batch = json!({ "customer": JANE, "expires_at": expires_at, "conversations": conversations });
        Record { key: format!("index:{number}"), value: batch.to_string() }
    };
    (0..i64::try_from(entries).expect("a few")).map(record).collect()
}

#[test]
fn a_full_index_refuses_new_pages_and_takes_known_ones() {
    let (hub, _) =
        WorkspaceHub::restore(Settings::default(), full(MAX_CONVERSATIONS), Moment { now: START, random: 1 });
    let mut desk = Desk::new();
    desk.hub = hub;
    assert!(!desk.register(JANE, CONVERSATION));
    assert!(desk.register(JANE, &format!("cnv_{:026}", 5)));
}

#[test]
fn a_hundred_thousand_entries_are_restored_at_once_and_no_step_scans_them() {
    let records = full(MAX_CONVERSATIONS);
    let began = Instant::now();
    let (hub, _) = WorkspaceHub::restore(Settings::default(), records, Moment { now: START, random: 1 });
    let mut desk = Desk::new();
    desk.hub = hub;
    let restored = began.elapsed();
    let began = Instant::now();
    for number in 0..1_000 {
        // Two hours on, entries expire at every step.
        desk.now = START + TWO_HOURS + number;
        desk.step(Input::Woken);
    }
    let stepped = began.elapsed();
    println!("restored in {restored:?}, 1000 steps in {stepped:?}");
    // Six seconds where ten others want each core; to compare every entry with every other takes minutes on an idle one.
    assert!(restored < Duration::from_mins(1), "{restored:?}");
    // On the same machine, however busy: a thousand steps cost a thousandth of it, and a thousand scans cost several times as much.
    assert!(stepped < restored, "restored in {restored:?}, 1000 steps in {stepped:?}");
}

#[test]
fn what_is_not_readable_on_disk_is_removed() {
    let mut desk = Desk::new();
    for key in ["index:nonsense", "index:1", "reply:zz", "webhook", "something"] {
        desk.disk.insert(key.to_owned(), "{".to_owned());
    }
    desk.restart();
    assert_eq!(desk.disk.keys().collect::<Vec<_>>(), ["epoch"]);
}

#[test]
fn the_epoch_survives_a_restart_and_an_unreadable_one_is_replaced() {
    let mut desk = Desk::new();
    let epoch = desk.disk["epoch"].clone();
    desk.restart();
    assert_eq!(desk.disk["epoch"], epoch);
    desk.disk.insert("epoch".to_owned(), "?".to_owned());
    desk.restart();
    assert!(desk.disk["epoch"].parse::<u64>().is_ok_and(|new| new.to_string() != epoch));
}

#[test]
fn a_lost_reply_makes_pages_unfit_as_well() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (waiter, effects) = desk.write(reply("Hello"), None);
    let (flight, _) = fetch_of(&effects);
    let effects = desk.step(Input::Fetched(flight, exchange(Upstream::Failed)));
    assert_eq!((bumps(&effects).len(), answer_of(&effects, waiter)), (1, None));
}
