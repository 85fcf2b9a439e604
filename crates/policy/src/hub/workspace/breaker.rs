//! Leaves upstream alone while it keeps failing: so that it can recover, and nobody waits for what will not come.

use crate::hub::workspace::Note;

/// Failures in a row that open it.
const FAILURES: u32 = 5;
/// The longest time it stays open, in seconds; the first is 1, each further one twice the one before.
const LONGEST_SECONDS: i64 = 30;

/// What is known of upstream's health.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: State,
    /// Failures in a row while closed.
    failures: u32,
    /// How often it opened since upstream last answered.
    opened: u32,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Closed,
    /// Until this unix millisecond, then one probe.
    Open(i64),
    /// This permit finds out.
    Probing(u64),
}

impl Breaker {
    /// Whether upstream may be called at `now`.
    ///
    /// # Errors
    /// The seconds to wait, at least 1.
    pub(super) fn check(&self, now: i64) -> Result<(), u64> {
        match self.state {
            State::Closed => Ok(()),
            State::Open(until) if now >= until => Ok(()),
            State::Open(until) => Err(super::seconds_until(until, now)),
            State::Probing(_) => Err(1),
        }
    }

    /// Upstream is about to be called under this permit: after an open breaker that is the probe.
    pub(super) fn granted(&mut self, permit: u64) {
        if matches!(self.state, State::Open(_)) {
            self.state = State::Probing(permit);
        }
    }

    /// The permit came back without a word on upstream: unused, or not at all.
    pub(super) fn unsaid(&mut self, permit: u64, now: i64) {
        if self.is_probe(permit) {
            self.state = State::Open(now);
        }
    }

    /// Upstream answered under this permit.
    pub(super) fn succeeded(&mut self, permit: u64) -> Option<Note> {
        match self.state {
            State::Closed => {
                self.failures = 0;
                None
            }
            // Only the probe decides: another answer is to a question from before.
            State::Open(_) | State::Probing(_) if !self.is_probe(permit) => None,
            State::Open(_) | State::Probing(_) => {
                *self = Self::default();
                Some(Note::BreakerClosed)
            }
        }
    }

    /// Upstream did not answer, or with 500 or more.
    pub(super) fn failed(&mut self, permit: u64, now: i64) -> Option<Note> {
        match self.state {
            State::Closed => {
                self.failures = self.failures.saturating_add(1);
                (self.failures >= FAILURES).then(|| self.open(now))
            }
            State::Probing(_) if self.is_probe(permit) => Some(self.open(now)),
            State::Open(_) | State::Probing(_) => None,
        }
    }

    fn open(&mut self, now: i64) -> Note {
        let seconds = 1_i64.checked_shl(self.opened).unwrap_or(LONGEST_SECONDS).clamp(1, LONGEST_SECONDS);
        let until = now.saturating_add(seconds * 1_000);
        *self = Self { state: State::Open(until), failures: 0, opened: self.opened.saturating_add(1).min(10) };
        Note::BreakerOpened { until }
    }

    fn is_probe(&self, permit: u64) -> bool {
        matches!(self.state, State::Probing(probe) if probe == permit)
    }
}
