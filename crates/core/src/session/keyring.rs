//! The keys that session tokens are checked with.
//!
//! A token without `kid` is checked with the shared secrets in turn; one with `kid` with exactly the public key of that
//! name, and never with a secret. [`VerificationKey::algorithm`] is the only place that an algorithm comes from.

use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "public-keys")]
use super::{jwks::PublicKeys, public_key::PublicKey};
use crate::{mac::MacKey, secret::Secret};

/// The shortest session secret, in bytes: as long as the MAC itself (RFC 7518 §3.2).
pub const MIN_SECRET_LENGTH: usize = 32;

/// A secret shared by the host's back end and the proxy. Never the workspace secret.
#[derive(Debug, Clone)]
pub struct SessionSecret(pub(super) MacKey);

/// The secret is shorter than 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeakSecret;

impl fmt::Display for WeakSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a session secret of at least {MIN_SECRET_LENGTH} bytes is expected")
    }
}

impl core::error::Error for WeakSecret {}

impl SessionSecret {
    /// Prepares a secret.
    ///
    /// # Errors
    /// [`WeakSecret`] when it has fewer than 32 bytes.
    pub fn new(secret: &Secret) -> Result<Self, WeakSecret> {
        Self::from_bytes(secret.expose())
    }

    /// [`Self::new`] of bytes that are the caller's to wipe.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn from_bytes(secret: &[u8]) -> Result<Self, WeakSecret> {
        if secret.len() < MIN_SECRET_LENGTH { Err(WeakSecret) } else { Ok(Self(MacKey::new(secret))) }
    }
}

/// One key, which knows its own algorithm.
pub(super) enum VerificationKey<'a> {
    /// HMAC-SHA256 with a shared secret.
    Hs256(&'a MacKey),
    /// A signature that the public key of this `kid` checks.
    #[cfg(feature = "public-keys")]
    Public(&'a PublicKey),
}

impl VerificationKey<'_> {
    /// The one `alg` (RFC 7518 §3.1) that a header may name for this key.
    pub(super) const fn algorithm(&self) -> &'static str {
        match self {
            Self::Hs256(_) => "HS256",
            #[cfg(feature = "public-keys")]
            Self::Public(key) => key.algorithm(),
        }
    }

    /// Whether `signature` is this key's over `message`.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Hs256(key) => signature.try_into().is_ok_and(|mac| key.verify(&[message], mac)),
            #[cfg(feature = "public-keys")]
            Self::Public(key) => key.verify(message, signature),
        }
    }
}

/// Every key that a token may be signed with.
#[derive(Debug, Clone)]
pub struct Keyring {
    shared: Vec<SessionSecret>,
    #[cfg(feature = "public-keys")]
    public: Option<PublicKeys>,
}

impl Keyring {
    /// The current secret.
    pub fn new(current: SessionSecret) -> Self {
        Self {
            shared: alloc::vec![current],
            #[cfg(feature = "public-keys")]
            public: None,
        }
    }

    /// Public keys and no secret: nothing that this holds could mint a token.
    #[cfg(feature = "public-keys")]
    pub fn of_public_keys(keys: PublicKeys) -> Self {
        Self { shared: Vec::new(), public: Some(keys) }
    }

    /// Also accepts the secret before it, while a rotation is under way.
    #[must_use]
    pub fn with_previous(mut self, previous: SessionSecret) -> Self {
        self.shared.push(previous);
        self
    }

    /// Also accepts tokens that these keys check, by their `kid`.
    #[cfg(feature = "public-keys")]
    #[must_use]
    pub fn with_public_keys(mut self, keys: PublicKeys) -> Self {
        self.public = Some(keys);
        self
    }

    /// The keys that may have signed a token with this `kid`; none when it is not known.
    pub(super) fn candidates(&self, kid: Option<&str>) -> impl Iterator<Item = VerificationKey<'_>> {
        // A kid is looked up exactly, and never among the shared secrets: those have no names.
        let shared = if kid.is_none() { self.shared.as_slice() } else { &[] };
        shared.iter().map(|SessionSecret(key)| VerificationKey::Hs256(key)).chain(self.named(kid))
    }

    #[cfg(feature = "public-keys")]
    fn named(&self, kid: Option<&str>) -> Option<VerificationKey<'_>> {
        self.public.as_ref()?.named(kid?).map(VerificationKey::Public)
    }

    #[cfg(not(feature = "public-keys"))]
    #[expect(clippy::unused_self, reason = "public keys are what would be looked in")]
    fn named(&self, _kid: Option<&str>) -> Option<VerificationKey<'_>> {
        None
    }
}
