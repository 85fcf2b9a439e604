//! Integrators: they sign for themselves and talk to the API server, with clocks that now and then are wrong.

use helpthread_tests::http::Request;
use serde_json::{Value, json};

use super::Load;
use super::agents::{becomes, message_id, state_of};
use crate::ask::Told;
use crate::chance::Chance;
use crate::ledger::{Message, Outcome, Way};
use crate::site::Site;

/// How often a reply is sent again under its key before the integrator gives up.
const TRIES: usize = 4;

/// Works until the end.
pub(super) fn work(load: &Load<'_>, mut chance: Chance, integrator: usize) {
    let mut number = 0;
    load.repeat_writing(&mut chance, (200, 500), |chance| {
        number += 1;
        match chance.below(10) {
            0..5 => look(load, chance),
            5..8 => reply(load, chance, &format!("soak direct {integrator} {number}")),
            _ => change(load, chance),
        }
    });
}

/// Ahead of the true time, in milliseconds: mostly as far as the server is.
fn clock(load: &Load<'_>, chance: &mut Chance) -> i64 {
    let server = load.site.api_clock.ahead();
    if chance.percent(90) { server } else { [0, 400_000, -400_000][chance.place(3)] }
}

/// A request to the API server below `/v1`.
pub(crate) fn get(site: &Site, kind: &'static str, ahead: i64, path: &str) -> Told {
    let request = |authorization: &str| Request::get(&format!("/v1{path}")).header("Authorization", authorization);
    site.ask_directly(kind, ahead, request, "")
}

fn look(load: &Load<'_>, chance: &mut Chance) {
    let ahead = clock(load, chance);
    let customer = &load.customers[chance.place(load.customers.len())];
    let limit = [1, 10, 50][chance.place(3)];
    if chance.percent(50) {
        let status = ["open", "pending", "closed"][chance.place(3)];
        let told = get(load.site, "list, API server", ahead, &format!("/conversations?status={status}&limit={limit}"));
        check(load, told, |row| row["status"] == status);
    } else {
        let path = format!("/customers/{customer}/conversations?limit={limit}");
        check(load, get(load.site, "history, API server", ahead, &path), |row| row["customer_id"] == *customer);
    }
}

/// Every row fits, and they are newest first.
fn check(load: &Load<'_>, told: Told, fits: impl Fn(&Value) -> bool) {
    let Some(answer) = told.done() else { return };
    let page = answer.json();
    let rows: Vec<&Value> = page["data"].as_array().into_iter().flatten().collect();
    let place = |row: &Value| (row["created_at"].to_string(), row["id"].to_string());
    if rows.iter().any(|row| !fits(row)) || rows.windows(2).any(|pair| place(pair[0]) <= place(pair[1])) {
        load.site.journal.found(&format!("a page with rows that do not belong there: {page}"));
    }
}

fn reply(load: &Load<'_>, chance: &mut Chance, text: &str) {
    let Some((id, mut known)) = load.ledger.claim(chance) else { return };
    let way = Some((Way::Direct, text.replace(' ', "-")));
    let number = load.ledger.send(Message {
        text: text.to_owned(),
        conversation: Some(id.clone()),
        way,
        outcome: Outcome::Unknown,
    });
    known.tag = None;
    let (mut all_refused, mut acknowledged) = (true, false);
    for _ in 0..TRIES {
        let told = send_reply(load.site, "reply, API server", clock(load, chance), &id, text);
        all_refused &= told.was_refused();
        if let Told::Done(answer) = told {
            let message = message_id(load.site, &answer.json()["data"], &id, text);
            load.ledger.settle(number, Outcome::Acknowledged(message));
            acknowledged = true;
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(chance.between(200, 600)));
    }
    if all_refused && !acknowledged {
        load.ledger.settle(number, Outcome::Refused);
    }
    load.ledger.release(&id, known, !acknowledged && !all_refused);
}

/// Sends a reply of the first agent's; its text is also its key.
pub(crate) fn send_reply(site: &Site, kind: &'static str, ahead: i64, id: &str, text: &str) -> Told {
    let body = json!({ "author_type": "agent", "agent_id": site.agents[0], "body": text }).to_string();
    let request = |authorization: &str| {
        let request = Request::new("POST", &format!("/v1/conversations/{id}/messages"));
        let request = request.header("Authorization", authorization).header("Idempotency-Key", &text.replace(' ', "-"));
        request.json(&body)
    };
    site.ask_directly(kind, ahead, request, &body)
}

fn change(load: &Load<'_>, chance: &mut Chance) {
    let Some((id, mut known)) = load.ledger.claim(chance) else { return };
    let wanted = json!({ "assignee_id": load.site.agents[chance.place(load.site.agents.len())] });
    let body = wanted.to_string();
    let tag = known.tag.clone();
    let request = |authorization: &str| {
        let request = Request::new("PATCH", &format!("/v1/conversations/{id}")).header("Authorization", authorization);
        let request = tag.iter().fold(request, |request, tag| request.header("If-Match", tag));
        request.json(&body)
    };
    let told = load.site.ask_directly("change, API server", clock(load, chance), request, &body);
    let refused = told.was_refused();
    if let Told::Refused(helpthread_core::error::ErrorCode::Conflict, _) = &told {
        load.site.journal.found(&format!("{id}: conflict under its own tag, and nobody else wrote"));
    }
    let done = told.done();
    match &done {
        Some(answer) => {
            let now = state_of(&answer.json()["data"]);
            if !known.states.iter().any(|state| becomes(state, &wanted) == now) {
                load.site.journal.found(&format!("{id} is {now:?} after {wanted}, and was {:?}", known.states));
            }
            known.is(&now.0, now.1.as_deref(), answer.header("ETag").map(str::to_owned));
        }
        None if refused => {}
        None => known.may_become(|state| becomes(state, &wanted)),
    }
    load.ledger.release(&id, known, done.is_none() && !refused);
}
