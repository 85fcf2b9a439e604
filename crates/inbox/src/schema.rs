//! The schema and how it grows: numbered migrations, applied in order, each recorded in the database itself.
//!
//! A migration that has been released is never edited; a change is a new file and a new row of [`MIGRATIONS`]. All that are
//! missing are applied in one transaction, so a database is at one version or the other and never between.

use helpthread_core::time::Timestamp;

use crate::database::{Database, DatabaseError};

/// Every migration: its version, which counts from 1, and its statements, separated by an empty line.
pub const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("schema/0001_first_light.sql")),
    (2, include_str!("schema/0002_writes_and_webhooks.sql")),
    (3, include_str!("schema/0003_histories_in_one_place.sql")),
];

/// The version that this program works with.
pub fn current() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, _)| *version)
}

/// The version of a database; 0 when it holds nothing. Writes nothing, so that asking about a workspace that does not
/// exist does not create it.
///
/// # Errors
/// [`DatabaseError`] from the database.
pub fn version(database: &impl Database) -> Result<i64, DatabaseError> {
    let known = database.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'", &[])?;
    if known.is_empty() {
        return Ok(0);
    }
    let rows = database.query("SELECT max(version) FROM migrations", &[])?;
    Ok(rows.first().map(|row| row.optional_integer(0)).transpose()?.flatten().unwrap_or(0))
}

/// Applies what is missing; nothing on a database that is up to date. The caller provides the transaction, so that other
/// writes (the seed) can share it.
///
/// # Errors
/// [`DatabaseError`] from the database, or for a database of a newer program: its schema is not known here.
pub fn migrate(database: &impl Database, now: Timestamp) -> Result<(), DatabaseError> {
    let version = version(database)?;
    if version > current() {
        return Err(DatabaseError::new(format!(
            "the database has schema version {version}; this program knows {} at most",
            current()
        )));
    }
    if version == 0 {
        database
            .query("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT", &[])?;
    }
    for (number, statements) in MIGRATIONS.iter().filter(|(number, _)| *number > version) {
        for statement in statements.split("\n\n").filter(|statement| statement.trim_end().ends_with(';')) {
            database.query(statement, &[])?;
        }
        database.query(
            "INSERT INTO migrations (version, applied_at) VALUES (?1, ?2)",
            &[(*number).into(), now.unix().into()],
        )?;
    }
    Ok(())
}
