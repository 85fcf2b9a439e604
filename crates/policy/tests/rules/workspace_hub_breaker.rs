//! Upstream is left alone while it keeps failing (proxy.md §3, "Governor").

use crate::workspace_hub_given::{Desk, answered, change, fetch_of, is_granted, settlement, someone, unanswered};
use helpthread_policy::hub::{
    message::{Permit, PermitAnswer, Priority, Settlement, Write},
    workspace::{Effect, Input, Note},
};
use serde_json::json;

#[test]
fn five_failures_in_a_row_open_the_breaker_for_one_two_four_seconds() {
    let mut desk = Desk::new();
    desk.learn(600);
    for number in 0..5 {
        let permit = desk.granted(&someone(number), Priority::Interactive);
        let effects = desk.settle_with(unanswered(permit, &someone(number)));
        let opened = effects.contains(&Effect::Note(Note::BreakerOpened { until: desk.now + 1_000 }));
        assert_eq!(opened, number == 4);
    }
    for seconds in [1_i64, 2, 4, 8, 16, 30, 30] {
        assert_eq!(
            desk.ask("cus_1", Priority::Write),
            Some(PermitAnswer::Unavailable { retry_after: seconds.unsigned_abs() })
        );
        desk.now += seconds * 1_000;
        let prober = format!("cus_probe{}", desk.now);
        let probe = desk.granted(&prober, Priority::Interactive);
        assert_eq!(desk.ask("cus_1", Priority::Write), Some(PermitAnswer::Unavailable { retry_after: 1 }));
        desk.settle_with(unanswered(probe, &prober));
    }
}

/// Lets the call of each of these customers fail, one after the other. Whether the breaker opened.
fn fails_for(desk: &mut Desk, customers: &[&str]) -> bool {
    let fail = |customer: &&str| {
        let permit = desk.granted(customer, Priority::Interactive);
        let effects = desk.settle_with(unanswered(permit, customer));
        effects.iter().any(|effect| matches!(effect, Effect::Note(Note::BreakerOpened { .. })))
    };
    customers.iter().map(fail).fold(false, |before, opened| before | opened)
}

#[test]
fn what_fails_for_one_or_two_customers_is_theirs_and_upstream_is_there_for_the_others() {
    let mut desk = Desk::new();
    desk.learn(600);
    assert!(!fails_for(&mut desk, &["cus_sick"; 20]));
    assert!(!fails_for(&mut desk, &["cus_sicker"; 20]));
    assert!(is_granted(desk.ask("cus_1", Priority::Interactive)));
    assert!(is_granted(desk.ask("cus_sick", Priority::Interactive)), "nor are they kept away");
    assert!(fails_for(&mut desk, &["cus_third"]), "the third makes it upstream's");
}

#[test]
fn an_answer_to_anybody_lets_all_failures_count_anew() {
    let mut desk = Desk::new();
    desk.learn(600);
    assert!(!fails_for(&mut desk, &["cus_1", "cus_2", "cus_1", "cus_2"]));
    desk.learn(600);
    assert!(!fails_for(&mut desk, &["cus_3", "cus_3", "cus_3", "cus_3", "cus_3"]), "those of 1 and 2 are over");
}

#[test]
fn whose_probe_fails_leaves_the_next_one_to_somebody_else() {
    let mut desk = Desk::new();
    desk.learn(600);
    assert!(fails_for(&mut desk, &["cus_1", "cus_2", "cus_3", "cus_4", "cus_5"]));
    desk.now += 1_000;
    assert!(fails_for(&mut desk, &["cus_sick"]), "for two seconds");
    desk.now += 2_000;
    assert_eq!(desk.ask("cus_sick", Priority::Interactive), Some(PermitAnswer::Unavailable { retry_after: 2 }));
    let probe = desk.granted("cus_1", Priority::Interactive);
    let effects = desk.settle(probe, "cus_1", 600, 590);
    assert!(effects.contains(&Effect::Note(Note::BreakerClosed)));
    assert!(is_granted(desk.ask("cus_sick", Priority::Interactive)));
}

#[test]
fn who_is_alone_probes_again_after_twice_the_time() {
    let mut desk = Desk::new();
    desk.learn(600);
    assert!(fails_for(&mut desk, &["cus_1", "cus_2", "cus_3", "cus_4", "cus_5"]));
    for seconds in [1, 2, 4, 8, 16, 30, 30] {
        desk.now += 2 * seconds * 1_000 - 1;
        assert_eq!(desk.ask("cus_5", Priority::Interactive), Some(PermitAnswer::Unavailable { retry_after: 1 }));
        desk.now += 1;
        assert!(fails_for(&mut desk, &["cus_5"]));
    }
}

#[test]
fn one_answered_probe_closes_the_breaker() {
    let mut desk = Desk::new();
    desk.learn(600);
    for number in 0..5 {
        let permit = desk.granted(&someone(number), Priority::Interactive);
        desk.settle_with(unanswered(permit, &someone(number)));
    }
    desk.now += 1_000;
    let probe = desk.granted("cus_probe", Priority::Interactive);
    let effects = desk.settle(probe, "cus_probe", 600, 590);
    assert!(effects.contains(&Effect::Note(Note::BreakerClosed)));
    assert!(is_granted(desk.ask("cus_1", Priority::Interactive)));
}

#[test]
fn a_probe_that_is_lost_or_not_used_makes_room_for_another() {
    for (wait, returned) in [(15_000, false), (0, true)] {
        let mut desk = Desk::new();
        desk.learn(600);
        for number in 0..5 {
            let permit = desk.granted(&someone(number), Priority::Interactive);
            desk.settle_with(unanswered(permit, &someone(number)));
        }
        desk.now += 1_000;
        let probe = desk.granted("cus_probe", Priority::Interactive);
        if returned {
            desk.settle_with(Settlement { attempts: 0, ..unanswered(probe, "cus_probe") });
        }
        desk.now += wait;
        assert!(is_granted(desk.ask("cus_1", Priority::Interactive)));
    }
}

/// A desk whose breaker has opened, and a permit that was given before.
fn opened() -> (Desk, Permit) {
    let mut desk = Desk::new();
    desk.learn(600);
    let before = desk.granted("cus_before", Priority::Interactive);
    for number in 0..5 {
        let permit = desk.granted(&someone(number), Priority::Interactive);
        desk.settle_with(unanswered(permit, &someone(number)));
    }
    (desk, before)
}

#[test]
fn an_answer_to_a_call_from_before_does_not_close_the_breaker() {
    let (mut desk, before) = opened();
    let effects = desk.settle(before, "cus_before", 600, 590);
    assert!(!effects.contains(&Effect::Note(Note::BreakerClosed)));
    assert_eq!(desk.ask("cus_1", Priority::Write), Some(PermitAnswer::Unavailable { retry_after: 1 }));
}

#[test]
fn only_the_probe_itself_decides_what_comes_of_probing() {
    let back = [
        |permit| settlement(permit, "cus_before", &[], None),
        |permit| unanswered(permit, "cus_before"),
        |permit| Settlement { attempts: 0, ..unanswered(permit, "cus_before") },
    ];
    for settlement in back {
        let (mut desk, before) = opened();
        desk.now += 1_000;
        let probe = desk.granted("cus_probe", Priority::Interactive);
        let effects = desk.settle_with(settlement(before));
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Note(_))), "{effects:?}");
        assert_eq!(desk.ask("cus_1", Priority::Write), Some(PermitAnswer::Unavailable { retry_after: 1 }));
        let effects = desk.settle_with(unanswered(probe, "cus_probe"));
        assert!(effects.contains(&Effect::Note(Note::BreakerOpened { until: desk.now + 2_000 })), "{effects:?}");
    }
}

#[test]
fn a_clock_that_is_set_back_does_not_keep_upstream_from_anybody() {
    let mut desk = Desk::new();
    desk.learn(600);
    assert!(fails_for(&mut desk, &["cus_1", "cus_2", "cus_3", "cus_4", "cus_5"]));
    desk.now -= 3_600_000;
    assert!(is_granted(desk.ask("cus_6", Priority::Interactive)), "nobody knows how long it was open");
}

#[test]
fn answers_of_500_and_more_are_failures_of_the_hubs_own_calls_too() {
    for (status, opens) in [(500, true), (499, false)] {
        let mut desk = Desk::new();
        desk.learn(600);
        let mut notes = Vec::new();
        let failed = |desk: &mut Desk, effects: &[Effect]| {
            let (flight, _) = fetch_of(effects);
            desk.step(Input::Fetched(flight, answered(status, &json!({}))))
        };
        for number in 1..=3 {
            let (_, effects) = desk.list(&format!("limit={number}"));
            notes.extend(failed(&mut desk, &effects));
        }
        for subject in ["usr_1", "usr_2"] {
            let write = Write { call: change(None), subject: subject.to_owned(), idempotency_key: None };
            let waiter = desk.waiter();
            let effects = desk.step(Input::Write(waiter, write));
            notes.extend(failed(&mut desk, &effects));
        }
        let opened = notes.contains(&Effect::Note(Note::BreakerOpened { until: desk.now + 1_000 }));
        assert_eq!(opened, opens, "{status}");
    }
}
