//! The demo workspace's webhook: the signing proxy of the same machine, so that changes arrive there without anybody registering it.

use helpthread_core::model::EventType;

use super::history::FIRST_DAY;
use crate::database::{Database, DatabaseError};

/// Its id.
const ID: &str = "whk_01HXYZ3K5M7N9P1Q2R4S6T8V0W";
/// Its signing secret, fixed on both sides (proxy.md §6): it protects nothing but made-up data.
pub const SIGNING_SECRET: &str = "whsec_ZGV2LXdlYmhvb2stc2VjcmV0LTI0Ynl0";

/// Registers it, or points it at `url` and wakes it up again if it was paused.
///
/// # Errors
/// [`DatabaseError`] from the database.
pub(crate) fn point_at(database: &impl Database, url: &str) -> Result<(), DatabaseError> {
    database.query(
        "INSERT INTO webhooks (id, url, events, active, signing_secret, created_at) VALUES (?1, ?2, ?3, 1, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET url = excluded.url, active = 1, paused_at = NULL, paused_reason = NULL
         WHERE url <> excluded.url OR active = 0",
        &[ID.into(), url.into(), EventType::KNOWN.join(" ").into(), SIGNING_SECRET.into(), FIRST_DAY.into()],
    )?;
    Ok(())
}
