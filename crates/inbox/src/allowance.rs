//! How many requests a workspace has left in this minute (api-v1.md §5), counted in the database so that a restart
//! does not hand out a second allowance.
//!
//! A write costs more than the page that it is counted for, so a large limit is taken from the database in blocks: the row
//! says up to where requests may have been granted, and memory says where in the block we are. A limit of at most
//! [`BLOCKS`] has blocks of one, that is, every request is written and a restart forgets nothing. Above that, what is left of a
//! block when the process ends is lost: the workspace may get less than its limit in that minute, at most one part in
//! [`BLOCKS`] for each restart, and never more.

use std::cell::Cell;

use helpthread_core::rate_limit::{Plan, RateLimit, window_start};

use crate::database::{Database, DatabaseError, Row};

/// How many blocks a window has at most. As many as plan Pro has requests, so that only custom limits are taken in blocks.
const BLOCKS: u32 = 3_000;

/// Whether a request is within the limit; both say what the headers say.
pub(crate) enum Allowance {
    /// Counted.
    Granted(RateLimit),
    /// Not counted, and nothing was written: a flood of refused requests costs no disk.
    Exhausted(RateLimit),
}

/// The block that is being granted from. One per process and workspace: the platform runs an object once.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// The workspace's plan, once it was read: nothing changes it.
    plan: Cell<Option<Plan>>,
    block: Cell<Block>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Block {
    /// Of which window it is; that of the unix epoch before the first.
    starts_at: i64,
    /// Requests of the window that were counted.
    used: i64,
    /// Requests that may be counted before the next write.
    until: i64,
}

impl Ledger {
    /// Counts one authenticated request at `now` (unix seconds).
    pub(crate) fn take(&self, database: &impl Database, now: i64) -> Result<Allowance, DatabaseError> {
        let plan = self.plan.get().map_or_else(|| plan(database), Ok)?;
        self.plan.set(Some(plan));
        let limit = plan.requests_per_minute();
        let mut block = self.block.get();
        if block.starts_at != window_start(now) || block.used >= block.until {
            match next_block(database, limit, now)? {
                Some(next) => block = next,
                None => return Ok(Allowance::Exhausted(RateLimit::after(limit, limit, now))),
            }
        }
        // The last block may reach beyond the limit.
        let granted = block.used < i64::from(limit);
        block.used += i64::from(granted);
        self.block.set(block);
        let rate = RateLimit::after(limit, u32::try_from(block.used).unwrap_or(limit), now);
        Ok(if granted { Allowance::Granted(rate) } else { Allowance::Exhausted(rate) })
    }
}

/// Takes the next block; none when the window is used up.
fn next_block(database: &impl Database, limit: u32, now: i64) -> Result<Option<Block>, DatabaseError> {
    let (starts_at, length) = (window_start(now), i64::from(limit.div_ceil(BLOCKS)));
    // No row comes back when the update's condition does not hold, that is, when the window is used up.
    let rows = database.query(
        "INSERT INTO rate_window (id, starts_at, used) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET
           used = CASE WHEN starts_at = excluded.starts_at THEN used + excluded.used ELSE excluded.used END,
           starts_at = excluded.starts_at
         WHERE starts_at <> excluded.starts_at OR used < ?3
         RETURNING used",
        &[starts_at.into(), length.into(), i64::from(limit).into()],
    )?;
    let until = rows.first().map(|row| row.integer(0)).transpose()?;
    Ok(until.map(|until| Block { starts_at, used: until - length, until }))
}

fn plan(database: &impl Database) -> Result<Plan, DatabaseError> {
    let rows = database.query("SELECT plan, requests_per_minute FROM workspace WHERE id = 1", &[])?;
    let row: &Row = rows.first().ok_or_else(|| DatabaseError::new("a workspace without a plan"))?;
    match (row.text(0)?, row.optional_integer(1)?) {
        ("starter", _) => Ok(Plan::Starter),
        ("pro", _) => Ok(Plan::Pro),
        ("enterprise", Some(limit)) => {
            Ok(Plan::Enterprise { requests_per_minute: u32::try_from(limit).unwrap_or(u32::MAX) })
        }
        (plan, _) => Err(DatabaseError::new(format!("the plan {plan} is not known or lacks its limit"))),
    }
}
