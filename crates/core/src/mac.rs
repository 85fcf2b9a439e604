//! HMAC-SHA256 keyed once (RFC 2104), the one primitive under request signatures, webhooks and session tokens.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::hash::{BLOCK, DIGEST, Hash};

/// What the key of the inner hash is combined with (RFC 2104 §2).
const INNER: u8 = 0x36;
/// What the key of the outer hash is combined with.
const OUTER: u8 = 0x5c;

/// A key whose two padded blocks are already hashed: signing clones the state instead of keying again.
#[derive(Clone)]
pub(crate) struct MacKey {
    inner: Hash,
    outer: Hash,
}

impl MacKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        // RFC 2104 §2 pads shorter keys with zeros and hashes longer ones.
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        let hashed;
        let key: &[u8] = if secret.len() > BLOCK {
            let mut hash = Hash::new();
            hash.update(secret);
            hashed = Zeroizing::new(hash.finish());
            hashed.as_slice()
        } else {
            secret
        };
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
        let mut padded = |pad: u8| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            let mut hash = Hash::new();
            hash.update(&*block);
            hash
        };
        let (inner, outer) = (padded(INNER), padded(INNER ^ OUTER));
        Self { inner, outer }
    }

    /// Begins the MAC of what comes in pieces.
    pub(crate) fn begin(&self) -> Signing {
        Signing(self.clone())
    }

    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; DIGEST] {
        let mut signing = self.begin();
        for part in parts {
            signing.update(part);
        }
        signing.finish()
    }

    /// Whether `claimed` is the MAC of `parts`; takes the same time wherever they differ.
    pub(crate) fn verify(&self, parts: &[&[u8]], claimed: &[u8; DIGEST]) -> bool {
        equal(&self.mac(parts), claimed)
    }
}

/// A MAC whose text is still coming.
pub(crate) struct Signing(MacKey);

impl Signing {
    pub(crate) fn update(&mut self, piece: &[u8]) {
        self.0.inner.update(piece);
    }

    pub(crate) fn finish(self) -> [u8; DIGEST] {
        let MacKey { inner, mut outer } = self.0;
        outer.update(&inner.finish());
        outer.finish()
    }
}

/// Whether two MACs are the same, in a time that does not tell where they differ.
pub(crate) fn equal(mac: &[u8; DIGEST], claimed: &[u8; DIGEST]) -> bool {
    mac.ct_eq(claimed).into()
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use hmac::{Hmac, KeyInit, Mac};
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::*;

    proptest! {
        #[test]
        fn the_mac_is_that_of_the_hmac_crate(secret in prop::collection::vec(any::<u8>(), 0..200), parts: Vec<Vec<u8>>) {
            let mut theirs = Hmac::<Sha256>::new_from_slice(&secret).expect("a key of any length");
            theirs.update(&parts.concat());
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(MacKey::new(&secret).mac(&parts), <[u8; 32]>::from(theirs.finalize().into_bytes()));
        }
    }
}
