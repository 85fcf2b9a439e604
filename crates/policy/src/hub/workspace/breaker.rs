//! Leaves upstream alone while it keeps failing: so that it can recover, and nobody waits for what will not come.
//!
//! One record that upstream cannot read is not a sick upstream. So failures count only when several shares have them, and the share
//! whose probe failed leaves the next one to the others: nobody's own failures keep upstream from everybody. What fails for one share
//! alone costs upstream no more than that share of the budget.

use std::collections::BTreeSet;

use super::queue::Share;
use crate::hub::workspace::Note;

/// Failures in a row that open it.
const FAILURES: u32 = 5;
/// Of so many shares at least.
const SHARES: usize = 3;
/// The longest time it stays open, in seconds; the first is 1, each further one twice the one before.
const LONGEST_SECONDS: i64 = 30;

/// What is known of upstream's health.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: State,
    /// Failures in a row while closed.
    failures: u32,
    /// Whose they were, as far as that matters: [`SHARES`] at most.
    of: BTreeSet<Share>,
    /// How often it opened since upstream last answered.
    opened: u32,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Closed,
    /// Until this unix millisecond, then one probe.
    Open(i64, Option<Barred>),
    /// This permit finds out.
    Probing(u64),
}

/// Whose call failed last: others find out first, if there are any.
#[derive(Debug)]
struct Barred {
    share: Share,
    /// Unix milliseconds.
    until: i64,
}

impl Breaker {
    /// Whether upstream may be called at `now` for this share.
    ///
    /// # Errors
    /// The seconds to wait, at least 1.
    pub(super) fn check(&self, share: &Share, now: i64) -> Result<(), u64> {
        match &self.state {
            State::Closed => Ok(()),
            State::Open(until, barred) => {
                let own = barred.as_ref().filter(|barred| barred.share == *share).map(|barred| barred.until);
                let until = own.unwrap_or(*until);
                // One that is further away than any is set was set before the clock was set back.
                let is_ahead = (1..=2 * LONGEST_SECONDS * 1_000).contains(&until.saturating_sub(now));
                if is_ahead { Err(super::seconds_until(until, now)) } else { Ok(()) }
            }
            State::Probing(_) => Err(1),
        }
    }

    /// Upstream is about to be called under this permit: after an open breaker that is the probe.
    pub(super) fn granted(&mut self, permit: u64) {
        if matches!(self.state, State::Open(..)) {
            self.state = State::Probing(permit);
        }
    }

    /// The permit came back without a word on upstream: unused, or not at all.
    pub(super) fn unsaid(&mut self, permit: u64, now: i64) {
        if self.is_probe(permit) {
            self.state = State::Open(now, None);
        }
    }

    /// Upstream answered under this permit.
    pub(super) fn succeeded(&mut self, permit: u64) -> Option<Note> {
        match self.state {
            State::Closed => {
                self.failures = 0;
                self.of.clear();
                None
            }
            // Only the probe decides: another answer is to a question from before.
            State::Open(..) | State::Probing(_) if !self.is_probe(permit) => None,
            State::Open(..) | State::Probing(_) => {
                *self = Self::default();
                Some(Note::BreakerClosed)
            }
        }
    }

    /// Upstream did not answer this share's call, or with 500 or more.
    pub(super) fn failed(&mut self, permit: u64, share: Share, now: i64) -> Option<Note> {
        match self.state {
            State::Closed => {
                self.failures = self.failures.saturating_add(1);
                if self.of.len() < SHARES {
                    self.of.insert(share.clone());
                }
                (self.failures >= FAILURES && self.of.len() >= SHARES).then(|| self.open(share, now))
            }
            State::Probing(_) if self.is_probe(permit) => Some(self.open(share, now)),
            State::Open(..) | State::Probing(_) => None,
        }
    }

    fn open(&mut self, share: Share, now: i64) -> Note {
        let seconds = 1_i64.checked_shl(self.opened).unwrap_or(LONGEST_SECONDS).clamp(1, LONGEST_SECONDS);
        let until = now.saturating_add(seconds * 1_000);
        let barred = Barred { share, until: now.saturating_add(2 * seconds * 1_000) };
        let opened = self.opened.saturating_add(1).min(10);
        *self = Self { state: State::Open(until, Some(barred)), opened, ..Self::default() };
        Note::BreakerOpened { until }
    }

    fn is_probe(&self, permit: u64) -> bool {
        matches!(self.state, State::Probing(probe) if probe == permit)
    }
}
