//! SHA-256 of what comes in pieces (FIPS 180-4): the blocks, the padding and the digest around sha2's compression function, without
//! the panics that sha2's own hasher brings into the SDK's module (bench/README.md, "The SDK").

use sha2::block_api::compress256;
use zeroize::Zeroize;

/// The size of a block, in bytes.
pub(crate) const BLOCK: usize = 64;
/// The size of a digest, in bytes.
pub(crate) const DIGEST: usize = 32;
/// Where the last block has the message's length.
const LENGTH_AT: usize = BLOCK - size_of::<u64>();

/// The state before anything is hashed (§5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// A digest in the making, which is wiped when dropped: under an HMAC it is as good as the key.
#[derive(Clone)]
pub(crate) struct Hash {
    state: [u32; 8],
    /// What there is of a block, as far as [`Self::filled`] says.
    block: [u8; BLOCK],
    /// How many bytes there have been.
    length: u64,
}

impl Hash {
    pub(crate) fn new() -> Self {
        Self { state: INITIAL, block: [0; BLOCK], length: 0 }
    }

    #[expect(clippy::cast_possible_truncation, reason = "less than a block")]
    fn filled(&self) -> usize {
        (self.length % BLOCK as u64) as usize
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while !rest.is_empty() {
            let filled = self.filled();
            let taken = if filled == 0 && rest.len() >= BLOCK {
                let blocks = rest.as_chunks().0;
                compress256(&mut self.state, blocks);
                blocks.len() * BLOCK
            } else {
                let room = self.block.get_mut(filled..).unwrap_or_default();
                for (to, from) in room.iter_mut().zip(rest) {
                    *to = *from;
                }
                let taken = room.len().min(rest.len());
                if filled + taken == BLOCK {
                    compress256(&mut self.state, &[self.block]);
                }
                taken
            };
            rest = rest.get(taken..).unwrap_or_default();
            self.length += taken as u64;
        }
    }

    /// The digest of all the pieces. After them come one bit, as few zeros as fill a block, and the length in bits (§5.1.1).
    pub(crate) fn finish(mut self) -> [u8; DIGEST] {
        let bits = self.length.wrapping_mul(8);
        self.update(&[0x80]);
        while self.filled() != LENGTH_AT {
            self.update(&[0]);
        }
        self.update(&bits.to_be_bytes());
        let mut digest = [0; DIGEST];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        digest
    }
}

impl Drop for Hash {
    fn drop(&mut self) {
        self.state.zeroize();
        self.block.zeroize();
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use sha2::{Digest, Sha256};

    use super::*;

    /// Every length around a block, cut in two at every place.
    #[test]
    fn the_digest_is_that_of_sha2s_own_hasher() {
        let message: Vec<u8> = (0..=255).collect();
        for length in 0..=200 {
            let theirs = <[u8; DIGEST]>::from(Sha256::digest(&message[..length]));
            for cut in 0..=length {
                let mut hash = Hash::new();
                hash.update(&message[..cut]);
                hash.update(&message[cut..length]);
                assert_eq!(hash.finish(), theirs, "{length} bytes, cut at {cut}");
            }
        }
    }
}
