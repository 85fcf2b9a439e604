//! Who may follow a customer live (proxy.md §4): the upgrade's token, which a browser can put nowhere but into a protocol's name, and
//! the cursor to go on from.

use helpthread_core::{
    error::{ErrorCode, Refusal},
    id::CustomerId,
    query::parameters,
    session::SessionError,
};

use serde::{Deserialize, Serialize};

use crate::{hub::Reader, inbound::Inbound};

/// The protocol that the answer selects.
pub const PROTOCOL: &str = "helpthread.live.v1";
/// What the token's protocol name starts with.
const TOKEN_PREFIX: &str = "helpthread.session.";
/// The longest cursor, in bytes.
const MAX_CURSOR_LENGTH: usize = 64;

/// A WebSocket that has been admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// Whose conversations.
    pub customer: CustomerId,
    /// As whom.
    pub reader: Reader,
    /// The token's `sub`.
    pub subject: String,
    /// When the token expires, in unix seconds.
    pub expires_at: i64,
    /// The cursor that the client had, of the hub's alphabet.
    pub after: Option<String>,
}

/// Whether the request asks for a WebSocket.
///
/// # Errors
/// `invalid_request`.
pub(crate) fn is_upgrade(inbound: &Inbound<'_>) -> Result<(), Refusal> {
    let upgrades = inbound.header("upgrade").is_some_and(|value| value.trim().eq_ignore_ascii_case("websocket"));
    let offers = protocols(inbound).any(|protocol| protocol == PROTOCOL);
    if upgrades && offers {
        return Ok(());
    }
    let message = "This route is a WebSocket of the protocol helpthread.live.v1.";
    Err(Refusal::new(ErrorCode::InvalidRequest, message))
}

/// The session token among the protocols. The Authorization header, which a browser cannot set here, is not looked at.
///
/// # Errors
/// [`SessionError::Missing`] without one, [`SessionError::Malformed`] with two.
pub(crate) fn token<'a>(inbound: &Inbound<'a>) -> Result<&'a str, SessionError> {
    let mut tokens = protocols(inbound).filter_map(|protocol| protocol.strip_prefix(TOKEN_PREFIX));
    let token = tokens.next().ok_or(SessionError::Missing)?;
    if tokens.next().is_some() { Err(SessionError::Malformed) } else { Ok(token) }
}

/// The cursor of a raw query.
///
/// # Errors
/// `invalid_filter`.
pub(crate) fn after(query: &str) -> Result<Option<String>, Refusal> {
    let Some((_, cursor)) = parameters(query, &["after"])?.into_iter().next() else { return Ok(None) };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if cursor.len() <= MAX_CURSOR_LENGTH && cursor.bytes().all(plain) {
        return Ok(Some(cursor.into_owned()));
    }
    Err(Refusal::new(ErrorCode::InvalidFilter, "The after parameter must be the cursor of a frame."))
}

fn protocols<'a>(inbound: &Inbound<'a>) -> impl Iterator<Item = &'a str> {
    inbound.header("sec-websocket-protocol").unwrap_or_default().split(',').map(str::trim)
}
