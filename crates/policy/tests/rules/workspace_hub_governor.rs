//! The request budget (proxy.md §3, "Governor").

use std::collections::VecDeque;

use crate::workspace_hub_given::{
    Desk, answer_of, customer_id, fetches, is_granted, message_created, permit_of, reply, settlement, someone,
    unanswered,
};
use helpthread_core::rate_limit::RateLimit;
use helpthread_policy::hub::{
    message::{Permit, PermitAnswer, PermitRequest, Priority, Settlement},
    workspace::{Effect, Input, Note},
};

const REFUSED_UNTIL_THE_WINDOW_ENDS: Option<PermitAnswer> = Some(PermitAnswer::Limited { retry_after: 60 });

#[test]
fn before_upstream_has_said_its_limit_four_calls_are_under_way_at_most() {
    let mut desk = Desk::new();
    for number in 0..4 {
        assert!(is_granted(desk.ask(&someone(number), Priority::Interactive)));
    }
    assert_eq!(desk.ask("cus_fifth", Priority::Write), None);
}

#[test]
fn the_fifth_is_served_as_soon_as_one_of_the_four_is_back() {
    let mut desk = Desk::new();
    let first = desk.granted("cus_0", Priority::Interactive);
    for number in 1..4 {
        desk.granted(&someone(number), Priority::Interactive);
    }
    let waiter = desk.waiter();
    let request = PermitRequest { customer: customer_id("cus_fifth"), subject: None, priority: Priority::Interactive };
    assert_eq!(permit_of(&desk.step(Input::Permit(waiter, request)), waiter), None);
    let effects = desk.settle(first, "cus_0", 600, 599);
    assert!(is_granted(permit_of(&effects, waiter)));
}

#[test]
fn never_more_than_48_calls_are_under_way() {
    let mut desk = Desk::new();
    desk.learn(100_000);
    let granted = (0..60).filter(|number| is_granted(desk.ask(&someone(*number), Priority::Interactive))).count();
    assert_eq!(granted, 48);
}

#[test]
fn a_used_up_budget_is_refused_at_once_until_upstreams_reset() {
    let mut desk = Desk::new();
    let permit = desk.granted("cus_0", Priority::Interactive);
    desk.settle(permit, "cus_0", 600, 0);
    assert_eq!(desk.ask("cus_1", Priority::Write), REFUSED_UNTIL_THE_WINDOW_ENDS);
    desk.now += 59_500;
    assert_eq!(desk.ask("cus_1", Priority::Write), Some(PermitAnswer::Limited { retry_after: 1 }));
    desk.now += 500;
    assert!(is_granted(desk.ask("cus_1", Priority::Write)));
}

#[test]
fn readers_leave_a_tenth_to_writes_and_refreshes_three_tenths() {
    let mut desk = Desk::new();
    let permit = desk.granted("cus_0", Priority::Interactive);
    desk.settle(permit, "cus_0", 600, 180);
    assert_eq!(desk.ask("cus_1", Priority::Refresh), REFUSED_UNTIL_THE_WINDOW_ENDS);
    let permit = desk.granted("cus_1", Priority::Interactive);
    desk.settle(permit, "cus_1", 600, 60);
    assert_eq!(desk.ask("cus_2", Priority::Interactive), REFUSED_UNTIL_THE_WINDOW_ENDS);
    assert!(is_granted(desk.ask("cus_2", Priority::Write)));
}

#[test]
fn one_customer_gets_a_tenth_of_a_window_at_most() {
    let mut desk = Desk::new();
    desk.learn(600);
    for used in 1..=60 {
        let permit = desk.granted("cus_greedy", Priority::Interactive);
        desk.settle(permit, "cus_greedy", 600, 599 - used);
    }
    assert_eq!(desk.ask("cus_greedy", Priority::Interactive), REFUSED_UNTIL_THE_WINDOW_ENDS);
    assert!(is_granted(desk.ask("cus_polite", Priority::Interactive)));
}

#[test]
fn a_customer_whose_share_is_under_way_waits_without_holding_up_the_others() {
    let mut desk = Desk::new();
    desk.learn(50);
    let permits: Vec<Permit> = std::iter::from_fn(|| match desk.ask("cus_greedy", Priority::Interactive) {
        Some(PermitAnswer::Granted(permit)) => Some(permit),
        _ => None,
    })
    .collect();
    assert_eq!(permits.iter().map(|permit| permit.attempts).sum::<u8>(), 5);
    let polite = desk.granted("cus_polite", Priority::Interactive);
    desk.settle(polite, "cus_polite", 50, 48);
    // One request was made where more were granted: there is room again for the one who waits.
    let effects = desk.settle(permits[0], "cus_greedy", 50, 47);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Permit(_, PermitAnswer::Granted(_)))));
}

#[test]
fn a_permit_is_good_for_fewer_attempts_as_the_budget_runs_out() {
    let attempts = |remaining: u32| {
        let mut desk = Desk::new();
        let permit = desk.granted("cus_0", Priority::Interactive);
        desk.settle(permit, "cus_0", 600, remaining);
        desk.granted("cus_1", Priority::Interactive).attempts
    };
    assert_eq!([attempts(590), attempts(250), attempts(100)], [3, 2, 1]);
}

#[test]
fn upstreams_own_429_closes_the_window_for_everybody() {
    let mut desk = Desk::new();
    desk.learn(600);
    let permit = desk.granted("cus_0", Priority::Interactive);
    let said = desk.said(600, 0);
    desk.settle_with(Settlement { status: Some(429), ..settlement(permit, "cus_0", &[], Some(said)) });
    assert_eq!(desk.ask("cus_1", Priority::Write), REFUSED_UNTIL_THE_WINDOW_ENDS);
    desk.now += 60_000;
    assert!(is_granted(desk.ask("cus_1", Priority::Write)));
}

#[test]
fn a_429_of_a_window_that_is_over_does_not_close_the_current_one() {
    let mut desk = Desk::new();
    desk.learn(600);
    let permit = desk.granted("cus_0", Priority::Interactive);
    let said = desk.said(600, 0);
    desk.now += 60_000;
    desk.settle_with(Settlement { status: Some(429), ..settlement(permit, "cus_0", &[], Some(said)) });
    assert!(is_granted(desk.ask("cus_1", Priority::Interactive)));
}

#[test]
fn a_reset_that_no_window_can_have_is_not_believed() {
    let mut desk = Desk::new();
    desk.learn(600);
    let permit = desk.granted("cus_0", Priority::Interactive);
    let said = RateLimit { limit: 600, remaining: 0, reset: desk.now / 1_000 + 86_400 };
    desk.settle_with(settlement(permit, "cus_0", &[], Some(said)));
    assert!(is_granted(desk.ask("cus_1", Priority::Interactive)));
}

#[test]
fn a_permit_that_never_comes_back_counts_as_used_after_15_seconds() {
    let mut desk = Desk::new();
    for number in 0..4 {
        desk.granted(&someone(number), Priority::Interactive);
    }
    assert_eq!(desk.ask("cus_4", Priority::Interactive), None);
    desk.now += 15_000;
    assert!(is_granted(desk.ask("cus_5", Priority::Interactive)));
}

#[test]
fn whoever_waits_ten_seconds_is_told_to_come_back() {
    let mut desk = Desk::new();
    for number in 0..4 {
        desk.granted(&someone(number), Priority::Interactive);
    }
    let waiter = desk.waiter();
    let customer = customer_id("cus_late");
    let asked =
        desk.step(Input::Permit(waiter, PermitRequest { customer, subject: None, priority: Priority::Interactive }));
    assert!(asked.contains(&Effect::WakeAt(desk.now + 10_000)), "{asked:?}");
    assert_eq!(permit_of(&desk.after(9_999), waiter), None);
    assert_eq!(permit_of(&desk.after(1), waiter), Some(PermitAnswer::Limited { retry_after: 1 }));
}

#[test]
fn writes_go_before_readers_and_readers_before_refreshes() {
    let mut desk = Desk::new();
    let held: Vec<Permit> = (0..4).map(|number| desk.granted(&someone(number), Priority::Interactive)).collect();
    let mut waiting = Vec::new();
    for (priority, customer) in
        [(Priority::Refresh, "cus_a"), (Priority::Interactive, "cus_b"), (Priority::Write, "cus_c")]
    {
        let waiter = desk.waiter();
        let customer = customer_id(customer);
        desk.step(Input::Permit(waiter, PermitRequest { customer, subject: None, priority }));
        waiting.push(waiter);
    }
    let mut served = Vec::new();
    for (number, permit) in held.into_iter().enumerate() {
        // Without the three headers the limit stays unknown, and the calls under way stay few.
        let effects = desk.settle_with(settlement(permit, &someone(number), &[], None));
        served.extend(waiting.iter().copied().filter(|waiter| permit_of(&effects, *waiter).is_some()));
    }
    waiting.reverse();
    assert_eq!(served, waiting);
}

#[test]
fn within_one_priority_customers_take_turns() {
    let mut desk = Desk::new();
    let held: Vec<Permit> = (0..4).map(|number| desk.granted(&someone(number), Priority::Interactive)).collect();
    let mut order = Vec::new();
    for name in ["cus_a", "cus_a", "cus_a", "cus_b", "cus_c"] {
        let waiter = desk.waiter();
        let customer = customer_id(name);
        desk.step(Input::Permit(waiter, PermitRequest { customer, subject: None, priority: Priority::Interactive }));
        order.push((waiter, name));
    }
    let (mut served, mut under_way) = (Vec::new(), VecDeque::from(held));
    while let Some(permit) = under_way.pop_front() {
        let effects = desk.settle_with(settlement(permit, "cus_any", &[], None));
        for (waiter, name) in &order {
            if let Some(PermitAnswer::Granted(permit)) = permit_of(&effects, *waiter) {
                under_way.push_back(permit);
                served.push(*name);
            }
        }
    }
    assert_eq!(served, ["cus_a", "cus_b", "cus_c", "cus_a", "cus_a"]);
}

#[test]
fn one_customer_cannot_fill_the_queue() {
    let mut desk = Desk::new();
    for number in 0..4 {
        desk.granted(&someone(number), Priority::Interactive);
    }
    for _ in 0..16 {
        assert_eq!(desk.ask("cus_greedy", Priority::Interactive), None);
    }
    assert_eq!(desk.ask("cus_greedy", Priority::Interactive), Some(PermitAnswer::Limited { retry_after: 1 }));
    assert_eq!(desk.ask("cus_polite", Priority::Interactive), None);
}

#[test]
fn a_crowd_of_readers_leaves_room_in_the_queue_for_a_write() {
    let mut desk = Desk::new();
    let held: Vec<Permit> = (0..4).map(|number| desk.granted(&someone(number), Priority::Interactive)).collect();
    let crowd =
        |desk: &mut Desk, priority| (0..1_200).filter(|number| desk.ask(&someone(*number), priority).is_none()).count();
    let (refreshes, readers) = (crowd(&mut desk, Priority::Refresh), crowd(&mut desk, Priority::Interactive));
    assert_eq!((refreshes, readers), (700, 200));
    let (waiter, effects) = desk.write(reply("Hello"), None);
    assert_eq!(answer_of(&effects, waiter), None, "the agent waits");
    let effects = desk.settle_with(settlement(held[0], &someone(0), &[], None));
    assert_eq!(fetches(&effects), 1, "and is served before everybody else");
}

#[test]
fn a_call_across_the_end_of_a_window_counts_in_the_next_unless_upstream_says_otherwise() {
    // What is left of a customer's five requests after a call that began in the window before.
    let left = |attempts: u8, counted_before: bool| {
        let mut desk = Desk::new();
        desk.learn(50);
        desk.now += 55_000;
        let permit = desk.granted("cus_0", Priority::Interactive);
        let before = desk.said(50, 40);
        desk.now += 10_000;
        let said = if counted_before { before } else { desk.said(50, 49) };
        desk.settle_with(Settlement { attempts, ..settlement(permit, "cus_0", &[], Some(said)) });
        let mut left = 0;
        while let Some(PermitAnswer::Granted(permit)) = desk.ask("cus_0", Priority::Interactive) {
            left += 1;
            assert!(left < 100, "there is no end to them");
            desk.settle(permit, "cus_0", 50, 40);
        }
        left
    };
    assert_eq!((left(1, true), left(1, false)), (5, 4));
    // What upstream says may be said of an earlier one than the last.
    assert_eq!(left(2, true), 3);
}

#[test]
fn an_unused_permit_costs_nothing() {
    let mut desk = Desk::new();
    desk.learn(50);
    for _ in 0..100 {
        let permit = desk.granted("cus_0", Priority::Interactive);
        desk.settle_with(Settlement { attempts: 0, ..unanswered(permit, "cus_0") });
    }
    assert!(is_granted(desk.ask("cus_0", Priority::Interactive)));
}

#[test]
fn somebody_elses_use_of_the_key_is_noted_once_a_window() {
    let mut desk = Desk::new();
    desk.learn(600);
    desk.now += 60_000;
    let mut notes = Vec::new();
    for (number, remaining) in [599, 500, 400].into_iter().enumerate() {
        let permit = desk.granted(&someone(number), Priority::Interactive);
        let effects = desk.settle(permit, &someone(number), 600, remaining);
        notes.extend(effects.into_iter().filter(|effect| matches!(effect, Effect::Note(Note::ForeignUse { .. }))));
    }
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn requests_of_an_earlier_life_are_not_taken_for_somebody_elses() {
    let mut desk = Desk::new();
    let permit = desk.granted("cus_0", Priority::Interactive);
    let effects = desk.settle(permit, "cus_0", 600, 100);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Note(_))));
}

#[test]
fn a_subject_gets_600_permits_a_minute() {
    let mut desk = Desk::new();
    desk.learn(100_000);
    let mut refused = 0;
    for _ in 0..601 {
        let waiter = desk.waiter();
        let customer = customer_id("cus_0");
        let subject = Some("cus_0".to_owned());
        let effects =
            desk.step(Input::Permit(waiter, PermitRequest { customer, subject, priority: Priority::Interactive }));
        match permit_of(&effects, waiter) {
            Some(PermitAnswer::Granted(permit)) => drop(desk.settle(permit, "cus_0", 100_000, 99_000)),
            Some(PermitAnswer::Limited { retry_after: 60 }) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(refused, 1);
}

#[test]
fn pages_stay_fresh_for_a_minute_while_webhooks_arrive_even_after_a_restart() {
    let mut desk = Desk::new();
    assert_eq!(desk.granted("cus_0", Priority::Interactive).fresh_seconds, 5);
    let at = desk.now;
    desk.event(message_created("msg_1", "Hi", at));
    assert_eq!(desk.granted("cus_1", Priority::Interactive).fresh_seconds, 60);
    desk.restart();
    desk.now += 10 * 60_000 - 1;
    assert_eq!(desk.granted("cus_2", Priority::Interactive).fresh_seconds, 60);
    desk.now += 1;
    assert_eq!(desk.granted("cus_3", Priority::Interactive).fresh_seconds, 5);
}

#[test]
fn a_webhook_from_before_the_clock_was_set_back_does_not_keep_pages_fresh() {
    let mut desk = Desk::new();
    let at = desk.now;
    desk.event(message_created("msg_1", "Hi", at));
    desk.now -= 15 * 60_000;
    desk.restart();
    assert_eq!(desk.granted("cus_1", Priority::Interactive).fresh_seconds, 5, "nobody knows how long ago it came");
    desk.event(message_created("msg_2", "Hi again", at));
    desk.restart();
    assert_eq!(desk.granted("cus_2", Priority::Interactive).fresh_seconds, 60, "the next one is recorded at once");
}
