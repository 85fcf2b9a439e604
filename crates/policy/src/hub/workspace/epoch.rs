//! The write epoch: advances with every write whose customer is not known, so that no page fetched before it is stored.

use super::Effect;
use crate::hub::customer::Record;

/// What its record is called.
pub(super) const RECORD_KEY: &str = "epoch";

/// A number that is random when storage is new and then only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Epoch(u64);

impl Epoch {
    /// The stored one; a new one if there is none or it is not readable.
    pub(super) fn restore(stored: Option<&Record>, random: u64, effects: &mut Vec<Effect>) -> Self {
        if let Some(epoch) = stored.and_then(|record| record.value.parse().ok()) {
            return Self(epoch);
        }
        let epoch = Self(random);
        effects.push(epoch.save());
        epoch
    }

    /// The number that permits carry.
    pub(super) fn get(self) -> u64 {
        self.0
    }

    /// A write of unknown owner was, or may have been, applied.
    pub(super) fn advance(&mut self, effects: &mut Vec<Effect>) {
        self.0 = self.0.wrapping_add(1);
        effects.push(self.save());
    }

    fn save(self) -> Effect {
        Effect::Save(Record { key: RECORD_KEY.to_owned(), value: self.0.to_string() })
    }
}
