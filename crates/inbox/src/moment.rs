//! When something happens, and what chance there is in it: the two things that a rule cannot make for itself.

use std::cell::Cell;
use std::fmt;

use helpthread_core::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::ulid::ulid;

/// One moment. The platform makes a new one, with new entropy, for every request and every alarm.
pub struct Moment {
    milliseconds: i64,
    entropy: [u8; 32],
    /// Draws so far, so that no two are equal.
    drawn: Cell<u64>,
}

impl Moment {
    /// The moment `milliseconds` after the Unix epoch, with 32 bytes from a cryptographic source.
    pub fn new(milliseconds: i64, entropy: [u8; 32]) -> Self {
        Self { milliseconds, entropy, drawn: Cell::new(0) }
    }

    /// The time in whole seconds.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.milliseconds.div_euclid(1000))
    }

    /// The time in milliseconds since the Unix epoch.
    pub fn milliseconds(&self) -> i64 {
        self.milliseconds
    }

    /// A new id: `prefix`, such as `msg_`, and a ULID.
    pub(crate) fn id(&self, prefix: &str) -> String {
        let chance = self.bytes().first_chunk().copied().map_or(0, u128::from_be_bytes);
        let time = u64::try_from(self.milliseconds).unwrap_or(0);
        [prefix, &ulid(time, chance)].concat()
    }

    /// 32 bytes that nobody can guess, as good as the moment's entropy; never the same twice.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        let draw = self.drawn.get();
        self.drawn.set(draw.wrapping_add(1));
        Sha256::new().chain_update(self.entropy).chain_update(draw.to_be_bytes()).finalize().into()
    }
}

/// Secrets are drawn from the entropy, so it is not shown.
impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moment").field("milliseconds", &self.milliseconds).finish_non_exhaustive()
    }
}
