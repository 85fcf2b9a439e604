//! What is kept of settled deliveries: everything for a week after the event, for whoever wonders what arrived. The last
//! attempt comes about three days after the event, so its outcome can be looked up for four.

use crate::database::{Database, DatabaseError};

/// How long a settled delivery is kept, in seconds after its event.
pub(crate) const KEPT_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Rows that one alarm deletes at most; one alarm attempts far fewer.
pub(crate) const MAX_DELETED: i64 = 500;
/// The least time between two alarms that come for deleting alone, in milliseconds.
const PAUSE: i64 = 60 * 60 * 1_000;

/// Deletes the oldest settled deliveries at `now` (unix milliseconds).
pub(crate) fn run(database: &impl Database, now: i64) -> Result<(), DatabaseError> {
    database
        .query(
            "DELETE FROM deliveries WHERE id IN (
               SELECT id FROM deliveries WHERE created_at < ?1 AND state <> 'due' ORDER BY created_at, id LIMIT ?2
             )",
            &[now.div_euclid(1000).saturating_sub(KEPT_SECONDS).into(), MAX_DELETED.into()],
        )
        .map(drop)
}

/// When to wake for it, in unix milliseconds, if anything is kept.
pub(crate) fn next(database: &impl Database, now: i64) -> Result<Option<i64>, DatabaseError> {
    let rows = database.query("SELECT min(created_at) FROM deliveries", &[])?;
    let oldest = rows.first().map(|row| row.optional_integer(0)).transpose()?.flatten();
    // The oldest row may be one that is still due, which no alarm deletes: without the pause alarms would follow each other.
    Ok(oldest.map(|oldest| {
        let expires = oldest.saturating_add(KEPT_SECONDS + 1).saturating_mul(1000);
        expires.max(now.saturating_add(PAUSE))
    }))
}
