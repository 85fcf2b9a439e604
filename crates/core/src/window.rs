//! The replay window of signed timestamps (api-v1.md §1 and §7).

/// HTHMAC and webhook timestamps are accepted this far either way, in seconds (api-v1.md §1, inferred).
pub const TOLERANCE: u64 = 300;

/// The moments that count as now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The checker's clock, in unix seconds.
    pub now: i64,
    /// How far a timestamp may be away, either way, in seconds.
    pub tolerance: u64,
}

impl Window {
    /// The contract's window of [`TOLERANCE`] around `now`.
    pub fn around(now: i64) -> Self {
        Self { now, tolerance: TOLERANCE }
    }

    /// Whether `timestamp` (unix seconds) lies in the window, its edges included.
    pub fn contains(self, timestamp: i64) -> bool {
        // abs_diff: no timestamp of a hostile header overflows it.
        self.now.abs_diff(timestamp) <= self.tolerance
    }
}

/// Reads a timestamp header: 1 to 12 decimal digits and nothing else, so that one moment has no second spelling with a
/// sign, a fraction or white space.
pub(crate) fn parse_unix(text: impl AsRef<[u8]>) -> Option<i64> {
    let digits = Some(text.as_ref()).filter(|text| (1..=12).contains(&text.len()))?;
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}
