//! What one of them may have of a window, so that nobody's script, nor whoever stole somebody's token, has all of it (proxy.md §3,
//! "Governor").

use crate::{
    given::AGENT,
    workspace_hub_given::{
        Desk, answer_of, answered, change, changed, customer_id, fetch_of, fetches, is_granted, page, permit_of,
        settlement,
    },
};
use helpthread_core::query::ConversationsQuery;
use helpthread_policy::{
    call::Call,
    hub::{
        message::{List, PermitAnswer, PermitRequest, Priority, Write},
        workspace::{Effect, Input},
    },
};
use serde_json::json;

const LIMIT: u32 = 600;
const OTHER_AGENT: &str = "usr_other";

/// A desk whose upstream has told its limit.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.learn(LIMIT);
    desk
}

/// The agent's change is made; false if it is refused with 429.
fn changes(desk: &mut Desk, agent: &str) -> bool {
    let waiter = desk.waiter();
    let write = Write { call: change(None), subject: agent.to_owned(), idempotency_key: None };
    let effects = desk.step(Input::Write(waiter, write));
    if fetches(&effects) == 0 {
        assert_eq!(answer_of(&effects, waiter).expect("an answer").status, 429);
        return false;
    }
    let told = Input::Fetched(fetch_of(&effects).0, answered(200, &json!({ "data": changed() })));
    for effect in desk.step(told) {
        if let Effect::Bump(flight, _) = effect {
            desk.step(Input::Bumped(flight, true));
        }
    }
    true
}

/// The agent gets page number `number` of the list, which nobody has asked for before.
fn lists(desk: &mut Desk, agent: &str, number: u32) -> bool {
    let waiter = desk.waiter();
    let query = ConversationsQuery::parse(&format!("assignee_id=usr_{number}")).expect("a query");
    let list = List { call: Call::Conversations { query }, subject: agent.to_owned() };
    let effects = desk.step(Input::List(waiter, list));
    if fetches(&effects) == 0 {
        assert_eq!(answer_of(&effects, waiter).expect("an answer").status, 429);
        return false;
    }
    desk.step(Input::Fetched(fetch_of(&effects).0, answered(200, &page())));
    true
}

/// A page of this customer's history is fetched for this reader.
fn reads(desk: &mut Desk, customer: &str, reader: &str) -> bool {
    let waiter = desk.waiter();
    let (customer_id, subject) = (customer_id(customer), Some(reader.to_owned()));
    let request = PermitRequest { customer: customer_id, subject, priority: Priority::Interactive };
    match permit_of(&desk.step(Input::Permit(waiter, request)), waiter) {
        Some(PermitAnswer::Granted(permit)) => {
            desk.settle_with(settlement(permit, customer, &[], None));
            true
        }
        Some(PermitAnswer::Limited { retry_after }) => {
            assert_eq!(retry_after, 60, "not before the window ends");
            false
        }
        other => panic!("{other:?} instead of a ruling"),
    }
}

/// How often it goes well before it does not.
fn count(mut once: impl FnMut(u32) -> bool) -> u32 {
    (0..LIMIT).take_while(|number| once(*number)).count().try_into().expect("a small number")
}

#[test]
fn an_agent_writes_with_half_of_the_limit_and_another_has_the_rest() {
    let mut desk = desk();
    assert_eq!(count(|_| changes(&mut desk, AGENT)), LIMIT / 2);
    assert!(changes(&mut desk, OTHER_AGENT));
    assert!(is_granted(desk.ask("cus_1", Priority::Interactive)));
    desk.now += 60_000;
    assert!(changes(&mut desk, AGENT), "the next window is another one");
}

#[test]
fn an_agent_reads_with_three_tenths_of_the_limit_lists_and_histories_together() {
    let mut desk = desk();
    assert_eq!(count(|number| number < 100 && lists(&mut desk, AGENT, number)), 100);
    assert_eq!(count(|number| reads(&mut desk, &format!("cus_{number}"), AGENT)), 80);
    assert!(!lists(&mut desk, AGENT, 600));
    assert!(lists(&mut desk, OTHER_AGENT, 600));
    assert!(reads(&mut desk, "cus_1", "cus_1"));
    assert!(changes(&mut desk, AGENT), "nor does that keep it from writing");
}

#[test]
fn a_customers_script_does_not_keep_agents_from_her_history() {
    let mut desk = desk();
    assert_eq!(count(|_| reads(&mut desk, "cus_greedy", "cus_greedy")), LIMIT / 10);
    assert!(reads(&mut desk, "cus_greedy", AGENT));
}
