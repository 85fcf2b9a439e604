//! Customers who write in: into a conversation of theirs, which that reopens, or into a new one.

use helpthread_core::model::Conversation;
use helpthread_tests::http::Request;
use serde_json::{Value, json};
use xtask::settings::{ADMIN_TOKEN, Worker};

use super::Load;
use super::agents::message_id;
use crate::ask::Told;
use crate::chance::Chance;
use crate::ledger::{Ledger, Message, Outcome};
use crate::site::Site;

const KIND: &str = "inbound, API server";

/// Writes now and then, until the end.
pub(super) fn write(load: &Load<'_>, mut chance: Chance) {
    let mut number = 0;
    load.repeat_writing(&mut chance, (300, 700), |chance| {
        number += 1;
        if chance.percent(25) {
            let customer = &load.customers[chance.place(load.customers.len())];
            begin(load.site, load.ledger, customer, &format!("new-{number}"));
        } else {
            go_on(load, chance, &format!("again-{number}"));
        }
    });
}

/// The customer begins a conversation with a message of this name.
pub fn begin(site: &Site, ledger: &Ledger, customer: &str, name: &str) {
    let text = format!("soak inbound {customer} {name}");
    let body = json!({ "workspace": site.workspace, "customer_id": customer, "subject": name, "body": text });
    let message = Message { text, conversation: None, way: None, outcome: Outcome::Unknown };
    let number = ledger.send(message);
    if let Some(data) = settle(ledger, number, send(site, &body)) {
        let conversation = &data["conversation"];
        ledger.began(&words(&conversation["id"]), customer, ("open".to_owned(), None), tag_of(conversation));
    }
}

fn go_on(load: &Load<'_>, chance: &mut Chance, name: &str) {
    let Some((id, mut known)) = load.ledger.claim(chance) else { return };
    let text = format!("soak inbound {id} {name}");
    let body = json!({
        "workspace": load.site.workspace, "customer_id": known.customer, "conversation_id": id, "body": text,
    });
    let message = Message { text: text.clone(), conversation: Some(id.clone()), way: None, outcome: Outcome::Unknown };
    let number = load.ledger.send(message);
    let reopened = |state: &(String, Option<String>)| {
        let status = if state.0 == "closed" { "open" } else { &state.0 };
        (status.to_owned(), state.1.clone())
    };
    let told = send(load.site, &body);
    let refused = told.was_refused();
    let data = settle(load.ledger, number, told);
    match &data {
        Some(data) => {
            let conversation = &data["conversation"];
            message_id(load.site, &data["message"], &id, &text);
            let now = (words(&conversation["status"]), conversation["assignee_id"].as_str().map(str::to_owned));
            if !known.states.iter().map(reopened).any(|state| state == now) {
                load.site.journal.found(&format!("{id} is {now:?} after a customer wrote, and was {:?}", known.states));
            }
            known.is(&now.0, now.1.as_deref(), tag_of(conversation));
        }
        None if refused => {}
        None => known.may_become(reopened),
    }
    load.ledger.release(&id, known, data.is_none() && !refused);
}

fn send(site: &Site, body: &Value) -> Told {
    let request = Request::new("POST", "/_admin/inbound").bearer(ADMIN_TOKEN).json(&body.to_string());
    site.ask(KIND, Worker::Api, &request)
}

/// Notes what came of a message; the answer's data, if it was taken.
fn settle(ledger: &Ledger, number: usize, told: Told) -> Option<Value> {
    let refused = told.was_refused();
    let data = told.done().map(|answer| answer.json()["data"].clone());
    match &data {
        Some(data) => ledger.settle(number, Outcome::Acknowledged(words(&data["message"]["id"]))),
        None if refused => ledger.settle(number, Outcome::Refused),
        None => {}
    }
    data
}

/// The entity tag of a row (api-v1.md §4).
pub(crate) fn tag_of(row: &Value) -> Option<String> {
    serde_json::from_value::<Conversation>(row.clone()).ok().map(|conversation| conversation.tag())
}

fn words(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
