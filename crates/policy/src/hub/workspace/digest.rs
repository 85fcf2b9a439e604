//! Names for things whose text is not kept: idempotency keys, token subjects, what a reply says.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// SHA-256 over parts, as 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Digest(String);

impl Digest {
    /// The digest of `parts`, each after its length: `["ab", "c"]` and `["a", "bc"]` differ.
    pub(super) fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        Self(base16ct::lower::encode_string(&digest))
    }

    /// The digest written `text`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_hex =
            text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        is_hex.then(|| Self(text.to_owned()))
    }

    /// The hex digits.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
