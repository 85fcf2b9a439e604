//! One signature, which is as good as the key for every GET.

use alloc::string::String;
use core::fmt;

use crate::encode::{put, put_hex, written};

/// HMAC-SHA256 of a body. No `PartialEq`: [`super::Verifier::verify`] is the only comparison, and it is constant-time.
///
/// ```compile_fail,E0369
/// # use helpthread_core::{hthmac::sign, secret::Secret};
/// let secret = Secret::new("whsec_test");
/// let same = sign(&secret, b"") == sign(&secret, b"");
/// ```
/// ```compile_fail,E0277
/// # use helpthread_core::{hthmac::sign, secret::Secret};
/// format!("{}", sign(&Secret::new("whsec_test"), b""));
/// ```
#[derive(Clone)]
pub struct Signature([u8; 32]);

impl Signature {
    pub(crate) fn new(mac: [u8; 32]) -> Self {
        Self(mac)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads `sha256=` and 64 lower-case hex digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("sha256=")?;
        let mut mac = [0; 32];
        (hex.len() == 64).then(|| base16ct::lower::decode(hex, &mut mac).is_ok()).filter(|decoded| *decoded)?;
        Some(Self(mac))
    }

    /// `sha256=` and 64 lower-case hex digits: as precious as the secret, so the name says that it leaves the type.
    pub fn expose(&self) -> String {
        written(|out| self.write(out))
    }

    /// Writes what [`Self::expose`] gives.
    pub fn write(&self, out: &mut impl Extend<u8>) {
        put(out, b"sha256=");
        put_hex(out, &self.0);
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature([redacted])")
    }
}
