//! `GET /_admin/webhooks`: what is registered, newest first, and why a webhook has stopped. Never a signing secret.

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::id::WebhookId;
use helpthread_core::model::{Page, Pagination};
use helpthread_core::time::Timestamp;
use serde_json::{Value, json};

use super::errand::Listing;
use crate::answer::Answer;
use crate::database::{Database, DatabaseError, Row};
use crate::failure::Failure;

/// After every id: `~` sorts behind all that an id can hold.
const LAST: &str = "whk_~";

/// A page. An id begins with its time, so the order of ids is that of registration, and the last one is the cursor.
pub(super) fn list(database: &impl Database, listing: &Listing) -> Result<Answer, Failure> {
    let before = listing.cursor.as_deref().unwrap_or(LAST);
    if before != LAST && WebhookId::parse(before).is_err() {
        let message = "The cursor must be the next_cursor of a previous page.";
        return Err(Refusal::new(ErrorCode::InvalidFilter, message).into());
    }
    let limit = usize::from(listing.limit.get());
    let rows = database.query(
        "SELECT id, url, events, active, created_at, paused_at, paused_reason FROM webhooks
         WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
        &[before.into(), (i64::from(listing.limit.get()) + 1).into()],
    )?;
    let data: Vec<_> = rows.iter().take(limit).map(webhook).collect::<Result<_, _>>()?;
    let has_more = rows.len() > limit;
    let last = rows.iter().take(limit).next_back().filter(|_| has_more);
    let next_cursor = last.map(|row| row.text(0).map(str::to_owned)).transpose()?;
    Ok(Answer::json(200, &Page { data, pagination: Pagination { next_cursor, has_more } }))
}

fn webhook(row: &Row) -> Result<Value, DatabaseError> {
    Ok(json!({
        "id": row.text(0)?,
        "url": row.text(1)?,
        "events": row.text(2)?.split(' ').collect::<Vec<_>>(),
        "active": row.integer(3)? == 1,
        "created_at": Timestamp::from_unix(row.integer(4)?),
        "paused_at": row.optional_integer(5)?.map(Timestamp::from_unix),
        "paused_reason": row.optional_text(6)?,
    }))
}
