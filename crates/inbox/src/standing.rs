//! Whether a workspace exists in this database, and bringing its schema up to date when it does.

use helpthread_core::time::Timestamp;

use crate::database::{Database, DatabaseError};
use crate::{schema, seed};

/// What a database is found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A workspace with the current schema.
    Ready,
    /// Nothing, and nothing was written: any key names an object, so asking must not leave traces.
    Absent,
}

/// Finds or makes the workspace called `name`. Only the sandbox makes one, and only the demo workspace: schema and seed in
/// one transaction, so that a half-seeded workspace is never seen.
pub(crate) fn establish(
    database: &impl Database,
    name: &str,
    sandbox: bool,
    now: Timestamp,
) -> Result<Standing, DatabaseError> {
    let version = schema::version(database)?;
    if version == schema::current() {
        return Ok(Standing::Ready);
    }
    if version > 0 {
        return database.transaction(|| schema::migrate(database, now)).map(|()| Standing::Ready);
    }
    if !sandbox || name != seed::WORKSPACE {
        return Ok(Standing::Absent);
    }
    database.transaction(|| {
        schema::migrate(database, now)?;
        seed::apply(database)
    })?;
    Ok(Standing::Ready)
}
