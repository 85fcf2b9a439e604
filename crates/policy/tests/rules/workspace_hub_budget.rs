//! What the hub makes of what upstream says of its windows, to the request and to the millisecond (proxy.md §3, "Governor").

use crate::workspace_hub_given::{Desk, START, customer_id, is_granted, permit_of, settlement, someone};
use helpthread_core::rate_limit::RateLimit;
use helpthread_policy::hub::{
    WaiterId,
    message::{Permit, PermitAnswer, PermitRequest, Priority, Settlement},
    workspace::{Effect, Input, Note},
};

const SECOND: i64 = 1_000;

fn limited(retry_after: u64) -> PermitAnswer {
    PermitAnswer::Limited { retry_after }
}

/// A permit under which upstream answered `status`, and said this of its window.
fn settle(desk: &mut Desk, permit: Permit, customer: &str, status: u16, said: Option<RateLimit>) {
    desk.settle_with(Settlement { status: Some(status), ..settlement(permit, customer, &[], said) });
}

fn said(limit: u32, remaining: u32, reset_at: i64) -> RateLimit {
    RateLimit { limit, remaining, reset: reset_at.div_euclid(SECOND) }
}

fn wait(desk: &mut Desk, customer: &str) -> WaiterId {
    let waiter = desk.waiter();
    let request = PermitRequest { customer: customer_id(customer), subject: None, priority: Priority::Interactive };
    assert_eq!(permit_of(&desk.step(Input::Permit(waiter, request)), waiter), None, "it waits");
    waiter
}

/// How many requests a customer gets, one after the other, each of them answered.
fn requests(desk: &mut Desk, customer: &str) -> u32 {
    let mut requests = 0;
    while let Some(PermitAnswer::Granted(permit)) = desk.ask(customer, Priority::Interactive) {
        requests += 1;
        assert!(requests < 100, "there is no end to them");
        desk.settle_with(settlement(permit, customer, &[], None));
    }
    requests
}

#[test]
fn a_429_closes_the_window_whatever_else_upstream_says() {
    for reset in [None, Some(said(600, 300, START + 60 * SECOND))] {
        let mut desk = Desk::new();
        desk.learn(600);
        let permit = desk.granted("cus_0", Priority::Interactive);
        settle(&mut desk, permit, "cus_0", 429, reset);
        assert_eq!(desk.ask("cus_1", Priority::Write), Some(limited(60)));
    }
}

#[test]
fn windows_follow_each_other_by_the_minute_while_nothing_is_heard() {
    let mut desk = Desk::new();
    desk.learn(600);
    desk.now += 210 * SECOND;
    let permit = desk.granted("cus_0", Priority::Interactive);
    settle(&mut desk, permit, "cus_0", 429, None);
    assert_eq!(desk.ask("cus_1", Priority::Write), Some(limited(30)));
    desk.now += 30 * SECOND;
    assert!(is_granted(desk.ask("cus_1", Priority::Write)));
}

#[test]
fn a_window_does_not_outlast_a_clock_that_is_set_back() {
    for back in [3_600, 90] {
        let mut desk = Desk::new();
        desk.learn(600);
        let permit = desk.granted("cus_0", Priority::Interactive);
        settle(&mut desk, permit, "cus_0", 429, None);
        desk.now -= back * SECOND;
        match desk.ask("cus_1", Priority::Write) {
            Some(PermitAnswer::Granted(_)) => {}
            Some(PermitAnswer::Limited { retry_after }) => assert!(retry_after <= 120, "{retry_after} s"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_reset_up_to_two_minutes_away_is_believed() {
    for (seconds, believed) in [(120, true), (121, false)] {
        let mut desk = Desk::new();
        desk.learn(600);
        let permit = desk.granted("cus_0", Priority::Interactive);
        settle(&mut desk, permit, "cus_0", 200, Some(said(600, 0, START + seconds * SECOND)));
        let answer = desk.ask("cus_1", Priority::Write);
        assert_eq!((answer == Some(limited(120)), is_granted(answer)), (believed, !believed), "{seconds}");
    }
}

#[test]
fn a_limit_is_kept_even_if_the_end_of_its_window_is_not_believed() {
    for reset_at in [START + 240 * SECOND, START - 240 * SECOND] {
        let mut desk = Desk::new();
        let permit = desk.granted("cus_0", Priority::Interactive);
        settle(&mut desk, permit, "cus_0", 200, Some(said(50, 49, reset_at)));
        assert!(requests(&mut desk, "cus_greedy") <= 5, "a tenth of it, by our own minute");
    }
}

#[test]
fn until_the_limit_is_known_a_customer_has_one_call_under_way() {
    let mut desk = Desk::new();
    desk.granted("cus_hanging", Priority::Interactive);
    let waiting = [(); 3].map(|()| wait(&mut desk, "cus_hanging"));
    let permit = desk.granted("cus_1", Priority::Interactive);
    desk.granted("cus_2", Priority::Interactive);
    let said = desk.said(600, 599);
    let effects = desk.settle_with(settlement(permit, "cus_1", &[], Some(said)));
    assert!(waiting.iter().all(|waiter| is_granted(permit_of(&effects, *waiter))), "now its share is what counts");
}

#[test]
fn a_limit_that_changes_is_followed_unless_an_older_window_tells_of_it() {
    let mut desk = Desk::new();
    desk.learn(600);
    let permit = desk.granted("cus_0", Priority::Interactive);
    settle(&mut desk, permit, "cus_0", 200, Some(said(1, 1, START)));
    assert!(is_granted(desk.ask("cus_1", Priority::Interactive)), "a window that is over has no limit any more");
    let permit = desk.granted("cus_0", Priority::Interactive);
    settle(&mut desk, permit, "cus_0", 200, Some(said(1, 1, START + 60 * SECOND)));
    assert_eq!(desk.ask("cus_2", Priority::Write), Some(limited(60)));
}

#[test]
fn a_window_that_upstream_ends_later_is_another_one() {
    let mut desk = Desk::new();
    desk.learn(600);
    let refused = desk.granted("cus_0", Priority::Interactive);
    let later = desk.granted("cus_1", Priority::Interactive);
    settle(&mut desk, refused, "cus_0", 429, None);
    assert_eq!(desk.ask("cus_2", Priority::Write), Some(limited(60)));
    settle(&mut desk, later, "cus_1", 200, Some(said(600, 599, START + 90 * SECOND)));
    assert!(is_granted(desk.ask("cus_2", Priority::Write)));
}

#[test]
fn attempts_are_fewer_below_a_half_and_below_a_quarter_of_the_limit() {
    let attempts = |remaining: u32| {
        let mut desk = Desk::new();
        let permit = desk.granted("cus_0", Priority::Interactive);
        desk.settle(permit, "cus_0", 600, remaining);
        desk.granted("cus_1", Priority::Write).attempts
    };
    // A half and a quarter of 600, and what the call itself and one beside it may take.
    assert_eq!([303, 302, 152, 151].map(attempts), [3, 2, 2, 1]);
}

#[test]
fn what_is_under_way_counts_against_its_customer_until_all_of_it_has_ended() {
    let mut desk = Desk::new();
    desk.learn(50);
    let first = desk.granted("cus_greedy", Priority::Interactive);
    let second = desk.granted("cus_greedy", Priority::Interactive);
    assert_eq!((first.attempts, second.attempts), (3, 2));
    desk.settle_with(Settlement { attempts: 3, ..settlement(first, "cus_greedy", &[], None) });
    wait(&mut desk, "cus_greedy");
}

#[test]
fn whoever_waits_for_its_own_calls_is_served_when_the_window_ends() {
    let mut desk = Desk::new();
    desk.learn(50);
    desk.now += 55 * SECOND;
    let first = desk.granted("cus_greedy", Priority::Interactive);
    desk.granted("cus_greedy", Priority::Interactive);
    desk.settle_with(Settlement { attempts: 3, ..settlement(first, "cus_greedy", &[], None) });
    let waiter = wait(&mut desk, "cus_greedy");
    assert!(is_granted(permit_of(&desk.after(5 * SECOND), waiter)), "in the next window its share is whole again");
}

#[test]
fn a_call_that_upstream_counted_before_the_first_window_costs_nothing_in_it() {
    let left = |reset_at: i64| {
        let mut desk = Desk::new();
        let permit = desk.granted("cus_0", Priority::Interactive);
        settle(&mut desk, permit, "cus_0", 200, Some(said(50, 50, reset_at)));
        requests(&mut desk, "cus_0")
    };
    assert_eq!([left(START), left(START + 60 * SECOND)], [5, 4]);
}

#[test]
fn a_lost_permit_of_an_earlier_window_costs_nothing_in_this_one() {
    let left = |asked_at: i64| {
        let mut desk = Desk::new();
        desk.learn(50);
        desk.now = START + asked_at;
        assert_eq!(desk.granted("cus_0", Priority::Interactive).attempts, 3);
        desk.now = START + 70 * SECOND;
        requests(&mut desk, "cus_0")
    };
    assert_eq!([left(45 * SECOND), left(50 * SECOND)], [5, 2], "it expires 15 seconds after it was given");
}

#[test]
fn two_percent_of_the_limit_may_be_counted_twice_before_somebody_else_is_suspected() {
    let noted = |remaining: u32| {
        let mut desk = Desk::new();
        desk.learn(600);
        desk.now += 60 * SECOND;
        let permit = desk.granted("cus_0", Priority::Interactive);
        let effects = desk.settle(permit, "cus_0", 600, remaining);
        effects.into_iter().find_map(|effect| match effect {
            Effect::Note(Note::ForeignUse { requests }) => Some(requests),
            _ => None,
        })
    };
    // Three requests are under way when upstream speaks.
    assert_eq!([noted(600 - 3 - 12), noted(600 - 3 - 13)], [None, Some(13)]);
}

#[test]
fn a_thousand_may_wait_if_the_last_of_them_write() {
    let mut desk = Desk::new();
    for number in 0..4 {
        desk.granted(&someone(number), Priority::Interactive);
    }
    for number in 4..1_004 {
        assert_eq!(desk.ask(&someone(number), Priority::Write), None, "{number}");
    }
    assert_eq!(desk.ask("cus_late", Priority::Write), Some(limited(1)));
}
