//! `POST /_sandbox/reset`: the demo workspace as it was on its first day.

use helpthread_core::time::Timestamp;
use serde_json::json;

use super::data;
use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;
use crate::{schema, seed};

/// Empties every table and seeds again, in one transaction: no request sees anything between.
pub(super) fn to_seed(database: &impl Database, now: Timestamp) -> Result<Answer, Failure> {
    database.transaction(|| {
        schema::migrate(database, now)?;
        for table in tables(database)? {
            database.query(&format!("DELETE FROM \"{table}\""), &[])?;
        }
        seed::apply(database)
    })?;
    Ok(data(200, json!({"workspace": seed::WORKSPACE})))
}

/// Every table with rows of the workspace. The latest comes first: what refers to a table was made after it.
fn tables(database: &impl Database) -> Result<Vec<String>, DatabaseError> {
    // The other prefixes are SQLite's own and the platform's.
    let rows = database.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migrations'
         AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*' ORDER BY rowid DESC",
        &[],
    )?;
    rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
}
