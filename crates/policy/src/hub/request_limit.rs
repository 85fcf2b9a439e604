//! How often one token subject may ask (proxy.md §3, "Limits"), counted in memory in fixed windows of a minute.
//!
//! Each hub counts what it is asked itself: a central counter would cost every read a hop more. So a subject's requests to
//! two hubs are counted apart.

use std::collections::BTreeMap;

use helpthread_core::rate_limit::{RateLimit, window_start};

/// Requests that a subject may make in one window.
pub const REQUESTS_PER_MINUTE: u32 = 600;
/// The most subjects that are told apart in one window; those beyond share one count.
pub const MAX_SUBJECTS: usize = 10_000;

/// The counts of the current window.
#[derive(Debug, Default)]
pub struct RequestLimit {
    window: i64,
    counts: BTreeMap<String, u32>,
    others: u32,
}

impl RequestLimit {
    /// Counts a request of `subject` at `now` (unix seconds).
    ///
    /// # Errors
    /// The limit, when the subject has used it up; a refused request is not counted.
    pub fn admit(&mut self, subject: &str, now: i64) -> Result<(), RateLimit> {
        let window = window_start(now);
        if window != self.window {
            *self = Self { window, ..Self::default() };
        }
        let room = self.counts.len() < MAX_SUBJECTS;
        let count = match self.counts.get_mut(subject) {
            Some(count) => count,
            None if room => self.counts.entry(subject.to_owned()).or_default(),
            None => &mut self.others,
        };
        if *count >= REQUESTS_PER_MINUTE {
            return Err(RateLimit::after(REQUESTS_PER_MINUTE, *count, now));
        }
        *count += 1;
        Ok(())
    }
}
