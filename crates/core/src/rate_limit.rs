//! Rate limits (api-v1.md §5): fixed windows aligned to the Unix minute, told in three headers.

use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// The window's length in seconds.
pub const WINDOW_SECONDS: i64 = 60;

/// Requests allowed in the current window.
pub const LIMIT_HEADER: &str = "X-RateLimit-Limit";
/// Requests left in the current window.
pub const REMAINING_HEADER: &str = "X-RateLimit-Remaining";
/// When the window ends, in unix seconds.
pub const RESET_HEADER: &str = "X-RateLimit-Reset";

/// What a workspace has paid for (api-v1.md §5, inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// 600 requests a minute.
    Starter,
    /// 3,000 requests a minute.
    Pro,
    /// By contract.
    Enterprise {
        /// Requests a minute.
        requests_per_minute: u32,
    },
}

impl Plan {
    /// Requests per window.
    pub const fn requests_per_minute(self) -> u32 {
        match self {
            Self::Starter => 600,
            Self::Pro => 3_000,
            Self::Enterprise { requests_per_minute } => requests_per_minute,
        }
    }
}

/// When the window that holds `now` began, in unix seconds.
pub fn window_start(now: i64) -> i64 {
    now.saturating_sub(now.rem_euclid(WINDOW_SECONDS))
}

/// What the three headers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimit {
    /// Requests allowed in the window.
    pub limit: u32,
    /// Requests left in the window.
    pub remaining: u32,
    /// When the window ends, in unix seconds.
    pub reset: i64,
}

impl RateLimit {
    /// The state after `used` requests in the window that holds `now`.
    pub fn after(limit: u32, used: u32, now: i64) -> Self {
        Self { limit, remaining: limit.saturating_sub(used), reset: window_start(now).saturating_add(WINDOW_SECONDS) }
    }

    /// Reads the headers' values; none when one is missing or not a plain number.
    pub fn parse(limit: Option<&str>, remaining: Option<&str>, reset: Option<&str>) -> Option<Self> {
        Some(Self { limit: number(limit?)?, remaining: number(remaining?)?, reset: number(reset?)? })
    }

    /// Seconds from `now` until the window ends, at least 1 so that nobody retries into the same window.
    pub fn retry_after(self, now: i64) -> u64 {
        u64::try_from(self.reset.saturating_sub(now)).unwrap_or(0).max(1)
    }
}

/// Decimal digits, white space around them allowed; `parse` alone would also take a sign.
fn number<T: FromStr>(text: &str) -> Option<T> {
    let digits = text.trim();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}
