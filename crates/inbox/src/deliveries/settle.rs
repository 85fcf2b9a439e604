//! What an attempt's outcome means for the delivery and for its webhook (api-v1.md §7).

use crate::database::{Database, DatabaseError, Value};
use crate::deliveries::Outcome;
use crate::deliveries::schedule::wait;

/// Where a delivery stands after an attempt.
enum Verdict {
    Delivered,
    /// Due again at this time, in unix milliseconds.
    Again(i64),
    /// Never again, because its webhook is inactive already.
    Dropped,
    /// Never again, and with it the webhook is paused for this reason.
    Paused(&'static str),
}

impl Outcome {
    /// For the delivery log: the status, or why there is none.
    fn word(self) -> String {
        match self {
            Self::Answered(status) => status.to_string(),
            Self::TimedOut => "timed_out".to_owned(),
            Self::Unreachable => "unreachable".to_owned(),
        }
    }
}

/// Records the outcome of an attempt that ended at `now` (unix milliseconds). A delivery that is gone meanwhile is no error.
pub(crate) fn settle(
    database: &impl Database,
    delivery_id: &str,
    outcome: Outcome,
    now: i64,
) -> Result<(), DatabaseError> {
    database.transaction(|| {
        let rows = database.query(
            "SELECT webhook_id, attempts, state, active
             FROM deliveries CROSS JOIN webhooks ON webhooks.id = webhook_id WHERE deliveries.id = ?1",
            &[delivery_id.into()],
        )?;
        let Some(row) = rows.first() else {
            return Ok(());
        };
        let (webhook_id, attempts) = (row.text(0)?, row.integer(1)?.saturating_add(1));
        let wanted = row.text(2)? == "due" && row.integer(3)? == 1;
        let verdict = verdict(outcome, attempts, wanted, now);
        let (state, due_at) = match verdict {
            Verdict::Delivered => ("delivered", now),
            Verdict::Again(due_at) => ("due", due_at),
            Verdict::Dropped => ("dropped", now),
            Verdict::Paused(_) => ("failed", now),
        };
        database.query(
            "UPDATE deliveries
             SET state = ?2, attempts = ?3, due_at_milliseconds = ?4, last_attempt_at = ?5, last_outcome = ?6
             WHERE id = ?1",
            &[
                delivery_id.into(),
                state.into(),
                attempts.into(),
                due_at.into(),
                now.div_euclid(1000).into(),
                Value::Text(outcome.word()),
            ],
        )?;
        match verdict {
            Verdict::Paused(reason) => pause(database, webhook_id, reason, now),
            _ => Ok(()),
        }
    })
}

/// `wanted` is whether the delivery was still due and its webhook active when the attempt ended.
fn verdict(outcome: Outcome, attempts: i64, wanted: bool, now: i64) -> Verdict {
    match (outcome, wait(attempts)) {
        (Outcome::Answered(200..=299), _) => Verdict::Delivered,
        _ if !wanted => Verdict::Dropped,
        (Outcome::Answered(410), _) => Verdict::Paused("gone"),
        (_, Some(wait)) => Verdict::Again(now.saturating_add(wait)),
        (_, None) => Verdict::Paused("exhausted"),
    }
}

fn pause(database: &impl Database, webhook_id: &str, reason: &str, now: i64) -> Result<(), DatabaseError> {
    database.query(
        "UPDATE webhooks SET active = 0, paused_at = ?2, paused_reason = ?3 WHERE id = ?1",
        &[webhook_id.into(), now.div_euclid(1000).into(), reason.into()],
    )?;
    drop_due(database, webhook_id)
}

/// Gives up whatever a webhook is still owed.
pub(crate) fn drop_due(database: &impl Database, webhook_id: &str) -> Result<(), DatabaseError> {
    database
        .query("UPDATE deliveries SET state = 'dropped' WHERE state = 'due' AND webhook_id = ?1", &[webhook_id.into()])
        .map(drop)
}
