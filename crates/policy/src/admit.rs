//! Who asks, and whether they may (proxy.md §1 and §2): token, origin, role, scope, own id.

use helpthread_core::{
    endpoint::Operation,
    error::{ErrorCode, Refusal},
    id::CustomerId,
    session::{self, Keyring, Session, SessionError, Subject},
};

use crate::cors::RequestOrigin;

/// Checks a session token.
///
/// # Errors
/// `missing_authentication`, `session_expired`, `invalid_session`, or `origin_not_allowed` for a token that is bound to
/// another origin than the request's.
pub fn session(
    token: Result<&str, SessionError>,
    origin: RequestOrigin<'_>,
    keyring: &Keyring,
    now: i64,
) -> Result<Session, Refusal> {
    let session = session::verify(token?, keyring, now)?;
    let bound_elsewhere = session.origin.as_ref().is_some_and(|bound| origin != RequestOrigin::Allowed(bound.as_str()));
    if bound_elsewhere {
        return Err(Refusal::plain(ErrorCode::OriginNotAllowed));
    }
    Ok(session)
}

/// The token of `Bearer <token>`; the scheme is case-insensitive (RFC 9110 §11.1).
///
/// # Errors
/// [`SessionError::Missing`] without a header, [`SessionError::Malformed`] for another scheme.
pub fn bearer(authorization: Option<&str>) -> Result<&str, SessionError> {
    let (scheme, token) = authorization.ok_or(SessionError::Missing)?.split_once(' ').ok_or(SessionError::Malformed)?;
    if scheme.eq_ignore_ascii_case("Bearer") { Ok(token.trim_start_matches(' ')) } else { Err(SessionError::Malformed) }
}

/// Whether the session may do this at all. Customers read their history and nothing else, whatever their scopes.
///
/// # Errors
/// `insufficient_scope`.
pub fn may(session: &Session, operation: Operation) -> Result<(), Refusal> {
    let role_has_it = match session.subject {
        Subject::Agent(_) => true,
        Subject::Customer(_) => operation == Operation::ListCustomerConversations,
    };
    if role_has_it && session.scopes.allows(operation.endpoint().scope) {
        Ok(())
    } else {
        Err(Refusal::plain(ErrorCode::InsufficientScope))
    }
}

/// Whether the session may see this customer's conversations, once it [`may`] read histories.
///
/// # Errors
/// For another customer's id `customer_not_found`, word for word as for an id that does not exist.
pub fn may_see(session: &Session, customer: &CustomerId) -> Result<(), Refusal> {
    match &session.subject {
        Subject::Agent(_) => Ok(()),
        Subject::Customer(own) if own == customer => Ok(()),
        Subject::Customer(_) => Err(Refusal::customer_not_found(customer)),
    }
}
