//! Killed at any moment, the server loses nothing that it acknowledged, and doubles nothing (api-v1.md §4 and §7).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use helpthread_tests::http::Answer;
use helpthread_tests::upstream::{Upstream, answer};
use helpthread_tests::wait::until;
use serde_json::{Value, json};

use crate::api::Api;
use crate::curl::Call;
use crate::deliveries::{AGENT, BILLING, content, event, header, register};

/// Replies that are written meanwhile, at least.
const REPLIES: usize = 10;
/// And at most, which is within one minute's limit.
const MOST: usize = 150;
/// Times that the server is killed meanwhile.
const KILLS: u64 = 6;

/// Asks until the server lives long enough to answer.
fn insist(call: impl Fn() -> Call) -> Answer {
    std::iter::repeat_with(|| call().retry_on_a_dead_server()).flatten().next().expect("it is asked for ever")
}

/// Writes reply number `number` until it is acknowledged, under one key, and returns the message's id.
fn reply(api: &Api, number: usize) -> String {
    let body = json!({ "author_type": "agent", "agent_id": AGENT, "body": format!("Reply {number}") });
    let answer = insist(|| {
        let call = api.get(&format!("/conversations/{BILLING}/messages")).method("POST").json(&body);
        call.header(&format!("Idempotency-Key: reply-{number}"))
    });
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["data"]["id"].as_str().expect("a message has an id").to_owned()
}

/// Moves the conversation, which is open at first, to and fro. The same again is no change, so it needs no key.
fn change(api: &Api, number: usize) {
    let status = if number.is_multiple_of(2) { "pending" } else { "open" };
    let call = || api.get(&format!("/conversations/{BILLING}")).method("PATCH").json(&json!({ "status": status }));
    let answer = insist(call);
    assert_eq!((answer.status, &answer.json()["data"]["status"]), (200, &json!(status)), "{}", answer.text());
}

/// What a receiver was told: by the delivery's id, the one event that it always was.
fn told(receiver: &Upstream) -> BTreeMap<String, Value> {
    let mut told = BTreeMap::new();
    for received in receiver.requests() {
        let id = header(&received, "webhook-id");
        let before = told.insert(id.clone(), event(&received));
        assert!(before.is_none_or(|before| before == event(&received)), "{id} is the same on every attempt");
    }
    told
}

/// The ids of what was told of one type, one per delivery.
fn subjects(told: &BTreeMap<String, Value>, event_type: &str) -> Vec<String> {
    let of_type = told.values().filter(|event| event["type"] == event_type);
    of_type.map(|event| event["data"]["id"].as_str().expect("data has an id").to_owned()).collect()
}

/// All events of these replies and as many changes, each by exactly one delivery, and nothing besides.
fn assert_told(told: &BTreeMap<String, Value>, replies: &BTreeSet<String>, changes: usize) {
    let mut messages = subjects(told, "message.created");
    messages.sort();
    let acknowledged: Vec<String> = replies.iter().cloned().collect();
    assert_eq!(messages, acknowledged, "what was told is what was acknowledged: nothing lost, and no reply twice");
    assert_eq!(subjects(told, "conversation.updated").len(), acknowledged.len() + changes);
    assert_eq!(told.len(), 2 * acknowledged.len() + changes);
}

#[test]
fn nothing_acknowledged_is_lost_and_no_reply_is_doubled() {
    let (api, receiver) = (Api::start(), content());
    register(&api, &receiver);
    let acknowledged: BTreeSet<String> = thread::scope(|scope| {
        let killer = scope.spawn(|| {
            for kill in 0..KILLS {
                // The pauses only spread the kills over the writes; no outcome depends on where they fall.
                thread::sleep(Duration::from_millis(60 + 37 * kill));
                api.restart();
            }
        });
        // Until the last kill, so that every one of them falls into the writes.
        let meanwhile = |number: &usize| *number < REPLIES || !killer.is_finished();
        (0..MOST).take_while(meanwhile).map(|number| reply(&api, number)).collect()
    });
    until("every event is told", || told(&receiver).len() >= 2 * acknowledged.len());
    assert_told(&told(&receiver), &acknowledged, 0);
}

/// The ids of deliveries that were under way when the server was killed; none is let in any more once it is closed.
#[derive(Default)]
struct Interrupted {
    ids: BTreeSet<String>,
    seen: usize,
    closed: bool,
}

#[test]
fn killed_in_the_middle_of_deliveries_it_makes_them_again_and_no_others() {
    let (api, receiver) = (Api::start(), Upstream::start());
    let interrupted = Arc::new(Mutex::new(Interrupted::default()));
    let state = Arc::clone(&interrupted);
    // Every fourth delivery is left without an answer, which only a kill ends.
    receiver.script(Arc::new(move |received, connection| {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.seen += 1;
        if !state.closed && state.seen.is_multiple_of(4) {
            state.ids.insert(header(received, "webhook-id"));
            drop(state);
            return connection.read_to_end(&mut Vec::new()).map(drop);
        }
        write!(connection, "{}", answer("204 No Content", "", ""))
    }));
    register(&api, &receiver);
    let under_way = || interrupted.lock().unwrap_or_else(PoisonError::into_inner).ids.len();
    let acknowledged: Vec<String> = thread::scope(|scope| {
        let killer = scope.spawn(|| {
            for kill in 1..=KILLS {
                let before = under_way();
                until("another delivery is under way", || under_way() > before);
                interrupted.lock().unwrap_or_else(PoisonError::into_inner).closed = kill == KILLS;
                api.restart();
            }
        });
        let both = |number| {
            let message = reply(&api, number);
            change(&api, number);
            message
        };
        (0..MOST).take_while(|_| !killer.is_finished()).map(both).collect()
    });

    let (replies, changes) = (acknowledged.iter().cloned().collect::<BTreeSet<_>>(), acknowledged.len());
    until("every event is told", || told(&receiver).len() >= 3 * changes);
    // Asked again, each reply is the one that it was, and nobody is told anew.
    for (number, id) in acknowledged.iter().enumerate() {
        assert_eq!(reply(&api, number), *id);
    }
    until("the log has them all", || api.deliveries().iter().all(|row| row["state"] == "delivered"));
    assert_told(&told(&receiver), &replies, changes);

    let arrived: Vec<String> = receiver.requests().iter().map(|received| header(received, "webhook-id")).collect();
    let state = interrupted.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(state.ids.len() >= usize::try_from(KILLS).expect("a few"), "every kill fell into a delivery");
    for id in &state.ids {
        assert!(arrived.iter().filter(|arrived| *arrived == id).count() >= 2, "{id} came again");
    }
}
