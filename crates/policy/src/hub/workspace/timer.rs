//! Says when to be called back, without saying it again for every step.

/// One callback that the shell keeps for the hub.
#[derive(Debug)]
pub(super) struct Timer {
    /// Callbacks come at multiples of this many milliseconds, so that a time that moves a little is not a new one.
    step: i64,
    set: Option<i64>,
}

impl Timer {
    /// A timer that is not set.
    pub(super) fn every(step: i64) -> Self {
        Self { step, set: None }
    }

    /// What has to be set at `now` for `wanted` (unix milliseconds); none if what is set comes early enough.
    pub(super) fn set(&mut self, wanted: Option<i64>, now: i64) -> Option<i64> {
        if self.set.is_some_and(|set| set <= now) {
            self.set = None;
        }
        let wanted = wanted?.max(now.saturating_add(1));
        let at = wanted.saturating_add(self.step - 1).div_euclid(self.step).saturating_mul(self.step);
        if self.set.is_some_and(|set| set <= at) {
            return None;
        }
        self.set = Some(at);
        self.set
    }

    /// The callback came, if only a little early.
    pub(super) fn came(&mut self, now: i64) {
        if self.set.is_some_and(|set| set <= now.saturating_add(self.step)) {
            self.set = None;
        }
    }
}
