//! HTHMAC, the signature of every request to v1 (api-v1.md §1).
//!
//! `Authorization: HTHMAC workspace_key="…", signature="sha256=<64 hex>", timestamp="<unix seconds>"`
//!
//! The signature covers the raw body and nothing else. So every GET of a workspace carries the same one, it never
//! expires, and whoever has seen it can read the workspace: **treat the header as you treat the secret.** That is why
//! [`Signature`] and [`Authorization`] have no `Display` and no `PartialEq`.

mod authorization;
mod signature;

pub use authorization::{Authorization, write_authorization};
pub use signature::Signature;

use alloc::string::String;
use core::fmt;

use crate::{
    encode::{decimal, written},
    error::{ErrorCode, Refusal},
    mac::{self, MacKey},
    secret::Secret,
};

/// Why a request's authentication fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HthmacError {
    /// There is no Authorization header.
    Missing,
    /// The header is not well formed, or of another scheme.
    Malformed,
    /// The key is unknown or the signature is not the body's; which of the two is not told, so that keys cannot be
    /// probed.
    Mismatch,
    /// The signature is right and the timestamp is too far away.
    OutsideWindow,
}

impl HthmacError {
    /// The code that the API answers with.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Missing => ErrorCode::MissingAuthentication,
            Self::Malformed | Self::Mismatch => ErrorCode::InvalidSignature,
            Self::OutsideWindow => ErrorCode::TimestampOutOfRange,
        }
    }
}

impl From<HthmacError> for Refusal {
    fn from(error: HthmacError) -> Self {
        Self::plain(error.code())
    }
}

impl fmt::Display for HthmacError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().meaning())
    }
}

impl core::error::Error for HthmacError {}

/// Signs request bodies with a workspace's secret, keyed once.
///
/// ```
/// use helpthread_core::{hthmac::Signer, secret::Secret};
///
/// let signer = Signer::new("sk_test_abc123", &Secret::new("whsec_test_9d8f7a6b5c4e3d2c1b0a")).unwrap();
/// let header = signer.authorization(b"", 1_715_606_400);
/// assert!(header.starts_with(r#"HTHMAC workspace_key="sk_test_abc123", signature="sha256="#));
/// ```
#[derive(Clone)]
pub struct Signer {
    workspace_key: String,
    key: MacKey,
}

/// The workspace key holds a character that the header cannot carry: visible ASCII without `"` and `\` is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidWorkspaceKey;

impl fmt::Display for InvalidWorkspaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a workspace key of 1 to 128 visible ASCII characters without quote and backslash is expected")
    }
}

impl core::error::Error for InvalidWorkspaceKey {}

impl Signer {
    /// A signer for one credential.
    ///
    /// # Errors
    /// [`InvalidWorkspaceKey`] when the key does not fit into the header.
    pub fn new(workspace_key: &str, secret: &Secret) -> Result<Self, InvalidWorkspaceKey> {
        if !authorization::is_workspace_key(workspace_key.as_bytes()) {
            return Err(InvalidWorkspaceKey);
        }
        Ok(Self { workspace_key: workspace_key.into(), key: MacKey::new(secret.expose()) })
    }

    /// The value of the Authorization header for these exact bytes at `now` (unix seconds).
    pub fn authorization(&self, body: &[u8], now: i64) -> String {
        let signature = Signature::new(self.key.mac(&[body]));
        written(|out| {
            // The key was checked by `new`, so it is never refused.
            let _ = write_authorization(self.workspace_key.as_bytes(), &signature, decimal(now).as_bytes(), out);
        })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("workspace_key", &self.workspace_key).finish_non_exhaustive()
    }
}

/// The bare signature of a body, for those who write the header themselves.
pub fn sign(secret: &Secret, body: &[u8]) -> Signature {
    Signature::new(MacKey::new(secret.expose()).mac(&[body]))
}

/// Signs a body that comes in pieces.
pub struct Signing(mac::Signing);

impl Signing {
    /// Begins with the secret's bytes, which are the caller's to wipe.
    pub fn new(secret: &[u8]) -> Self {
        Self(MacKey::new(secret).begin())
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The signature of all the pieces.
    pub fn finish(self) -> Signature {
        Signature::new(self.0.finish())
    }
}

/// Checks request bodies against a workspace's secret, keyed once.
#[derive(Debug, Clone)]
pub struct Verifier {
    key: MacKey,
}

impl Verifier {
    /// A verifier for one credential.
    pub fn new(secret: &Secret) -> Self {
        Self { key: MacKey::new(secret.expose()) }
    }

    /// Whether `signature` is that of these exact bytes, in a time that does not tell where it differs.
    ///
    /// # Errors
    /// [`HthmacError::Mismatch`].
    pub fn verify(&self, signature: &Signature, body: &[u8]) -> Result<(), HthmacError> {
        if self.key.verify(&[body], signature.bytes()) { Ok(()) } else { Err(HthmacError::Mismatch) }
    }
}
