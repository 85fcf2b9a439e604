//! `GET /_admin/deliveries`: the delivery log, newest first. Without the bodies, which hold what customers wrote.

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::model::{Page, Pagination};
use helpthread_core::time::{EventTimestamp, Timestamp};
use serde_json::{Value, json};

use super::errand::Listing;
use crate::answer::Answer;
use crate::database::{Database, DatabaseError, Row};
use crate::failure::Failure;

/// Later than every time that a delivery can have.
const END_OF_TIME: i64 = 253_402_300_800;

/// A page: one range of the index `deliveries_newest`.
pub(super) fn list(database: &impl Database, listing: &Listing) -> Result<Answer, Failure> {
    let (created_at, id) = match &listing.cursor {
        None => (END_OF_TIME, ""),
        Some(cursor) => position(cursor).ok_or_else(|| {
            let message = "The cursor must be the next_cursor of a previous page.";
            Refusal::new(ErrorCode::InvalidFilter, message)
        })?,
    };
    let limit = usize::from(listing.limit.get());
    let rows = database.query(
        "SELECT id, webhook_id, event_type, state, attempts, due_at_milliseconds, created_at, last_attempt_at,
                last_outcome
         FROM deliveries WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3",
        &[created_at.into(), id.into(), (i64::from(listing.limit.get()) + 1).into()],
    )?;
    let data: Vec<_> = rows.iter().take(limit).map(delivery).collect::<Result<_, _>>()?;
    let has_more = rows.len() > limit;
    let last = rows.iter().take(limit).next_back().filter(|_| has_more);
    let next_cursor = last.map(cursor).transpose()?;
    Ok(Answer::json(200, &Page { data, pagination: Pagination { next_cursor, has_more } }))
}

/// Where a row stands in the list, `1715610240.evt_…`; opaque to whoever gets it.
fn cursor(row: &Row) -> Result<String, DatabaseError> {
    Ok(format!("{}.{}", row.integer(6)?, row.text(0)?))
}

fn position(cursor: &str) -> Option<(i64, &str)> {
    let (created_at, id) = cursor.split_once('.')?;
    Some((created_at.parse().ok().filter(|created_at| (0..END_OF_TIME).contains(created_at))?, id))
}

fn delivery(row: &Row) -> Result<Value, DatabaseError> {
    let state = row.text(3)?;
    let due_at = (state == "due").then_some(row.integer(5)?).map(EventTimestamp::from_unix_milliseconds);
    Ok(json!({
        "id": row.text(0)?,
        "webhook_id": row.text(1)?,
        "event_type": row.text(2)?,
        "state": state,
        "attempts": row.integer(4)?,
        "due_at": due_at,
        "created_at": Timestamp::from_unix(row.integer(6)?),
        "last_attempt_at": row.optional_integer(7)?.map(Timestamp::from_unix),
        "last_outcome": row.optional_text(8)?,
    }))
}
