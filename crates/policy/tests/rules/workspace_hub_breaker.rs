//! Upstream is left alone while it keeps failing (proxy.md §3, "Governor").

use crate::workspace_hub_given::{Desk, answered, fetch_of, is_granted, settlement, someone, unanswered};
use helpthread_policy::hub::{
    message::{Permit, PermitAnswer, Priority, Settlement},
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
        let probe = desk.granted("cus_probe", Priority::Interactive);
        assert_eq!(desk.ask("cus_1", Priority::Write), Some(PermitAnswer::Unavailable { retry_after: 1 }));
        desk.settle_with(unanswered(probe, "cus_probe"));
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
fn answers_of_500_and_more_are_failures_of_the_hubs_own_calls_too() {
    for (status, opens) in [(500, true), (499, false)] {
        let mut desk = Desk::new();
        desk.learn(600);
        let mut notes = Vec::new();
        for number in 1..=5 {
            let (_, effects) = desk.list(&format!("limit={number}"));
            let (flight, _) = fetch_of(&effects);
            notes.extend(desk.step(Input::Fetched(flight, answered(status, &json!({})))));
        }
        let opened = notes.contains(&Effect::Note(Note::BreakerOpened { until: desk.now + 1_000 }));
        assert_eq!(opened, opens, "{status}");
    }
}
