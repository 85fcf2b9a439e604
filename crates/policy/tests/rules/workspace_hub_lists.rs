//! The agents' lists: one call for all who ask, kept until something changes (proxy.md §3, "Agent lists").

use crate::{
    given::{body, header, refusal},
    workspace_hub_given::{
        Desk, answer_of, answered, changed, exchange, fetch_of, fetches, message, message_created, page, refused, reply,
    },
};
use helpthread_policy::{
    hub::{FlightId, workspace::Input},
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
