//! `POST` and `DELETE /_admin/credentials`. A secret is told once, in the answer that creates it.

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::scope::{Scope, Scopes};
use serde_json::{Value, json};

use super::{data, names};
use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;
use crate::mode::Mode;
use crate::moment::Moment;

/// A further credential of the workspace.
pub(super) fn create(
    database: &impl Database,
    moment: &Moment,
    mode: Mode,
    workspace: &str,
    scopes: Scopes,
) -> Result<Answer, Failure> {
    Ok(data(201, add(database, moment, mode, workspace, scopes)?))
}

/// Stores a new credential and returns it, secret included.
pub(super) fn add(
    database: &impl Database,
    moment: &Moment,
    mode: Mode,
    workspace: &str,
    scopes: Scopes,
) -> Result<Value, DatabaseError> {
    let (key, secret) = names::credential(moment, mode, workspace);
    let scopes: Vec<_> = scopes.iter().map(Scope::as_str).collect();
    database.query(
        "INSERT INTO credentials (key, secret, scopes, active, created_at) VALUES (?1, ?2, ?3, 1, ?4)",
        &[key.as_str().into(), secret.as_str().into(), scopes.join(" ").into(), moment.now().unix().into()],
    )?;
    Ok(json!({
        "key": key, "secret": secret, "workspace": workspace, "scopes": scopes, "active": true,
        "created_at": moment.now(),
    }))
}

/// Ends a credential. Every request reads it anew, so the very next one is refused. Ending it again changes nothing.
pub(super) fn revoke(database: &impl Database, key: &str) -> Result<Answer, Failure> {
    let revoked = database.query("UPDATE credentials SET active = 0 WHERE key = ?1 RETURNING 1", &[key.into()])?;
    if revoked.is_empty() {
        return Err(unknown().into());
    }
    Ok(data(200, json!({"key": key, "active": false})))
}

/// The refusal of a key that no workspace has.
pub(super) fn unknown() -> Refusal {
    Refusal::new(ErrorCode::NotFound, "No credential was found for this key.")
}
