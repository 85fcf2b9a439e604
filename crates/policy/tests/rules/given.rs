//! What the tests of the decisions start from: a configuration, tokens, requests.

use std::collections::BTreeMap;

use helpthread_core::{
    id::{AgentId, CustomerId},
    secret::Secret,
    session::{Claims, SessionSecret, Subject, mint},
};
use helpthread_policy::{
    answer::Answer,
    config::{Config, Misconfiguration},
    decide::{Decision, Mode, decide},
    inbound::Inbound,
};

pub(crate) const NOW: i64 = 1_715_606_400;
pub(crate) const JANE: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
pub(crate) const SOMEBODY_ELSE: &str = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";
pub(crate) const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";
pub(crate) const PAGE: &str = "https://app.example.com";
pub(crate) const SESSION_SECRET: &str = "a session secret of forty characters ...";

/// Settings that are fine, by name.
pub(crate) fn settings() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1"),
        ("HELPTHREAD_WORKSPACE_KEY", "sk_live_k"),
        ("HELPTHREAD_WORKSPACE_SECRET", "whsec_live_canary"),
        ("SESSION_SECRET", SESSION_SECRET),
        ("ALLOWED_ORIGINS", "https://app.example.com,https://admin.example.com"),
    ])
}

pub(crate) fn read(settings: &BTreeMap<&'static str, &'static str>) -> Result<Config, Misconfiguration> {
    Config::read(|name| settings.get(name).map(ToString::to_string))
}

pub(crate) fn config() -> Result<Config, Misconfiguration> {
    read(&settings())
}

pub(crate) fn secret() -> SessionSecret {
    SessionSecret::new(&Secret::new(SESSION_SECRET)).expect("long enough")
}

pub(crate) fn customer(id: &str) -> Subject {
    Subject::Customer(CustomerId::parse(id).expect("an id"))
}

pub(crate) fn agent() -> Subject {
    Subject::Agent(AgentId::parse(AGENT).expect("an id"))
}

/// `Bearer …` for a token that was minted just now.
pub(crate) fn bearer(subject: Subject) -> String {
    format!("Bearer {}", mint(&Claims::new(subject, NOW, 600).expect("a lifetime"), &secret()))
}

/// `GET` of a path, from the dashboard's page.
pub(crate) fn get<'a>(url: &'a str, authorization: Option<&'a str>) -> Inbound<'a> {
    let inbound = Inbound { method: "GET", url, ..Inbound::default() };
    inbound.with("origin", Some(PAGE)).with("authorization", authorization)
}

pub(crate) fn history_url(customer: &str) -> String {
    format!("https://proxy.example.com/v1/customers/{customer}/conversations")
}

/// The answer of a decision that is one.
pub(crate) fn answered(inbound: &Inbound<'_>) -> Answer {
    match decide(inbound, &config(), Mode::Hubs, NOW).0 {
        Decision::Answer(answer) => answer,
        other => panic!("an answer without upstream is expected, not {other:?}"),
    }
}

/// Status and error code of an answer.
pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    let json = body(answer);
    (answer.status, json["error"]["code"].as_str().expect("a code").to_owned())
}

pub(crate) fn body(answer: &Answer) -> serde_json::Value {
    serde_json::from_slice(answer.body.as_deref().expect("a body")).expect("JSON")
}

pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}
