//! How far in the log a follower is: `<epoch>.<sequence>`, opaque to clients (proxy.md §4).

use std::fmt;

/// A position in one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Which log.
    pub(super) epoch: u64,
    /// The change that was heard last.
    pub(super) sequence: u64,
}

impl Cursor {
    /// Reads what [`Display`](fmt::Display) writes, and only that.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (epoch, sequence) = text.split_once('.')?;
        let cursor = Self { epoch: u64::from_str_radix(epoch, 16).ok()?, sequence: sequence.parse().ok()? };
        (cursor.to_string() == text).then_some(cursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}.{}", self.epoch, self.sequence)
    }
}
