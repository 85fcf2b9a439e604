//! Who signed a request, and whether it was really them (api-v1.md §1).
//!
//! A key that is unknown or not active costs the same HMAC as a known one and gets the same answer as a wrong signature,
//! so that keys cannot be probed.

use helpthread_core::error::Refusal;
use helpthread_core::hthmac::{Authorization, HthmacError, Verifier};
use helpthread_core::scope::Scopes;
use helpthread_core::secret::Secret;
use helpthread_core::window::Window;

use crate::database::{Database, DatabaseError, Row};
use crate::failure::Failure;

/// Verifies a request at `now` (unix seconds), and says what its credential may do.
pub(crate) fn authenticate(
    database: &impl Database,
    authorization: &Authorization,
    body: &[u8],
    now: i64,
) -> Result<Scopes, Failure> {
    let found = database.text(
        "SELECT json_array(secret, scopes) FROM credentials WHERE key = ?1 AND active = 1",
        &[authorization.workspace_key.as_str().into()],
    )?;
    let Some(found) = found else {
        return Err(refuse_unknown(authorization, body).into());
    };
    let row: Row = serde_json::from_str(&found).map_err(|_| DatabaseError::new("a credential that is not one"))?;
    Verifier::new(&Secret::new(row.text(0)?)).verify(&authorization.signature, body)?;
    if !Window::around(now).contains(authorization.timestamp) {
        return Err(HthmacError::OutsideWindow.into());
    }
    Ok(Scopes::parse(row.text(1)?))
}

/// Refuses a key that nobody has, after the work that a known key would have cost.
pub(crate) fn refuse_unknown(authorization: &Authorization, body: &[u8]) -> Refusal {
    // Whatever the result: no signature is right for a key that does not exist.
    let _ = Verifier::new(&Secret::new("a key that nobody has")).verify(&authorization.signature, body);
    HthmacError::Mismatch.into()
}
