//! Who asks, and whether they may (proxy.md §1 and §2): token, origin, role, scope, own id.

use helpthread_core::{
    error::{ErrorCode, Refusal},
    id::CustomerId,
    scope::Scope,
    session::{self, Keyring, Session, SessionError, Subject},
};

use crate::cors::RequestOrigin;

/// Checks the Authorization header's session token.
///
/// # Errors
/// `missing_authentication`, `session_expired`, `invalid_session`, or `origin_not_allowed` for a token that is bound to
/// another origin than the request's.
pub fn session(
    authorization: Option<&str>,
    origin: RequestOrigin<'_>,
    keyring: &Keyring,
    now: i64,
) -> Result<Session, Refusal> {
    let session = session::verify(bearer(authorization)?, keyring, now)?;
    let bound_elsewhere = session.origin.as_ref().is_some_and(|bound| origin != RequestOrigin::Allowed(bound.as_str()));
    if bound_elsewhere {
        return Err(Refusal::plain(ErrorCode::OriginNotAllowed));
    }
    Ok(session)
}

/// Whether the session may read this customer's history.
///
/// # Errors
/// `insufficient_scope`; for another customer's id `customer_not_found`, word for word as for an id that does not exist.
pub fn may_read_history(session: &Session, customer: &CustomerId) -> Result<(), Refusal> {
    may_read_some_history(session)?;
    match &session.subject {
        Subject::Agent(_) => Ok(()),
        Subject::Customer(own) if own == customer => Ok(()),
        Subject::Customer(_) => Err(Refusal::customer_not_found(customer)),
    }
}

/// Whether the session may read histories at all.
///
/// # Errors
/// `insufficient_scope`.
pub fn may_read_some_history(session: &Session) -> Result<(), Refusal> {
    if session.scopes.allows(Scope::ConversationsRead) {
        Ok(())
    } else {
        Err(Refusal::plain(ErrorCode::InsufficientScope))
    }
}

/// The token of `Bearer <token>`; the scheme is case-insensitive (RFC 9110 §11.1).
fn bearer(authorization: Option<&str>) -> Result<&str, SessionError> {
    let (scheme, token) = authorization.ok_or(SessionError::Missing)?.split_once(' ').ok_or(SessionError::Malformed)?;
    if scheme.eq_ignore_ascii_case("Bearer") { Ok(token.trim_start_matches(' ')) } else { Err(SessionError::Malformed) }
}
