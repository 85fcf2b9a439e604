//! Session tokens of the proxy (proxy.md §1): a JWT (RFC 7519) that a host's back end mints for who is logged in.
//!
//! The key decides the algorithm, never the header; the signature is checked before any claim is read; what a claim may
//! be is exact. [`Keyring`] holds the keys. Public ones (`EdDSA`, ES256) are behind the feature `public-keys`: whoever only
//! mints needs no curve.

mod claims;
#[cfg(feature = "public-keys")]
mod jwks;
mod keyring;
#[cfg(feature = "public-keys")]
mod public_key;
mod terms;
mod token;

pub use claims::{Claims, InvalidClaims, Session, Subject};
#[cfg(feature = "public-keys")]
pub use jwks::{InvalidKeys, MAX_JWKS_BYTES, MAX_KID_LENGTH, MAX_PUBLIC_KEYS, PublicKeys};
pub use keyring::{Keyring, MIN_SECRET_LENGTH, SessionSecret, WeakSecret};
pub use terms::{Role, Terms};
pub use token::{MAX_MINTED, mint, verify, write};

use core::fmt;

use crate::error::{ErrorCode, Refusal};

/// The `typ` of every session token.
pub const TYPE: &str = "helpthread-session+jwt";
/// The `aud` of every session token.
pub const AUDIENCE: &str = "helpthread-edge";
/// The longest time from `iat` to `exp`, in seconds.
pub const MAX_LIFETIME: i64 = 15 * 60;
/// How far the minting clock may differ from the checking one, in seconds.
pub const LEEWAY: i64 = 30;

/// Why a token is refused. Which of the reasons of `invalid_session` it was is for the operator's log, not the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionError {
    /// There is no token.
    Missing,
    /// Not three base64url parts of a JWT with an acceptable header.
    Malformed,
    /// The header names a key that we do not have.
    UnknownKey,
    /// The header's algorithm is not the key's.
    WrongAlgorithm,
    /// The signature is not right.
    Mismatch,
    /// A claim is missing, of the wrong type or has a value that is not allowed.
    Claims,
    /// Everything is right, and the time is up.
    Expired,
}

impl SessionError {
    /// The code that the proxy answers with.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Missing => ErrorCode::MissingAuthentication,
            Self::Expired => ErrorCode::SessionExpired,
            _ => ErrorCode::InvalidSession,
        }
    }
}

impl From<SessionError> for Refusal {
    fn from(error: SessionError) -> Self {
        Self::plain(error.code())
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "there is no session token",
            Self::Malformed => "the token is not a session token",
            Self::UnknownKey => "the token's key is not known",
            Self::WrongAlgorithm => "the token's algorithm is not its key's",
            Self::Mismatch => "the token's signature does not match",
            Self::Claims => "a claim is missing or not allowed",
            Self::Expired => "the token has expired",
        })
    }
}

impl core::error::Error for SessionError {}
