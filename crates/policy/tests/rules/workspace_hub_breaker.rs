//! Upstream is left alone while it keeps failing (proxy.md §3, "Governor").

use crate::workspace_hub_given::{Desk, is_granted, someone, unanswered};
use helpthread_policy::hub::{
    message::{PermitAnswer, Priority, Settlement},
    workspace::{Effect, Note},
};

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
