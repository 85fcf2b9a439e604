//! How many requests a workspace has left in this minute (api-v1.md §5), counted in the database so that a restart
//! does not hand out a second allowance.

use helpthread_core::rate_limit::{RateLimit, window_start};

use crate::database::{Database, DatabaseError};

/// Whether a request is within the limit; both say what the headers say.
pub(crate) enum Allowance {
    /// Counted.
    Granted(RateLimit),
    /// Not counted, and nothing was written: a flood of refused requests costs no disk.
    Exhausted(RateLimit),
}

/// Counts one authenticated request at `now` (unix seconds).
pub(crate) fn take(database: &impl Database, limit: u32, now: i64) -> Result<Allowance, DatabaseError> {
    // No row comes back when the update's condition does not hold, that is, when the window is used up.
    let rows = database.query(
        "INSERT INTO rate_window (id, starts_at, used) VALUES (1, ?1, 1)
         ON CONFLICT (id) DO UPDATE SET
           used = CASE WHEN starts_at = excluded.starts_at THEN used + 1 ELSE 1 END, starts_at = excluded.starts_at
         WHERE starts_at <> excluded.starts_at OR used < ?2
         RETURNING used",
        &[window_start(now).into(), i64::from(limit).into()],
    )?;
    let used = rows.first().map(|row| row.integer(0)).transpose()?.and_then(|used| u32::try_from(used).ok());
    Ok(match used {
        Some(used) if used <= limit => Allowance::Granted(RateLimit::after(limit, used, now)),
        _ => Allowance::Exhausted(RateLimit::after(limit, limit, now)),
    })
}
