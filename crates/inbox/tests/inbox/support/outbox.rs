//! A desk with webhooks and deliveries that were recorded for them.

use helpthread_inbox::database::{Database, Row, Value};
use helpthread_inbox::deliveries::{Attempt, InFlight, Outcome};
use helpthread_inbox::moment::Moment;

use super::{Desk, NOW};

/// [`NOW`] in milliseconds, and a bit.
pub(crate) const START: i64 = NOW * 1000 + 345;
/// A webhook's secret: `whsec_` and the base64 of 24 zeros.
pub(crate) const SECRET: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The moment at `milliseconds`.
pub(crate) fn at(milliseconds: i64) -> Moment {
    Moment::new(milliseconds, [0; 32])
}

/// The desk.
pub(crate) struct Outbox {
    pub(crate) desk: Desk,
}

impl Outbox {
    /// With active webhooks of these ids.
    pub(crate) fn new(webhooks: &[&str]) -> Self {
        let outbox = Self { desk: Desk::new() };
        for webhook in webhooks {
            outbox.run(
                "INSERT INTO webhooks (id, url, events, active, signing_secret, created_at)
                 VALUES (?1, 'https://' || ?1 || '.example.com/', 'message.created', 1, ?2, 0)",
                &[(*webhook).into(), SECRET.into()],
            );
        }
        outbox
    }

    pub(crate) fn run(&self, sql: &str, values: &[Value]) -> Vec<Row> {
        self.desk.database().query(sql, values).unwrap()
    }

    /// Records a delivery as a change at `milliseconds` does.
    pub(crate) fn record(&self, id: &str, webhook: &str, milliseconds: i64) {
        self.run(
            "INSERT INTO deliveries (id, webhook_id, event_type, body, state, attempts, due_at_milliseconds, created_at)
             VALUES (?1, ?2, 'message.created', ?3, 'due', 0, ?4, ?5)",
            &[
                id.into(),
                webhook.into(),
                format!(r#"{{"of":"{id}"}}"#).into(),
                milliseconds.into(),
                (milliseconds / 1000).into(),
            ],
        );
    }

    pub(crate) fn next(&self, milliseconds: i64) -> Option<Attempt> {
        self.next_beside(&InFlight::default(), milliseconds)
    }

    pub(crate) fn next_beside(&self, in_flight: &InFlight, milliseconds: i64) -> Option<Attempt> {
        self.desk.inbox.next_attempt(in_flight, &at(milliseconds)).unwrap()
    }

    pub(crate) fn settle(&self, attempt: &Attempt, outcome: Outcome, milliseconds: i64) {
        self.desk.inbox.settle(attempt, outcome, &at(milliseconds)).unwrap();
    }

    pub(crate) fn alarm(&self, milliseconds: i64) -> Option<i64> {
        self.desk.inbox.next_alarm(&at(milliseconds)).unwrap()
    }

    /// Takes what is due and settles it, as an alarm does, until nothing is; the ids in the order of the attempts.
    pub(crate) fn round(&self, outcome: Outcome, milliseconds: i64) -> Vec<String> {
        let mut ids = Vec::new();
        while let Some(attempt) = self.next(milliseconds) {
            self.settle(&attempt, outcome, milliseconds);
            ids.push(attempt.delivery_id);
            assert!(ids.len() < 1000, "a hot loop");
        }
        ids
    }

    /// State, attempts and outcome of a delivery, `delivered 1 200`.
    pub(crate) fn delivery(&self, id: &str) -> String {
        let rows = self.run(
            "SELECT state || ' ' || attempts || ' ' || coalesce(last_outcome, '-') FROM deliveries WHERE id = ?1",
            &[id.into()],
        );
        rows.first().map_or("none", |row| row.text(0).unwrap()).to_owned()
    }

    /// `active`, or why and when a webhook is not, `gone 1715610250`.
    pub(crate) fn webhook(&self, id: &str) -> String {
        let sql = "SELECT iif(active, 'active', paused_reason || ' ' || paused_at) FROM webhooks WHERE id = ?1";
        self.run(sql, &[id.into()])[0].text(0).unwrap().to_owned()
    }
}
