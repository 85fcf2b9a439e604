//! The agents' lists: one call for all who ask, kept until something changes (proxy.md §3, "Agent lists").

use crate::{
    given::{body, header, refusal},
    workspace_hub_given::{
        Desk, answer_of, answered, changed, exchange, fetch_of, fetches, message, message_created, page, refused, reply,
    },
};
use helpthread_policy::{
    hub::{
        CacheState, FlightId,
        message::Priority,
        workspace::{Effect, Input},
    },
    upstream::Upstream,
};
use serde_json::json;

/// A desk that has this page of the list.
fn with_page() -> Desk {
    let mut desk = Desk::new();
    let (_, effects) = desk.list("status=open");
    let (flight, _) = fetch_of(&effects);
    desk.step(Input::Fetched(flight, answered(200, &page())));
    desk
}

fn cache(desk: &mut Desk) -> (Option<String>, usize) {
    let (waiter, effects) = desk.list("status=open");
    let state = answer_of(&effects, waiter).and_then(|answer| header(&answer, "HelpThread-Cache").map(str::to_owned));
    (state, fetches(&effects))
}

fn hit(state: &str, fetches: usize) -> (Option<String>, usize) {
    (Some(state.to_owned()), fetches)
}

#[test]
fn the_first_to_ask_gets_upstreams_page_written_again() {
    let mut desk = Desk::new();
    let (waiter, effects) = desk.list("");
    let (flight, _) = fetch_of(&effects);
    let mut wordy = page();
    wordy["data"][0]["trace"] = json!("10.0.0.1");
    let answer = answer_of(&desk.step(Input::Fetched(flight, answered(200, &wordy))), waiter).expect("an answer");
    assert_eq!((answer.status, body(&answer)), (200, page()));
    assert_eq!((header(&answer, "HelpThread-Cache"), header(&answer, "Age")), (Some("miss"), Some("0")));
}

#[test]
fn all_who_ask_meanwhile_share_one_call() {
    let mut desk = Desk::new();
    let (first, effects) = desk.list("status=open");
    let (flight, _) = fetch_of(&effects);
    let (second, effects) = desk.list("limit=25&status=open");
    assert_eq!(fetches(&effects), 0, "equal queries have one canonical spelling");
    let effects = desk.step(Input::Fetched(flight, answered(200, &page())));
    assert_eq!(answer_of(&effects, first), answer_of(&effects, second));
    assert!(answer_of(&effects, first).is_some());
}

#[test]
fn another_query_is_another_page() {
    let mut desk = with_page();
    assert_eq!(fetches(&desk.list("status=closed").1), 1);
}

#[test]
fn a_page_is_fresh_then_stale_then_kept_for_failures_then_gone() {
    let mut desk = with_page();
    desk.now += 4_999;
    assert_eq!(cache(&mut desk), hit("hit", 0));
    desk.now += 1;
    assert_eq!(cache(&mut desk), hit("stale", 1));
    assert_eq!(cache(&mut desk), hit("stale", 0), "one refresh is enough");
    let mut desk = with_page();
    desk.now += 11 * 60_000;
    assert_eq!(cache(&mut desk), (None, 1));
}

#[test]
fn a_kept_page_is_served_while_upstream_fails_and_no_longer_than_an_hour() {
    let told = |age: i64, exchange| {
        let mut desk = with_page();
        desk.now += age;
        let (waiter, effects) = desk.list("status=open");
        let (flight, _) = fetch_of(&effects);
        let answer = answer_of(&desk.step(Input::Fetched(flight, exchange)), waiter).expect("an answer");
        (answer.status, header(&answer, "HelpThread-Cache").map(str::to_owned))
    };
    let stale_error = (200, Some("stale-error".to_owned()));
    assert_eq!(told(20 * 60_000, exchange(Upstream::Failed)), stale_error);
    assert_eq!(told(20 * 60_000, refused(429, "rate_limit_exceeded")), stale_error);
    assert_eq!(told(60 * 60_000, exchange(Upstream::Failed)), (502, None));
    assert_eq!(told(20 * 60_000, refused(401, "invalid_signature")), (503, None));
}

#[test]
fn whatever_changes_takes_the_pages_away() {
    let mut desk = with_page();
    let at = desk.now;
    desk.event(message_created("msg_1", "Hi", at));
    assert_eq!(cache(&mut desk), (None, 1));

    let mut desk = with_page();
    let (_, effects) = desk.write(reply("Hello"), None);
    let (flight, _) = fetch_of(&effects);
    assert_eq!(cache(&mut desk), hit("hit", 0));
    desk.step(Input::Fetched(flight, answered(201, &json!({ "data": message("msg_1", "Hello") }))));
    assert_eq!(cache(&mut desk), (None, 1));
}

#[test]
fn a_page_whose_fetch_began_before_a_change_is_not_kept_and_not_joined() {
    let mut desk = Desk::new();
    let (early, effects) = desk.list("status=open");
    let (flight, _) = fetch_of(&effects);
    let at = desk.now;
    desk.event(message_created("msg_1", "Hi", at));
    let (late, effects) = desk.list("status=open");
    assert_eq!(fetches(&effects), 1);
    let effects = desk.step(Input::Fetched(flight, answered(200, &page())));
    assert!(answer_of(&effects, early).is_some());
    assert_eq!(answer_of(&effects, late), None);
    assert_eq!(cache(&mut desk), (None, 0), "the later one is still under way");
}

#[test]
fn whoever_waits_12_seconds_is_told_that_upstream_is_late() {
    let mut desk = Desk::new();
    let (waiter, _) = desk.list("");
    assert_eq!(answer_of(&desk.after(11_999), waiter), None);
    assert_eq!(refusal(&answer_of(&desk.after(1), waiter).expect("an answer")).0, 504);
}

#[test]
fn what_is_not_a_page_is_a_failure() {
    let mut desk = Desk::new();
    let (waiter, effects) = desk.list("");
    let (flight, _) = fetch_of(&effects);
    let not_a_page = answered(200, &json!({ "data": changed() }));
    let answer = answer_of(&desk.step(Input::Fetched(flight, not_a_page)), waiter).expect("an answer");
    assert_eq!(refusal(&answer), (502, "upstream_unavailable".to_owned()));
}

#[test]
fn what_nobody_asked_for_is_ignored() {
    let mut desk = Desk::new();
    assert!(desk.step(Input::Fetched(FlightId(99), answered(200, &page()))).is_empty());
    assert!(desk.step(Input::Bumped(FlightId(99), true)).is_empty());
}

#[test]
fn a_page_that_is_asked_for_is_waited_for_12_seconds_and_that_is_said_once() {
    let mut desk = Desk::new();
    let wakes = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::WakeAt(_))).count();
    let (_, effects) = desk.list("");
    assert!(effects.contains(&Effect::WakeAt(desk.now + 12_000)), "{effects:?}");
    assert_eq!(wakes(&effects), 1);
    let (_, effects) = desk.list("");
    assert_eq!(wakes(&effects), 0, "{effects:?}");
}

#[test]
fn of_those_who_share_a_call_the_first_paid_for_it() {
    let mut desk = Desk::new();
    let (_, effects) = desk.list("");
    let (flight, _) = fetch_of(&effects);
    desk.list("");
    let traces: Vec<_> = desk
        .step(Input::Fetched(flight, answered(200, &page())))
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Answer(_, _, trace) => Some((trace.attempts, trace.upstream_milliseconds)),
            _ => None,
        })
        .collect();
    assert_eq!(traces, [(1, 20), (0, 0)]);
}

#[test]
fn the_log_says_where_each_page_came_from() {
    let states = |effects: Vec<Effect>| -> Vec<Option<CacheState>> {
        let traces = effects.into_iter().filter_map(|effect| match effect {
            Effect::Answer(_, _, trace) => Some(trace.cache),
            _ => None,
        });
        traces.collect()
    };
    let mut desk = with_page();
    assert_eq!(states(desk.list("status=open").1), [Some(CacheState::Hit)]);
    desk.now += 20 * 60_000;
    let (_, effects) = desk.list("status=open");
    let (flight, _) = fetch_of(&effects);
    desk.list("status=open");
    let failed = desk.step(Input::Fetched(flight, exchange(Upstream::Failed)));
    assert_eq!(states(failed), [Some(CacheState::StaleError); 2]);
}

#[test]
fn a_refresh_for_which_nobody_waits_is_given_up_where_it_has_no_budget() {
    let mut desk = with_page();
    let permit = desk.granted("cus_0", Priority::Interactive);
    desk.settle(permit, "cus_0", 600, 120);
    desk.now += 5_000;
    assert_eq!(cache(&mut desk), hit("stale", 0), "a reader's tenth is left, a refresh's three tenths are not");
}

#[test]
fn a_page_that_grew_too_large_to_keep_takes_the_older_one_away() {
    let mut desk = with_page();
    desk.now += 5_000;
    let (_, effects) = desk.list("status=open");
    let (flight, _) = fetch_of(&effects);
    let mut large = page();
    large["data"][0]["subject"] = json!("x".repeat(256 * 1024));
    desk.step(Input::Fetched(flight, answered(200, &large)));
    assert_eq!(cache(&mut desk), (None, 1));
}

#[test]
fn the_65th_page_at_a_time_is_refused_and_a_stale_one_is_served_without_being_fetched() {
    let mut desk = with_page();
    desk.now += 5_000;
    desk.learn(100_000);
    let query = |number: usize| format!("status={}&limit={}", ["open", "closed"][number / 40], number % 40 + 30);
    for number in 0..64 {
        let (waiter, effects) = desk.list(&query(number));
        assert_eq!(answer_of(&effects, waiter), None, "{number}");
    }
    let (waiter, effects) = desk.list(&query(64));
    let answer = answer_of(&effects, waiter).expect("an answer");
    assert_eq!((answer.status, header(&answer, "Retry-After")), (429, Some("1")));
    let (waiter, effects) = desk.list("status=open");
    let answers: Vec<_> = effects.iter().filter(|effect| matches!(effect, Effect::Answer(..))).collect();
    assert_eq!((answers.len(), answer_of(&effects, waiter).map(|answer| answer.status)), (1, Some(200)));
}
