//! Who signed a request, and whether it was really them (api-v1.md §1).
//!
//! A key that is unknown or not active costs the same HMAC as a known one and gets the same answer as a wrong signature,
//! so that keys cannot be probed.

use helpthread_core::error::Refusal;
use helpthread_core::hthmac::{Authorization, HthmacError, Verifier};
use helpthread_core::rate_limit::Plan;
use helpthread_core::scope::Scopes;
use helpthread_core::secret::Secret;
use helpthread_core::window::Window;

use crate::database::{Database, DatabaseError, Row};
use crate::failure::Failure;

/// What a verified signature stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    /// What the credential may do.
    pub(crate) scopes: Scopes,
    /// What its workspace has paid for.
    pub(crate) plan: Plan,
}

/// Verifies a request at `now` (unix seconds).
pub(crate) fn authenticate(
    database: &impl Database,
    authorization: &Authorization,
    body: &[u8],
    now: i64,
) -> Result<Caller, Failure> {
    let rows = database.query(
        "SELECT credentials.secret, credentials.scopes, workspace.plan, workspace.requests_per_minute
         FROM credentials, workspace WHERE credentials.key = ?1 AND credentials.active = 1",
        &[authorization.workspace_key.as_str().into()],
    )?;
    let Some(row) = rows.first() else {
        return Err(refuse_unknown(authorization, body).into());
    };
    Verifier::new(&Secret::new(row.text(0)?)).verify(&authorization.signature, body)?;
    if !Window::around(now).contains(authorization.timestamp) {
        return Err(HthmacError::OutsideWindow.into());
    }
    Ok(Caller { scopes: Scopes::parse(row.text(1)?), plan: plan(row)? })
}

/// Refuses a key that nobody has, after the work that a known key would have cost.
pub(crate) fn refuse_unknown(authorization: &Authorization, body: &[u8]) -> Refusal {
    // Whatever the result: no signature is right for a key that does not exist.
    let _ = Verifier::new(&Secret::new("a key that nobody has")).verify(&authorization.signature, body);
    HthmacError::Mismatch.into()
}

fn plan(row: &Row) -> Result<Plan, DatabaseError> {
    match (row.text(2)?, row.optional_integer(3)?) {
        ("starter", _) => Ok(Plan::Starter),
        ("pro", _) => Ok(Plan::Pro),
        ("enterprise", Some(limit)) => {
            Ok(Plan::Enterprise { requests_per_minute: u32::try_from(limit).unwrap_or(u32::MAX) })
        }
        (plan, _) => Err(DatabaseError::new(format!("the plan {plan} is not known or lacks its limit"))),
    }
}
