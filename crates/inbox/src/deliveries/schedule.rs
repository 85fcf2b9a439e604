//! When a delivery is attempted (api-v1.md §7), and when the object has to wake for it.

use crate::database::{Database, DatabaseError};
use crate::deliveries::{InFlight, heads, upkeep};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// The wait in milliseconds before each attempt, after the one before: the first is made at once, the tenth is the last.
pub(crate) const WAITS: [i64; 10] =
    [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// How long to wait after `attempts` finished ones that failed; none when that was the last.
pub(crate) fn wait(attempts: i64) -> Option<i64> {
    usize::try_from(attempts).ok().and_then(|attempts| WAITS.get(attempts)).copied()
}

/// When to wake next, in unix milliseconds; it may be in the past. None when nothing is owed and nothing is kept.
pub(crate) fn next_alarm(database: &impl Database, now: i64) -> Result<Option<i64>, DatabaseError> {
    obey_clock(database, now)?;
    let due = heads(database, &InFlight::default())?.into_iter().map(|head| head.due_at).min();
    Ok(due.into_iter().chain(upkeep::next(database, now)?).min())
}

/// Brings near what is due later than its own wait from now. Only a clock that was ahead and was set back leaves such rows,
/// and they would wait for as long as it was wrong. They wait once more from now, so no attempt is lost and none is wasted.
fn obey_clock(database: &impl Database, now: i64) -> Result<(), DatabaseError> {
    database
        .query(
            "UPDATE deliveries SET due_at_milliseconds = ?2 + (SELECT value FROM json_each(?1) WHERE key = attempts)
             WHERE id IN (
               SELECT deliveries.id FROM json_each(?1) CROSS JOIN deliveries
               WHERE state = 'due' AND attempts = key AND due_at_milliseconds > ?2 + value
             )",
            &[serde_json::json!(WAITS).to_string().into(), now.into()],
        )
        .map(drop)
}
