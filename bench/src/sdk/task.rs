//! What is done, by whom, and what is asked of us. `bench/peer-sdk/src/tasks.js` does it, under the same names.

use super::{OURS, Runtime};
use crate::claim::Aim;

/// node:crypto, called as its documentation shows.
const NATIVE: &str = "node:crypto";
/// node:crypto with a key of bytes, which Node 24 is much slower with.
const NATIVE_BYTES: &str = "node:crypto, key as bytes";

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Signing a body of so many bytes.
    Sign(u32),
    /// Checking a delivery, and reading its event.
    Verify,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 5] = [Self::Sign(0), Self::Sign(200), Self::Sign(4096), Self::Sign(65_536), Self::Verify];

    /// What the report and the scripts call it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Sign(bytes) if bytes >= 1024 => format!("sign {} KB", bytes / 1024),
            Self::Sign(bytes) => format!("sign {bytes} B"),
            Self::Verify => "verify a webhook".to_owned(),
        }
    }

    /// Who does it, ourselves first.
    #[must_use]
    pub fn contenders(self) -> &'static [&'static str] {
        match self {
            Self::Sign(_) => &[OURS, NATIVE, NATIVE_BYTES, "WebCrypto", "@noble/hashes"],
            Self::Verify => &[OURS, "standardwebhooks", "svix"],
        }
    }

    /// How long we may take at most, as a multiple of a peer's time: an eighth and a sixth of `createHmac` for small bodies, with a
    /// key of bytes, because the aim was derived from one; nowhere more than 1.15 of the best where `node:crypto` exists.
    pub(super) fn aim(self, runtime: Runtime, peer: &str) -> Option<Aim> {
        match self {
            Self::Sign(0) if peer == NATIVE_BYTES => Some(Aim::RatioAtMost(1.0 / 8.0)),
            Self::Sign(200) if peer == NATIVE_BYTES => Some(Aim::RatioAtMost(1.0 / 6.0)),
            Self::Sign(_) if runtime.has_node_crypto() => Some(Aim::RatioAtMost(1.15)),
            Self::Sign(_) | Self::Verify => None,
        }
    }

    /// Whether the page tells it first: what one would call instead, and on Node also what the aims of small bodies were derived from.
    pub(super) fn is_told_first(self, runtime: Runtime, peer: &str) -> bool {
        let derived = runtime == Runtime::Node && peer == NATIVE_BYTES && matches!(self, Self::Sign(0 | 200));
        self == Self::Verify || peer == NATIVE || derived
    }
}
