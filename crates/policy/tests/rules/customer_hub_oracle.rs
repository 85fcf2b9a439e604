//! What a customer's hub owes to whom, in its model: every answer, frame and acknowledgement is held against it.

use std::collections::BTreeMap;

use crate::{
    customer_hub_happenings::Fetching,
    customer_hub_model::World,
    given::{JANE, SOMEBODY_ELSE, body},
};
use helpthread_policy::{
    answer::Answer,
    call::Call,
    hub::{Reader, customer::Effect},
};

/// A reader who is owed an answer.
#[derive(Debug)]
pub(crate) struct Owed {
    pub(crate) stranger: bool,
    pub(crate) reader: Reader,
    pub(crate) asked_at: i64,
    pub(crate) page: usize,
    /// The newest version that was acknowledged, or told of this page, to anyone before it asked.
    pub(crate) at_least: u64,
}

/// What a follower has been told.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) reader: Reader,
    pub(crate) connected: bool,
    pub(crate) cursor: Option<String>,
    /// The version of each conversation, or of all of them after `reload`.
    pub(crate) known: BTreeMap<u32, u64>,
    /// The version of each conversation in the last frame about it.
    pub(crate) told: BTreeMap<u32, u64>,
}

/// An acknowledgement that is due for what an input said.
#[derive(Clone, Copy)]
pub(crate) enum Due {
    Nothing,
    Write(u64),
    Event(u32, u64),
}

impl World {
    pub(crate) fn check(&mut self, effects: &[Effect], due: Due) {
        for effect in effects {
            match effect {
                Effect::Answer(waiter, answer, _) => {
                    let owed = self.owed.remove(&waiter.0).expect("only those who wait are answered, and once");
                    self.check_answer(&owed, answer);
                }
                Effect::Acknowledge(_) => self.acknowledge(due),
                Effect::AskPermit(flight, _) => self.asking.push(*flight),
                Effect::Fetch(flight, call, _) => {
                    let permit = self.permits.remove(flight).expect("only what was permitted is fetched");
                    let stranger = matches!(call, Call::History { customer, .. } if customer.as_str() == SOMEBODY_ELSE);
                    self.fetching.push((*flight, Fetching { permit, stranger, version: self.version }));
                }
                Effect::Settle(flight, settlement) => {
                    self.settling.push((*flight, settlement.permit, !settlement.conversations.is_empty()));
                }
                Effect::Send(socket, text) => self.check_frame(socket.0, text),
                Effect::Close(socket, _) => self.disconnect(socket.0),
                _ => {}
            }
        }
        for (socket, client) in self.clients.iter().filter(|(_, client)| client.connected) {
            for (conversation, version) in &self.events {
                let known = client.known.get(conversation).copied().unwrap_or_default();
                assert!(known >= *version, "socket {socket} was not told of version {version} of {conversation}");
            }
        }
    }

    pub(crate) fn acknowledge(&mut self, due: Due) {
        match due {
            Due::Nothing => panic!("nothing was to be acknowledged"),
            Due::Write(version) => self.acknowledged = self.acknowledged.max(version),
            Due::Event(conversation, version) => {
                self.acknowledged = self.acknowledged.max(version);
                let latest = self.events.entry(conversation).or_default();
                *latest = version.max(*latest);
            }
        }
    }

    fn check_answer(&mut self, owed: &Owed, answer: &Answer) {
        let json = body(answer);
        if answer.status != 200 {
            assert!([404, 429, 502, 504].contains(&answer.status), "{answer:?}");
            return;
        }
        let customer = if owed.stranger { SOMEBODY_ELSE } else { JANE };
        for row in json["data"].as_array().expect("rows") {
            assert_eq!(row["customer_id"], customer, "nobody sees another customer's data");
            assert_eq!(row["assignee_id"].is_null(), owed.reader == Reader::Customer);
        }
        let subject = json["data"][0]["subject"].as_str().expect("a subject");
        let version: u64 = subject.trim_end_matches('x').parse().expect("a version");
        assert!(
            owed.stranger || version >= owed.at_least,
            "a page of version {version} after {} was acknowledged or told",
            owed.at_least
        );
        if !owed.stranger {
            let told = self.told.entry(owed.page).or_default();
            *told = version.max(*told);
        }
    }

    fn check_frame(&mut self, socket: u64, text: &str) {
        let client = self.clients.get_mut(&socket).filter(|client| client.connected).expect("an open socket");
        let frame: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let sequence =
            |cursor: &str| -> u64 { cursor.split('.').nth(1).and_then(|text| text.parse().ok()).expect("a cursor") };
        let cursor = frame["cursor"].as_str().expect("a cursor").to_owned();
        match frame["type"].as_str().expect("a type") {
            "hello" => {}
            "reload" => client.known = (0..3).map(|conversation| (conversation, self.version)).collect(),
            "conversation" => {
                let before = client.cursor.as_deref().expect("hello comes first");
                assert!(sequence(&cursor) > sequence(before), "frames come in order");
                assert_eq!(frame["data"]["assignee_id"].is_null(), client.reader == Reader::Customer);
                let version: u64 = frame["data"]["subject"].as_str().and_then(|text| text.parse().ok()).expect("one");
                let id = frame["data"]["id"].as_str().and_then(|id| id.strip_prefix("cnv_")).expect("an id");
                let conversation: u32 = id.parse().expect("a number");
                let before = client.told.insert(conversation, version);
                assert!(before.is_none_or(|before| before < version), "a conversation never goes back");
                let known = client.known.entry(conversation).or_default();
                *known = version.max(*known);
            }
            other => panic!("a frame of type {other}"),
        }
        client.cursor = Some(cursor);
    }
}
