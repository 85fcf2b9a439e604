//! What is left of upstream's rate limit (api-v1.md §5), learnt from its answers.
//!
//! Upstream counts in windows that it names by their `reset`. A call that is under way may be counted in this window or in the
//! next, so it is charged against whichever is current until it is over; what is over is charged where it ended. Hence, while
//! nobody else uses the key, upstream never counts more in a window than we charged to it.

use std::collections::BTreeMap;

use helpthread_core::rate_limit::{RateLimit, WINDOW_SECONDS, window_start};

use super::{Note, queue::Share, seconds_until};
use crate::hub::message::Priority;

/// The furthest end of a window that is believed, in seconds from now: one beyond it is a wrong clock.
const FURTHEST_RESET: i64 = 120;
/// Anybody's part of a window, at least.
const SMALLEST_SHARE: u32 = 5;
/// What upstream may count beyond our own count before somebody else must be using the key: that many, or 2 % of the limit.
const FOREIGN_TOLERANCE: u32 = 3;

/// Whether one more request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// Up to that many.
    For(u32),
    /// Not before another call has ended.
    AfterOthers,
    /// Not before another call of the same share has ended.
    AfterOwn,
    /// Not in this window: in that many seconds.
    NextWindow(u64),
}

/// The charges of the current window.
#[derive(Debug, Default)]
pub(super) struct Budget {
    /// Requests per window; none before upstream said so.
    limit: Option<u32>,
    /// When the window began and ends, in unix milliseconds.
    began_at: i64,
    ends_at: i64,
    /// Requests of calls that ended in this window.
    ended: u32,
    ended_of: BTreeMap<Share, u32>,
    /// Requests that calls under way may make.
    under_way: u32,
    under_way_of: BTreeMap<Share, u32>,
    /// The most that upstream said it had counted.
    reported: u32,
    /// Upstream itself has refused: nothing before this window ends.
    closed: bool,
    /// Foreign use can be told: we have counted since the window began, and have not said it yet.
    watching: bool,
}

impl Budget {
    /// Moves on to the window that holds `now` (unix milliseconds). True if it is another one.
    pub(super) fn advance(&mut self, now: i64) -> bool {
        let start = window_start(now.div_euclid(1_000)).saturating_mul(1_000);
        if self.ends_at == 0 {
            (self.began_at, self.ends_at) = (start, start.saturating_add(WINDOW_SECONDS * 1_000));
            return false;
        }
        if self.ends_at > now.saturating_add(FURTHEST_RESET * 1_000) {
            // The clock has been set back since it began.
            self.begin(start, start.saturating_add(WINDOW_SECONDS * 1_000));
            return true;
        }
        if now < self.ends_at {
            return false;
        }
        let windows = now.saturating_sub(self.ends_at) / (WINDOW_SECONDS * 1_000);
        let began_at = self.ends_at + windows * WINDOW_SECONDS * 1_000;
        self.begin(began_at, began_at + WINDOW_SECONDS * 1_000);
        true
    }

    /// Takes in what upstream said. True if it speaks of a later window than the current one, or is the first to tell the limit.
    pub(super) fn learn(&mut self, said: RateLimit, notes: &mut Vec<Note>, now: i64) -> bool {
        let reset = said.reset.saturating_mul(1_000);
        let ends_soon = (now.saturating_add(1)..=now.saturating_add(FURTHEST_RESET * 1_000)).contains(&reset);
        let first = self.limit.is_none();
        if first || ends_soon {
            // A limit of 0 would never let anything learn that it is over.
            self.limit = Some(said.limit.max(1));
        }
        if !ends_soon {
            // One of the two clocks is wrong, so windows are those of ours.
            return first;
        }
        let later = !first && reset > self.ends_at;
        if later {
            self.begin(self.ends_at.min(now), reset);
        }
        self.ends_at = reset;
        self.reported = self.reported.max(said.limit.saturating_sub(said.remaining));
        notes.extend(self.foreign_use());
        first || later
    }

    /// Upstream refused with 429: nothing more in this window.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// Whether a request of this priority and share may be sent at `now`.
    pub(super) fn room(&self, share: &Share, priority: Priority, now: i64) -> Room {
        let next_window = Room::NextWindow(seconds_until(self.ends_at, now));
        if self.closed {
            return next_window;
        }
        let Some(limit) = self.limit else {
            // Few calls may be under way, and one of them will tell the limit: those of one customer, who may wait for a record that
            // upstream hangs over, must not be all of them.
            let has_one = matches!(share, Share::Customer(_)) && self.under_way_of.contains_key(share);
            return if has_one { Room::AfterOwn } else { Room::For(u32::MAX) };
        };
        let budget = limit.saturating_sub(reserve(limit, priority));
        let used = self.ended.max(self.reported);
        if used >= budget {
            return next_window;
        }
        let left = budget.saturating_sub(used.saturating_add(self.under_way));
        if left == 0 {
            return Room::AfterOthers;
        }
        let part = part(limit, share);
        let ended = self.ended_of.get(share).copied().unwrap_or(0);
        let under_way = self.under_way_of.get(share).copied().unwrap_or(0);
        match part.saturating_sub(ended.saturating_add(under_way)) {
            0 if ended >= part => next_window,
            0 => Room::AfterOwn,
            own => Room::For(left.min(own)),
        }
    }

    /// How many requests a call may make that has `room`: fewer as the window's budget runs out.
    pub(super) fn attempts(&self, room: u32) -> u8 {
        let wanted = match self.limit {
            None => 3,
            Some(limit) => {
                let left = limit.saturating_sub(self.ended.max(self.reported).saturating_add(self.under_way));
                if left >= limit / 2 + 3 { 3 } else { 1 + u8::from(left >= limit / 4 + 2) }
            }
        };
        u8::try_from(room).unwrap_or(u8::MAX).clamp(1, wanted)
    }

    /// Whether upstream has said anything yet.
    pub(super) fn is_known(&self) -> bool {
        self.limit.is_some()
    }

    /// A call begins.
    pub(super) fn charge(&mut self, share: &Share, attempts: u8) {
        self.under_way += u32::from(attempts);
        *self.under_way_of.entry(share.clone()).or_default() += u32::from(attempts);
    }

    /// A call is over that was charged with `charged` and made `made` requests. `counted_until`: the reset of the window in
    /// which upstream counted the last of them (unix milliseconds), if it said so.
    pub(super) fn settle(&mut self, share: &Share, charged: u8, made: u8, counted_until: Option<i64>) {
        self.under_way = self.under_way.saturating_sub(u32::from(charged));
        if let Some(under_way) = self.under_way_of.get_mut(share) {
            *under_way = under_way.saturating_sub(u32::from(charged));
            if *under_way == 0 {
                self.under_way_of.remove(share);
            }
        }
        // Where more than one was made, those before the last may belong to either window.
        let counted_before = made == 1 && counted_until.is_some_and(|reset| reset <= self.began_at);
        if made > 0 && !counted_before {
            self.ended = self.ended.saturating_add(u32::from(made));
            *self.ended_of.entry(share.clone()).or_default() += u32::from(made);
        }
    }

    /// When the window began, in unix milliseconds.
    pub(super) fn began_at(&self) -> i64 {
        self.began_at
    }

    fn begin(&mut self, began_at: i64, ends_at: i64) {
        (self.began_at, self.ends_at) = (began_at, ends_at);
        (self.ended, self.reported) = (0, 0);
        self.ended_of.clear();
        (self.closed, self.watching) = (false, true);
    }

    fn foreign_use(&mut self) -> Option<Note> {
        let own = self.ended.saturating_add(self.under_way);
        let tolerance = FOREIGN_TOLERANCE.max(self.limit.unwrap_or(0) / 50);
        let requests = self.reported.saturating_sub(own);
        if !self.watching || requests <= tolerance {
            return None;
        }
        self.watching = false;
        Some(Note::ForeignUse { requests })
    }
}

/// What one share may have of a window. An agent has more than a customer, and never so much that a stolen token, or a script, keeps
/// the others from reading or writing.
fn part(limit: u32, share: &Share) -> u32 {
    let part = match share {
        Share::Customer(_) => limit / 10,
        Share::AgentReads(_) => limit.saturating_mul(3) / 10,
        Share::AgentWrites(_) => limit / 2,
    };
    part.max(SMALLEST_SHARE)
}

/// What a priority leaves to the more urgent ones.
fn reserve(limit: u32, priority: Priority) -> u32 {
    match priority {
        Priority::Write => 0,
        Priority::Interactive => limit / 10,
        Priority::Refresh => limit.saturating_mul(3) / 10,
    }
}
