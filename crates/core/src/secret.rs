//! Key material that cannot be shown, compared or serialised by accident, and is wiped when dropped.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The bytes of a secret. No `Display`, `PartialEq` or `Serialize`; `Debug` is redacted.
///
/// ```
/// # use helpthread_core::secret::Secret;
/// assert_eq!(format!("{:?}", Secret::new("whsec_test")), "Secret([redacted])");
/// ```
///
/// Printing, comparing and serialising one do not compile:
///
/// ```compile_fail,E0277
/// # use helpthread_core::secret::Secret;
/// format!("{}", Secret::new("whsec_test"));
/// ```
/// ```compile_fail,E0369
/// # use helpthread_core::secret::Secret;
/// let same = Secret::new("whsec_test") == Secret::new("whsec_test");
/// ```
/// ```compile_fail,E0277
/// # use helpthread_core::secret::Secret;
/// serde_json::to_string(&Secret::new("whsec_test"));
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over. The caller's own copies are the caller's to wipe.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The length in bytes, which rules about strength may ask for.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `claimed` is this secret. Digests are compared, so the time tells neither where the two differ nor how long
    /// the secret is.
    pub fn matches(&self, claimed: &[u8]) -> bool {
        let [secret, claimed]: [[u8; 32]; 2] = [&*self.0, claimed].map(|bytes| Sha256::digest(bytes).into());
        secret.ct_eq(&claimed).into()
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}
