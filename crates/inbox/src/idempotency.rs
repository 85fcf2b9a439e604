//! The Idempotency-Key of a POST (api-v1.md §4, "Idempotency"): a request that is sent again does nothing again.
//!
//! The answer is remembered in the transaction of the change, so that there is never one without the other. Only
//! successes come here: a refused request may be corrected under the same key.

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::request::Request;

/// How long an answer is remembered, in seconds.
const LIFETIME: i64 = 24 * 60 * 60;
/// The longest key, in characters.
const MAX_KEY: usize = 255;
/// How many expired answers one write removes, at most. More than it adds, so that none stay for long, and few enough
/// that no request pays for a day of others.
const SWEEP: i64 = 20;

/// What a request says of itself: its key, and what it must be to count as the same again.
pub(crate) struct Claim<'a> {
    key: &'a str,
    request_hash: String,
}

/// What is remembered under a key.
pub(crate) enum Memory {
    /// Nothing: the request has no key, or the key is new or expired.
    None,
    /// The answer to this very request.
    Same(Answer),
    /// The answer to another request.
    Other,
}

/// Reads the header; none when it was not sent.
///
/// # Errors
/// `invalid_request` for a key that is not 1 to 255 visible ASCII characters.
pub(crate) fn claim<'a>(request: &Request<'a>) -> Result<Option<Claim<'a>>, Refusal> {
    let Some(key) = request.idempotency_key else {
        return Ok(None);
    };
    if !(1..=MAX_KEY).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = "The Idempotency-Key header must be 1 to 255 visible ASCII characters.";
        return Err(Refusal::new(ErrorCode::InvalidRequest, message));
    }
    // Neither method nor path can hold a line feed here: both were found in the endpoint table.
    let hash = Sha256::new()
        .chain_update(request.method)
        .chain_update("\n")
        .chain_update(request.path)
        .chain_update("\n")
        .chain_update(request.body.bytes().unwrap_or_default())
        .finalize();
    Ok(Some(Claim { key, request_hash: base16ct::lower::encode_string(&hash) }))
}

/// What is remembered of `claim` at `now`.
pub(crate) fn recall(
    database: &impl Database,
    claim: Option<&Claim<'_>>,
    now: Timestamp,
) -> Result<Memory, DatabaseError> {
    let Some(claim) = claim else {
        return Ok(Memory::None);
    };
    let rows = database.query(
        "SELECT request_hash, status, body FROM remembered_answers WHERE key = ?1 AND expires_at > ?2",
        &[claim.key.into(), now.unix().into()],
    )?;
    let Some(row) = rows.first() else {
        return Ok(Memory::None);
    };
    if row.text(0)? != claim.request_hash {
        return Ok(Memory::Other);
    }
    let status = u16::try_from(row.integer(1)?).map_err(|_| DatabaseError::new("a remembered status is none"))?;
    Ok(Memory::Same(Answer { status, headers: Vec::new(), body: row.text(2)?.to_owned(), fault: None }))
}

/// Remembers the answer to `claim`, and forgets some of what has expired.
pub(crate) fn remember(
    database: &impl Database,
    claim: Option<&Claim<'_>>,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    database.query(
        "DELETE FROM remembered_answers WHERE key IN
           (SELECT key FROM remembered_answers WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
        &[now.unix().into(), SWEEP.into()],
    )?;
    let Some(claim) = claim else {
        return Ok(());
    };
    // The key's old row may have expired and not been swept yet.
    database.query(
        "INSERT OR REPLACE INTO remembered_answers (key, request_hash, status, body, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        &[
            claim.key.into(),
            claim.request_hash.as_str().into(),
            i64::from(answer.status).into(),
            answer.body.as_str().into(),
            (now.unix() + LIFETIME).into(),
        ],
    )?;
    Ok(())
}
