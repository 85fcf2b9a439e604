//! Checkpoints: nobody writes and nothing fails. What was acknowledged is read back from the API server and through the proxy, and
//! open sockets have come to show it.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use helpthread_core::error::ErrorCode;
use helpthread_tests::token::Token;
use serde_json::Value;

use crate::ask::Told;
use crate::chance::Chance;
use crate::ledger::{Message, Outcome, Way};
use crate::load::{Load, agents, check_rows, history, inbound, integrators};
use crate::site::Site;

/// How long after the last fault everything shows the same: a delivery comes again after five seconds, an open breaker lets somebody
/// through after at most thirty, and a busy machine takes its time.
pub const CONVERGES: Duration = Duration::from_mins(1);
/// How often a look is taken meanwhile.
const TICK: Duration = Duration::from_millis(500);
/// How often somebody asks again who is refused for a while.
const TRIES: usize = 60;

/// The rows of the API server, by their ids.
type Rows = BTreeMap<String, Value>;

/// How a checkpoint went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checked {
    /// From its beginning until everything showed the same.
    pub took: Duration,
    /// Replies that were sent again under their keys.
    pub sent_again: usize,
}

/// Compares everything with what was acknowledged; writers must have been paused. `again`: how many replies to send again, at most.
pub fn check(load: &Load<'_>, chance: &mut Chance, again: usize) -> Checked {
    while load.ledger.is_unsettled() {
        thread::sleep(TICK);
    }
    let began = Instant::now();
    let rows = loop {
        let differences = match everything(load) {
            Ok(rows) => {
                let differences = differences(load, &rows);
                if differences.is_empty() {
                    break Some(rows);
                }
                differences
            }
            Err(why) => vec![why],
        };
        if began.elapsed() > CONVERGES {
            for difference in differences.iter().take(5) {
                load.site.journal.found(&format!("{CONVERGES:?} after the last fault: {difference}"));
            }
            break None;
        }
        thread::sleep(TICK);
    };
    let took = began.elapsed();
    if let Some(rows) = &rows {
        compare_with_the_ledger(load, rows);
    }
    Checked { took, sent_again: send_again(load, chance, again) }
}

/// Every row, from the API server; each once and newest first.
fn everything(load: &Load<'_>) -> Result<Rows, String> {
    let (mut rows, mut cursor, mut last) = (Rows::new(), None::<String>, None);
    loop {
        let after = cursor.as_ref().map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let ahead = load.site.api_clock.ahead();
        let told =
            integrators::get(load.site, "whole list, API server", ahead, &format!("/conversations?limit=100{after}"));
        let page = told.done().ok_or("the list is refused")?.json();
        for row in page["data"].as_array().into_iter().flatten() {
            let id = row["id"].as_str().unwrap_or_default().to_owned();
            let place = Some((row["created_at"].to_string(), id.clone()));
            if last.is_some() && place >= last {
                load.site.journal.found(&format!("the list shows {row} after {last:?}"));
            }
            last = place;
            rows.insert(id, row.clone());
        }
        cursor = page["pagination"]["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return Ok(rows);
        }
    }
}

/// Where the proxy, its sockets and the webhooks are not where the API server is.
fn differences(load: &Load<'_>, rows: &Rows) -> Vec<String> {
    let mut differences = Vec::new();
    for customer in &load.customers {
        let token = Site::token(&Token::agent(&load.site.agents[0]), load.site.proxy_clock.now());
        match history(load.site, "history at a checkpoint, proxy", customer, &token) {
            Some(shown) => {
                check_rows(load.site, &shown, customer, true);
                let shown = shown.into_iter().map(|row| (row["id"].as_str().unwrap_or_default().to_owned(), row));
                compare(
                    &format!("the proxy's history of {customer}"),
                    &shown.collect(),
                    &of(rows, customer, true),
                    &mut differences,
                );
            }
            None => differences.push(format!("the history of {customer} is refused")),
        }
    }
    for (number, follower) in load.followers.iter().enumerate() {
        let wanted = of(rows, follower.customer(), follower.is_agent());
        compare(&format!("socket {number} of {}", follower.customer()), &follower.view(), &wanted, &mut differences);
    }
    for message in load.ledger.messages() {
        if let Outcome::Acknowledged(id) = &message.outcome
            && !load.site.hooks.has_told_of(id)
        {
            differences.push(format!("no webhook has told of {id}, {:?}", message.text));
        }
    }
    differences
}

/// A customer's rows, as an agent or as the customer sees them.
fn of(rows: &Rows, customer: &str, is_agent: bool) -> Rows {
    let own = rows.iter().filter(|(_, row)| row["customer_id"] == customer);
    own.map(|(id, row)| {
        let mut row = row.clone();
        if !is_agent {
            row["assignee_id"] = Value::Null;
        }
        (id.clone(), row)
    })
    .collect()
}

fn compare(who: &str, shown: &Rows, wanted: &Rows, differences: &mut Vec<String>) {
    let ids: BTreeSet<&String> = shown.keys().chain(wanted.keys()).collect();
    for id in ids.into_iter().filter(|id| shown.get(*id) != wanted.get(*id)) {
        differences.push(format!("{who} shows {:?} instead of {:?}", shown.get(id), wanted.get(id)));
    }
}

/// Every conversation is there and is what was acknowledged. What was not known exactly is, from now on.
fn compare_with_the_ledger(load: &Load<'_>, rows: &Rows) {
    let mut known = load.ledger.conversations();
    let messages = load.ledger.messages();
    for (id, conversation) in &known {
        let is_it = |row: &Value| {
            row["customer_id"] == conversation.customer && conversation.states.contains(&agents::state_of(row))
        };
        if !rows.get(id).is_some_and(is_it) {
            let (customer, states) = (&conversation.customer, &conversation.states);
            let found = rows.get(id);
            load.site
                .journal
                .found(&format!("LOST: {customer}'s {id} was acknowledged as {states:?} and is {found:?}"));
        }
    }
    for (id, row) in rows {
        let customer = row["customer_id"].as_str().unwrap_or_default();
        if !known.contains_key(id) {
            let text = format!("soak inbound {customer} {}", row["subject"].as_str().unwrap_or_default());
            if !messages.iter().any(|message| message.text == text && message.outcome == Outcome::Unknown) {
                load.site.journal.found(&format!("nobody began {row}"));
            }
            load.ledger.began(id, customer, agents::state_of(row), inbound::tag_of(row));
        }
        if let Some(mut conversation) = known.remove(id) {
            let (status, assignee) = agents::state_of(row);
            conversation.is(&status, assignee.as_deref(), inbound::tag_of(row));
            load.ledger.release(id, conversation, false);
        }
    }
}

/// Sends acknowledged replies again, the way they came: each is the message that it was.
fn send_again(load: &Load<'_>, chance: &mut Chance, most: usize) -> usize {
    let mut messages: Vec<Message> = load.ledger.messages();
    messages.retain(|message| message.way.is_some() && matches!(message.outcome, Outcome::Acknowledged(_)));
    chance.shuffle(&mut messages);
    messages.truncate(most);
    let next = std::sync::atomic::AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(message) = messages.get(next.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) {
                    once_more(load, message);
                }
            });
        }
    });
    messages.len()
}

fn once_more(load: &Load<'_>, message: &Message) {
    let (Some((way, key)), Some(conversation)) = (&message.way, &message.conversation) else { return };
    for _ in 0..TRIES {
        let told = match way {
            Way::Proxy(agent) => {
                let token = Site::token(&Token::agent(agent), load.site.proxy_clock.now());
                agents::send_reply(load.site, "reply again, proxy", conversation, &message.text, key, &token)
            }
            Way::Direct => {
                let ahead = load.site.api_clock.ahead();
                integrators::send_reply(load.site, "reply again, API server", ahead, conversation, &message.text)
            }
        };
        match told {
            Told::Done(answer) => {
                let id = agents::message_id(load.site, &answer.json()["data"], conversation, &message.text);
                if message.outcome != Outcome::Acknowledged(id.clone()) {
                    load.site.journal.found(&format!("{:?} was {:?} and is {id} now", message.text, message.outcome));
                }
                return;
            }
            // Each agent has 600 requests a minute, which so many replies at once use up.
            Told::Refused(ErrorCode::RateLimitExceeded, _) => thread::sleep(Duration::from_secs(2)),
            other => {
                let told = other.word();
                load.site.journal.found(&format!("{:?} was acknowledged, and again: {told}", message.text));
                return;
            }
        }
    }
}
