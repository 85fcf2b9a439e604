//! Agents at the proxy: they reply under a key until they are told what came of it, change conversations, some under an entity
//! tag, and look at lists.

use helpthread_core::error::ErrorCode;
use helpthread_tests::http::Request;
use helpthread_tests::token::Token;
use serde_json::{Value, json};
use xtask::settings::Worker;

use super::{Load, check_rows, history};
use crate::ask::Told;
use crate::chance::Chance;
use crate::ledger::{Known, Message, Outcome, Way};
use crate::site::Site;

/// How often a reply is sent again under its key before the agent gives up.
const TRIES: usize = 4;

/// Writes until the end.
pub(super) fn work(load: &Load<'_>, mut chance: Chance, agent: &str) {
    let mut number = 0;
    load.repeat_writing(&mut chance, (250, 650), |chance| {
        let Some((id, mut known)) = load.ledger.claim(chance) else { return };
        number += 1;
        let may_change = if chance.percent(55) {
            let text = format!("soak reply {agent} {number}");
            reply(load, chance, agent, &id, &mut known, &text)
        } else {
            change(load, chance, agent, &id, &mut known)
        };
        load.ledger.release(&id, known, may_change);
    });
}

/// Looks at the inbox until the end.
pub(super) fn look(load: &Load<'_>, mut chance: Chance, agent: &str) {
    load.repeat(&mut chance, (500, 1_100), |chance| {
        let token = Site::token(&Token::agent(agent), load.minting_clock(chance));
        let filters = [None, Some(("status", "open")), Some(("status", "closed")), Some(("assignee_id", agent))];
        let wanted = filters[chance.place(4)];
        let filter = wanted.map(|(field, value)| format!("{field}={value}&")).unwrap_or_default();
        let path = format!("/v1/conversations?{filter}limit={}", [10, 25, 100][chance.place(3)]);
        let told = load.site.ask("list, proxy", Worker::Proxy, &Request::get(&path).bearer(&token));
        let Some(answer) = told.done() else { return };
        for row in answer.json()["data"].as_array().into_iter().flatten() {
            if wanted.is_some_and(|(field, value)| row[field] != value) {
                load.site.journal.found(&format!("{path}: {row} does not fit"));
            }
        }
    });
}

/// One reply. Whether it may be applied yet.
fn reply(load: &Load<'_>, chance: &mut Chance, agent: &str, id: &str, known: &mut Known, text: &str) -> bool {
    let key = text.replace(' ', "-");
    let way = Some((Way::Proxy(agent.to_owned()), key.clone()));
    let number = load.ledger.send(Message {
        text: text.to_owned(),
        conversation: Some(id.to_owned()),
        way,
        outcome: Outcome::Unknown,
    });
    known.tag = None;
    let mut all_refused = true;
    for _ in 0..TRIES {
        let token = Site::token(&Token::agent(agent), load.minting_clock(chance));
        let told = send_reply(load.site, "reply, proxy", id, text, &key, &token);
        all_refused &= told.was_refused();
        if let Told::Done(answer) = told {
            load.ledger.settle(number, Outcome::Acknowledged(message_id(load.site, &answer.json()["data"], id, text)));
            return false;
        }
        std::thread::sleep(std::time::Duration::from_millis(chance.between(300, 900)));
    }
    if all_refused {
        load.ledger.settle(number, Outcome::Refused);
    }
    !all_refused
}

/// The id of the message that an answer says was written, which has to be the one that was sent.
pub(crate) fn message_id(site: &Site, data: &Value, conversation: &str, text: &str) -> String {
    if data["conversation_id"] != conversation || data["body"] != text {
        site.journal.found(&format!("{text:?} to {conversation} was answered with {data}"));
    }
    data["id"].as_str().unwrap_or_default().to_owned()
}

/// Sends a reply under a key.
pub(crate) fn send_reply(site: &Site, kind: &'static str, id: &str, text: &str, key: &str, token: &str) -> Told {
    // The proxy sets who writes (proxy.md §2).
    let body = json!({ "body": text, "internal": false });
    let request = Request::new("POST", &format!("/v1/conversations/{id}/messages")).bearer(token);
    site.ask(kind, Worker::Proxy, &request.header("Idempotency-Key", key).json(&body.to_string()))
}

/// One change, and then a look at whether the proxy shows it. Whether it may be applied yet.
fn change(load: &Load<'_>, chance: &mut Chance, agent: &str, id: &str, known: &mut Known) -> bool {
    let token = Site::token(&Token::agent(agent), load.minting_clock(chance));
    let wanted = wanted(load, chance, known);
    let tag = known.tag.clone().filter(|_| chance.percent(70));
    let stale = tag.is_none() && chance.percent(15);
    let mut request = Request::new("PATCH", &format!("/v1/conversations/{id}")).bearer(&token);
    if let Some(tag) = &tag {
        request = request.header("If-Match", tag);
    } else if stale {
        request = request.header("If-Match", "\"00000000000000000000000000000000\"");
    }
    let kind = if tag.is_some() || stale { "change under If-Match, proxy" } else { "change, proxy" };
    let told = load.site.ask(kind, Worker::Proxy, &request.json(&wanted.to_string()));
    let becomes = |state: &(String, Option<String>)| becomes(state, &wanted);
    let was_refused = told.was_refused();
    match told {
        Told::Done(answer) => {
            if stale {
                load.site.journal.found(&format!("{id}: a change under a wrong tag was applied"));
            }
            let (data, tag) = (&answer.json()["data"], answer.header("ETag").map(str::to_owned));
            let now = state_of(data);
            if !known.states.iter().map(becomes).any(|state| state == now) {
                load.site.journal.found(&format!("{id} is {now:?} after {wanted}, and was {:?}", known.states));
            }
            known.is(&now.0, now.1.as_deref(), tag);
            if chance.percent(40) {
                read_back(load, &known.customer.clone(), id, known, &token);
            }
            return false;
        }
        Told::Refused(ErrorCode::Conflict, _) if tag.is_some() => {
            load.site.journal.found(&format!("{id}: conflict under its own tag, and nobody else wrote"));
        }
        _ => {}
    }
    if !was_refused {
        known.may_become(becomes);
    }
    !was_refused
}

/// A change that the state allows; one that it forbids if the state is not known exactly, or now and then.
fn wanted(load: &Load<'_>, chance: &mut Chance, known: &Known) -> Value {
    let assignee = &load.site.agents[chance.place(load.site.agents.len())];
    match chance.below(4) {
        0 => json!({ "assignee_id": assignee }),
        1 => json!({ "assignee_id": null }),
        _ => {
            let from_closed = known.state().is_some_and(|(status, _)| status == "closed");
            let allowed = if from_closed { ["open", "open", "open"] } else { ["open", "pending", "closed"] };
            json!({ "status": allowed[chance.place(3)] })
        }
    }
}

pub(crate) fn becomes(state: &(String, Option<String>), wanted: &Value) -> (String, Option<String>) {
    let status = wanted["status"].as_str().filter(|next| !(state.0 == "closed" && *next == "pending"));
    let assignee = wanted.get("assignee_id").map(|id| id.as_str().map(str::to_owned));
    (status.unwrap_or(&state.0).to_owned(), assignee.unwrap_or_else(|| state.1.clone()))
}

pub(crate) fn state_of(data: &Value) -> (String, Option<String>) {
    (data["status"].as_str().unwrap_or_default().to_owned(), data["assignee_id"].as_str().map(str::to_owned))
}

/// Nobody else writes to the conversation, so from now on every page of it shows what was acknowledged (threats.md row 8).
fn read_back(load: &Load<'_>, customer: &str, id: &str, known: &Known, token: &str) {
    let Some(rows) = history(load.site, "history after a write, proxy", customer, token) else { return };
    check_rows(load.site, &rows, customer, true);
    let row = rows.iter().find(|row| row["id"] == id);
    if row.map(state_of).as_ref() != known.state() {
        load.site.journal.found(&format!("{id} was acknowledged as {:?} and is shown as {row:?}", known.states));
    }
}
