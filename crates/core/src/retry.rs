//! How long a client waits after 429 (api-v1.md §5): until the reset, or 1, 2, 4, 8 s without that header, each plus a
//! random 0–500 ms; at most four retries, then the failure surfaces.

use core::time::Duration;

/// Retries after the first request.
pub const MAX_RETRIES: u32 = 4;
/// The largest random addition, in milliseconds.
pub const MAX_JITTER: u32 = 500;
/// The furthest reset that is believed, in milliseconds: one beyond it is a wrong clock, not a window of a minute.
const FURTHEST_RESET: i64 = 120_000;

/// What came back from one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this status.
    Answered(u16),
    /// No answer, or one that broke off: whether the request was applied is not known.
    Lost,
}

/// Whether the same request may be sent once more.
///
/// 429 is a definite refusal, so anything may be repeated after it. A lost connection and a failure of the server look the
/// same whether or not the request was applied: only a `repeatable` request, which has the same effect once and twice, is
/// sent again (GET; PATCH without `If-Match`; POST under a key that the server remembers).
pub const fn may_repeat(outcome: Outcome, repeatable: bool) -> bool {
    match outcome {
        Outcome::Answered(429) => true,
        Outcome::Answered(500 | 502 | 503 | 504) | Outcome::Lost => repeatable,
        Outcome::Answered(_) => false,
    }
}

/// The wait before retry number `retry` (1 to 4).
///
/// `reset` is `X-RateLimit-Reset` in unix seconds if the answer had it, `now` the client's clock in unix milliseconds,
/// `random` any 32 random bits. A reset that has passed or is too far away means that the two clocks differ: then the
/// back-off holds, or four retries would be gone in two seconds. None when no retry is left.
pub fn delay(retry: u32, reset: Option<i64>, now: i64, random: u32) -> Option<Duration> {
    if !(1..=MAX_RETRIES).contains(&retry) {
        return None;
    }
    let until_reset = reset.map(|reset| reset.saturating_mul(1000).saturating_sub(now));
    let wait = match until_reset.filter(|wait| (1..=FURTHEST_RESET).contains(wait)) {
        Some(milliseconds) => Duration::from_millis(milliseconds.unsigned_abs()),
        None => Duration::from_secs(1 << (retry - 1)),
    };
    Some(wait + Duration::from_millis(u64::from(random % (MAX_JITTER + 1))))
}
