//! Random sequences of operations against a simple model of the contract (api-v1.md §3, §4, §7), which answers each of them
//! from a few vectors. Every answer must be the model's, and in the end every delivery too, whatever the clock does.

mod contract;
mod operation;

use helpthread_core::event::Event;
use helpthread_inbox::answer::Answer;
use helpthread_inbox::database::Database;
use proptest::prelude::*;
use serde_json::Value;

use self::contract::Model;
use self::operation::{CONVERSATIONS, Operation, operation};
use crate::support::{AGENT, CUSTOMER, Desk, NOW, Row, Write, header};

/// How far the clock moves before an operation, in seconds: mostly a little, sometimes a day, sometimes back.
fn movement() -> impl Strategy<Value = i64> {
    prop_oneof![6 => Just(0), 4 => 1..5i64, 2 => -100..100i64, 1 => 86_390..86_410i64, 1 => -90_000..0i64]
}

fn ask(desk: &Desk, model: &Model, operation: &Operation, now: i64) -> Answer {
    let (method, target, body) = (operation.method(), operation.target(), operation.body());
    let if_match = operation.if_match(model);
    Write { if_match: if_match.as_deref(), idempotency_key: operation.key(), now, ..Write::new(method, &target, &body) }
        .to(&desk.inbox)
}

/// What is owed to each webhook about each conversation, in the order of the events' timestamps.
fn owed(desk: &Desk, webhook: &str, conversation: &str) -> Vec<Value> {
    let rows = desk.database().query("SELECT body FROM deliveries WHERE webhook_id = ?1", &[webhook.into()]).unwrap();
    let parsed = rows.iter().map(|row| serde_json::from_str::<Value>(row.text(0).unwrap()).unwrap());
    let about = |event: &Value| event["data"].get("conversation_id").unwrap_or(&event["data"]["id"]) == conversation;
    let mut events: Vec<_> = parsed.filter(about).collect();
    events.sort_by_key(|event| event["timestamp"].as_str().unwrap().to_owned());
    events
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_what_the_contract_says(steps in proptest::collection::vec((movement(), operation()), 1..40)) {
        let desk = Desk::of_plan("enterprise", Some(1_000_000));
        let mut model = Model::default();
        for (index, id) in CONVERSATIONS.into_iter().enumerate() {
            let (status, assignee) = (["open", "pending", "closed"][index], [None, Some(AGENT), None][index]);
            let created_at = NOW - 500;
            desk.add(&Row { id: id.into(), customer: CUSTOMER.into(), status, assignee, created_at });
            model.begin(id, status, assignee, created_at);
        }
        let mut now = NOW;
        for (movement, operation) in &steps {
            now += movement;
            let answer = ask(&desk, &model, operation, now);
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            let expected = model.answer(operation, now, &body);
            prop_assert_eq!((answer.status, &body), (expected.status, &expected.body), "{:?} at {}", operation, now);
            prop_assert_eq!(header(&answer, "ETag"), expected.tag.as_deref());
        }
        let mut deliveries = 0;
        for webhook in &model.webhooks {
            for conversation in CONVERSATIONS {
                let events = owed(&desk, &webhook.id, conversation);
                let told: Vec<Event> =
                    events.iter().map(|event| serde_json::from_value(event.clone()).unwrap()).collect();
                prop_assert!(told.is_sorted_by(|one, next| one.timestamp < next.timestamp), "{events:?}");
                let expected: Vec<_> = webhook.owed(conversation).collect();
                prop_assert_eq!(events.len(), expected.len());
                for ((raw, event), (at, event_type, data)) in events.iter().zip(told).zip(expected) {
                    prop_assert_eq!((raw["type"].as_str(), &raw["data"]), (Some(event_type), data));
                    prop_assert!(event.timestamp.unix_milliseconds() >= at * 1000, "not before it happened");
                }
                deliveries += events.len();
            }
        }
        let stored = desk.database().query("SELECT id FROM deliveries WHERE state = 'due'", &[]).unwrap();
        prop_assert_eq!(stored.len(), deliveries, "and nothing besides");
    }
}
