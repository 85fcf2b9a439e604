//! HMAC-SHA256 keyed once (RFC 2104), the one primitive under request signatures, webhooks and session tokens.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// SHA-256's block, the longest key that HMAC takes as it is.
const BLOCK: usize = 64;

/// A key whose two padded blocks are already hashed: signing clones the state instead of keying again.
#[derive(Clone)]
pub(crate) struct MacKey(Hmac<Sha256>);

impl MacKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        // A key of exactly one block cannot be refused, so there is no error to unwrap: RFC 2104 §2 pads shorter keys
        // with zeros and hashes longer ones, which is what happens here.
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        let hashed;
        let key: &[u8] = if secret.len() > BLOCK {
            hashed = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(secret)));
            hashed.as_slice()
        } else {
            secret
        };
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
        Self(Hmac::new((&*block).into()))
    }

    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether `claimed` is the MAC of `parts`; takes the same time wherever they differ.
    pub(crate) fn verify(&self, parts: &[&[u8]], claimed: &[u8; 32]) -> bool {
        equal(&self.mac(parts), claimed)
    }
}

/// Whether two MACs are the same, in a time that does not tell where they differ.
pub(crate) fn equal(mac: &[u8; 32], claimed: &[u8; 32]) -> bool {
    mac.ct_eq(claimed).into()
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey([redacted])")
    }
}
