//! The live connection (proxy.md §4): when it should be there, when to try again, where to go on.
//!
//! # Rules
//! 1. It is there while changes are wanted, the page is visible and has a network, and rows, or their absence, are on screen.
//! 2. A first `hello` says where following begins, not what happened before: the first page is loaded again, unseen.
//! 3. A connection that ends is made again after 1, 2, 4 … 30 s, of which a random half: a deployment ends all of them at once.
//! 4. A browser cannot read why an upgrade was refused: one request for the history learns it.
//! 5. After three refusals in a row without any `hello` there is no live connection here; until the page is shown again, or
//!    refreshed, nobody tries.

use alloc::string::String;

use crate::event::Ticket;

/// The longest wait between two attempts, in milliseconds, and the first.
const LONGEST_WAIT: u32 = 30_000;
const FIRST_WAIT: u32 = 1_000;
/// What a hub that has too many connections asks for, in milliseconds.
const CROWDED_WAIT: u32 = 60_000;
/// Rule 5.
const MOST_REFUSALS: u8 = 3;

/// Close codes of proxy.md §4.
const EXPIRED: u16 = 4401;
const REFUSED: u16 = 4403;
const CROWDED: u16 = 4429;

/// Where the connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// There is none.
    #[default]
    Down,
    /// An alarm is set for the next attempt.
    Waiting,
    /// It is being made.
    Opening(Ticket),
    /// It is there; whether a `ping` is unanswered.
    Open(Ticket, bool),
    /// Rule 5.
    GivenUp,
}

/// What follows the end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Connect again after this many milliseconds; the history is to be loaded if the second is true (rule 4).
    Again(u32, bool),
    /// The token is of no use any more: a new one is needed first.
    NeedsToken,
    /// Nothing.
    Over,
}

/// The connection as far as it is known.
#[derive(Debug, Default)]
pub struct Line {
    phase: Phase,
    cursor: Option<String>,
    /// Attempts since the last `hello`.
    failures: u8,
    /// Whether there ever was a `hello`.
    admitted: bool,
}

impl Line {
    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Where to go on.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether there is, or soon will be, something to hang up.
    pub fn is_up(&self) -> bool {
        !matches!(self.phase, Phase::Down | Phase::GivenUp)
    }

    /// Whether `ticket` is this connection's.
    pub fn is(&self, ticket: Ticket) -> bool {
        matches!(self.phase, Phase::Opening(own) | Phase::Open(own, _) if own == ticket)
    }

    /// It is being made.
    pub fn opening(&mut self, ticket: Ticket) {
        self.phase = Phase::Opening(ticket);
    }

    /// The server said `hello`; whether the rows have to be loaded again (rule 2).
    pub fn opened(&mut self, ticket: Ticket, cursor: String) -> bool {
        (self.phase, self.failures, self.admitted) = (Phase::Open(ticket, false), 0, true);
        self.cursor.replace(cursor).is_none()
    }

    /// Something was heard, up to this cursor.
    pub fn heard(&mut self, cursor: Option<String>) {
        if let Phase::Open(_, unanswered) = &mut self.phase {
            *unanswered = false;
        }
        self.cursor = cursor.or(self.cursor.take());
    }

    /// A minute has passed: whether to say `ping`. `None` if the last one is still unanswered: nobody is there.
    pub fn tick(&mut self) -> Option<bool> {
        match &mut self.phase {
            Phase::Open(_, true) => None,
            Phase::Open(_, unanswered) => {
                *unanswered = true;
                Some(true)
            }
            _ => Some(false),
        }
    }

    /// It ended, or never began. `random` is of all 16 bits.
    pub fn ended(&mut self, code: u16, random: u16) -> Ended {
        let never_began = matches!(self.phase, Phase::Opening(_));
        self.failures = self.failures.saturating_add(1);
        if code == REFUSED || (!self.admitted && self.failures >= MOST_REFUSALS) {
            self.phase = Phase::GivenUp;
            return Ended::Over;
        }
        if code == EXPIRED {
            self.phase = Phase::Down;
            return Ended::NeedsToken;
        }
        self.phase = Phase::Waiting;
        let wait = if code == CROWDED { CROWDED_WAIT } else { wait(self.failures) };
        Ended::Again(jittered(wait, random), never_began)
    }

    /// It is no longer wanted; what it heard stays known, so that it can go on there.
    pub fn hung_up(&mut self) {
        (self.phase, self.failures) = (Phase::Down, 0);
    }

    /// What was heard may have gaps: the next `hello` is a first one.
    pub fn forget(&mut self) {
        self.cursor = None;
    }

    /// The time to try again has come, or rule 5 no longer holds.
    pub fn may_try(&mut self) {
        if matches!(self.phase, Phase::Waiting | Phase::GivenUp) {
            self.phase = Phase::Down;
        }
    }
}

fn wait(failures: u8) -> u32 {
    let doublings = u32::from(failures.saturating_sub(1)).min(5);
    (FIRST_WAIT << doublings).min(LONGEST_WAIT)
}

/// Between half and all of it.
fn jittered(wait: u32, random: u16) -> u32 {
    let half = wait / 2;
    let part = u64::from(half) * u64::from(random) / u64::from(u16::MAX);
    half + u32::try_from(part).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> Line {
        let mut line = Line::default();
        line.opening(Ticket(1));
        assert!(line.opened(Ticket(1), "e.1".into()), "the first hello has no past");
        line
    }

    #[test]
    fn it_waits_longer_and_longer_and_half_of_that_is_random() {
        let mut line = opened();
        let mut waits = Vec::new();
        for _ in 0..8 {
            waits.push(line.ended(1006, u16::MAX));
            line.opening(Ticket(2));
        }
        let milliseconds = [1, 2, 4, 8, 16, 30, 30, 30].map(|seconds| seconds * 1_000);
        for (index, (wait, expected)) in waits.iter().zip(milliseconds).enumerate() {
            assert_eq!(*wait, Ended::Again(expected, index > 0));
        }
        assert_eq!(opened().ended(1006, 0), Ended::Again(500, false));
        assert_eq!(opened().ended(4429, u16::MAX), Ended::Again(60_000, false));
    }

    #[test]
    fn a_hello_makes_it_patient_again_and_goes_on_where_it_was() {
        let mut line = opened();
        line.heard(Some("e.7".into()));
        line.ended(1006, 0);
        line.opening(Ticket(2));
        assert_eq!(line.cursor(), Some("e.7"));
        assert!(!line.opened(Ticket(2), "e.7".into()), "nothing was missed");
        assert_eq!(line.ended(1006, u16::MAX), Ended::Again(1_000, false));
    }

    #[test]
    fn where_no_upgrade_ever_succeeds_it_gives_up_after_three() {
        let mut line = Line::default();
        for ticket in 0..2 {
            line.opening(Ticket(ticket));
            assert!(matches!(line.ended(1006, 0), Ended::Again(_, true)));
        }
        line.opening(Ticket(3));
        assert_eq!((line.ended(1006, 0), line.phase()), (Ended::Over, Phase::GivenUp));
        line.may_try();
        assert_eq!(line.phase(), Phase::Down);
    }

    #[test]
    fn a_ping_that_nobody_answers_for_a_minute_is_the_end() {
        let mut line = opened();
        assert_eq!(line.tick(), Some(true));
        line.heard(None);
        assert_eq!(line.tick(), Some(true));
        assert_eq!(line.tick(), None);
        assert_eq!(Line::default().tick(), Some(false));
    }
}
