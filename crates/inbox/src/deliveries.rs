//! Deliveries of events to webhooks (api-v1.md §7): which one is next, what it says, and what its outcome means.
//!
//! ```text
//! a change ── same transaction ─▶ a row per webhook, due now
//!                                  │ next     one row that is due, signed for this attempt
//!                                  │          (api/ sends it)
//!                                  ▼ settle   delivered; or due again, later; or failed, and the webhook is paused
//!                                 settled ──▶ upkeep: deleted after a week
//! ```
//!
//! A row stays due while it is being sent: what is in flight is known only to the process that sends it. When that dies, the
//! row is simply due, and is sent again under the same id. Hence at least once, and never less.

use helpthread_core::secret::Secret;
use helpthread_core::webhook::{ID_HEADER, Key, SIGNATURE_HEADER, TIMESTAMP_HEADER};

use crate::database::{Database, DatabaseError, Row};

pub(crate) mod schedule;
pub(crate) mod settle;
pub(crate) mod upkeep;

/// How long a webhook has to answer, in milliseconds.
pub const DEADLINE_MILLISECONDS: u32 = 10_000;
/// Attempts at a time. The platform allows six connections; two are left for whatever else the object does.
pub const MAX_IN_FLIGHT: usize = 4;

/// One POST, to be sent as it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The delivery, the same on every attempt.
    pub delivery_id: String,
    /// Whose it is.
    pub webhook_id: String,
    /// Where it goes; redirects are not followed.
    pub url: String,
    /// Names and values.
    pub headers: [(&'static str, String); 4],
    /// The event, byte for byte what was signed.
    pub body: String,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The webhook answered with this status; its body means nothing.
    Answered(u16),
    /// No answer within [`DEADLINE_MILLISECONDS`].
    TimedOut,
    /// No connection, or one that broke.
    Unreachable,
}

/// The attempts that one process is making now.
#[derive(Default)]
pub struct InFlight(Vec<(String, String)>);

impl InFlight {
    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Takes note of an attempt that is about to be sent.
    pub fn begin(&mut self, attempt: &Attempt) {
        self.0.push((attempt.delivery_id.clone(), attempt.webhook_id.clone()));
    }

    /// Forgets one that is settled.
    pub fn end(&mut self, attempt: &Attempt) {
        self.0.retain(|(delivery, _)| *delivery != attempt.delivery_id);
    }

    fn of(&self, webhook: &str) -> usize {
        self.0.iter().filter(|(_, other)| other == webhook).count()
    }

    fn delivery_ids(&self) -> String {
        let ids: Vec<_> = self.0.iter().map(|(delivery, _)| delivery.as_str()).collect();
        serde_json::json!(ids).to_string()
    }
}

/// The row of a webhook that is due first.
struct Head {
    webhook_id: String,
    delivery_id: String,
    due_at: i64,
}

/// The attempt to make next at `now` (unix milliseconds), if any is due. The webhook with the fewest attempts in flight comes
/// first, so that one that never answers holds up its own deliveries and nobody else's.
pub(crate) fn next(database: &impl Database, in_flight: &InFlight, now: i64) -> Result<Option<Attempt>, DatabaseError> {
    let mut heads = heads(database, in_flight)?;
    heads.retain(|head| head.due_at <= now);
    heads.sort_by(|one, other| {
        let rank = |head: &Head| (in_flight.of(&head.webhook_id), head.due_at);
        rank(one).cmp(&rank(other)).then_with(|| one.delivery_id.cmp(&other.delivery_id))
    });
    for head in &heads {
        let rows = database.query(
            "SELECT deliveries.id, webhooks.id, url, signing_secret, body, active
             FROM deliveries CROSS JOIN webhooks ON webhooks.id = webhook_id WHERE deliveries.id = ?1",
            &[head.delivery_id.as_str().into()],
        )?;
        match rows.first() {
            Some(row) if row.integer(5)? == 1 => return attempt(row, now).map(Some),
            // A webhook that became inactive gets no further attempts.
            _ => settle::drop_due(database, &head.webhook_id)?,
        }
    }
    Ok(None)
}

fn attempt(row: &Row, now: i64) -> Result<Attempt, DatabaseError> {
    let (id, body) = (row.text(0)?, row.text(4)?);
    let timestamp = now.div_euclid(1000);
    let signature = Key::new(&Secret::new(row.text(3)?))
        .sign(id, timestamp, body.as_bytes())
        .map_err(|error| DatabaseError::new(format!("a stored delivery cannot be signed: {error}")))?;
    Ok(Attempt {
        delivery_id: id.to_owned(),
        webhook_id: row.text(1)?.to_owned(),
        url: row.text(2)?.to_owned(),
        headers: [
            ("Content-Type", "application/json".to_owned()),
            (ID_HEADER, id.to_owned()),
            (TIMESTAMP_HEADER, timestamp.to_string()),
            (SIGNATURE_HEADER, signature),
        ],
        body: body.to_owned(),
    })
}

/// The first due row of every webhook that has one, those in flight aside: a seek per webhook, however many rows wait.
fn heads(database: &impl Database, in_flight: &InFlight) -> Result<Vec<Head>, DatabaseError> {
    let rows = database.query(
        "WITH RECURSIVE waiting (webhook_id) AS (
           SELECT min(webhook_id) FROM deliveries WHERE state = 'due'
           UNION ALL
           SELECT (SELECT min(webhook_id) FROM deliveries WHERE state = 'due' AND webhook_id > waiting.webhook_id)
           FROM waiting WHERE webhook_id IS NOT NULL
         )
         SELECT deliveries.webhook_id, deliveries.id, due_at_milliseconds
         FROM waiting CROSS JOIN deliveries ON deliveries.id = (
           SELECT id FROM deliveries
           WHERE state = 'due' AND webhook_id = waiting.webhook_id AND id NOT IN (SELECT value FROM json_each(?1))
           ORDER BY due_at_milliseconds, id LIMIT 1
         )",
        &[in_flight.delivery_ids().into()],
    )?;
    let head = |row: &Row| {
        let (webhook_id, delivery_id) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        Ok(Head { webhook_id, delivery_id, due_at: row.integer(2)? })
    };
    rows.iter().map(head).collect()
}
