//! Killed at any moment, the server loses nothing that it acknowledged, and doubles nothing (api-v1.md §4 and §7).

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::api::Api;
use crate::deliveries::{AGENT, BILLING, content, event, header, register, until};

/// Replies that are written meanwhile, at least.
const REPLIES: usize = 10;
/// And at most, which is within one minute's limit.
const MOST: usize = 500;
/// Times that the server is killed meanwhile.
const KILLS: u64 = 6;

/// Writes reply number `number` until it is acknowledged, under one key, and returns the message's id.
fn insist(api: &Api, number: usize) -> String {
    let body = json!({ "author_type": "agent", "agent_id": AGENT, "body": format!("Reply {number}") });
    loop {
        let call = api.get(&format!("/conversations/{BILLING}/messages")).method("POST").json(&body);
        let call = call.header(&format!("Idempotency-Key: reply-{number}")).retry_on_a_dead_server();
        if let Some(answer) = call {
            assert_eq!(answer.status, 201, "{}", answer.text());
            return answer.json()["data"]["id"].as_str().expect("a message has an id").to_owned();
        }
    }
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
        (0..MOST).take_while(|_| !killer.is_finished()).map(|number| insist(&api, number)).collect()
    });
    assert!(acknowledged.len() >= REPLIES, "only {} replies were written meanwhile", acknowledged.len());

    // By message: the ids of the deliveries that told of it.
    let told = || {
        let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for received in receiver.requests() {
            let event = event(&received);
            if event["type"] == "message.created" {
                let message = event["data"]["id"].as_str().expect("a message has an id").to_owned();
                told.entry(message).or_default().insert(header(&received, "webhook-id"));
            }
        }
        told
    };
    until("every reply is told", || told().len() >= acknowledged.len());
    let told = told();
    let messages: BTreeSet<String> = told.keys().cloned().collect();
    assert_eq!(messages, acknowledged, "what was told is what was acknowledged: nothing lost, and no reply twice");
    assert!(told.values().all(|ids| ids.len() == 1), "one stable id for each event");
}
