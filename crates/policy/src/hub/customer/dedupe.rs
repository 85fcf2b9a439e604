//! The deliveries that were taken: each has its effect once, however often it is sent (api-v1.md §7, at least once).

use std::collections::VecDeque;

use super::Record;
use crate::hub::pages::Change;

/// The most deliveries that are remembered.
const MAX_DELIVERIES: usize = 500;
/// How long one is remembered, in milliseconds.
const LIFETIME_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
/// A longer `webhook-id` is not remembered, so that the disk stays bounded. Taking a delivery twice does no harm: its event is
/// not newer than itself.
const MAX_ID_BYTES: usize = 255;

/// What a delivery's record is called begins with this.
pub(super) const RECORD_PREFIX: &str = "delivery:";

/// The ids of the deliveries that were taken, oldest first.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    taken: VecDeque<Taken>,
}

#[derive(Debug)]
struct Taken {
    id: String,
    /// Unix milliseconds.
    at: i64,
    on_disk: bool,
}

impl Deliveries {
    /// From the records that [`RECORD_PREFIX`] marks; each value is the time in unix milliseconds.
    pub(super) fn restore(records: Vec<Record>, now: i64) -> (Self, Vec<Change>) {
        let (mut taken, mut changes) = (Vec::new(), Vec::new());
        for record in records {
            match (record.key.strip_prefix(RECORD_PREFIX), record.value.parse()) {
                (Some(id), Ok(at)) => taken.push(Taken { id: id.to_owned(), at, on_disk: true }),
                _ => changes.push(Change::Remove(record.key)),
            }
        }
        taken.sort_by_key(|taken| taken.at);
        let mut deliveries = Self { taken: taken.into() };
        changes.extend(deliveries.expire(now));
        (deliveries, changes)
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.taken.iter().any(|taken| taken.id == id)
    }

    /// Remembers a delivery, on disk too if `on_disk`.
    pub(super) fn remember(&mut self, id: String, now: i64, on_disk: bool) -> Vec<Change> {
        if id.len() > MAX_ID_BYTES {
            return Vec::new();
        }
        let mut changes = Vec::new();
        if on_disk {
            changes.push(Change::Save(Record { key: format!("{RECORD_PREFIX}{id}"), value: now.to_string() }));
        }
        // Not simply last: the clock may have been set back since the one before.
        let place = self.taken.partition_point(|taken| taken.at <= now);
        self.taken.insert(place, Taken { id, at: now, on_disk });
        changes.extend(self.expire(now));
        changes
    }

    /// Forgets what is too old at `now` or too much.
    pub(super) fn expire(&mut self, now: i64) -> Vec<Change> {
        let mut changes = Vec::new();
        while let Some(oldest) = self.taken.front() {
            if now < oldest.forgotten_at() && self.taken.len() <= MAX_DELIVERIES {
                break;
            }
            let on_disk = self.taken.pop_front().filter(|taken| taken.on_disk);
            changes.extend(on_disk.map(|taken| Change::Remove(format!("{RECORD_PREFIX}{}", taken.id))));
        }
        changes
    }

    /// When the next one on disk is too old, in unix milliseconds.
    pub(super) fn next_expiry(&self) -> Option<i64> {
        self.taken.iter().filter(|taken| taken.on_disk).map(Taken::forgotten_at).min()
    }
}

impl Taken {
    fn forgotten_at(&self) -> i64 {
        self.at.saturating_add(LIFETIME_MILLISECONDS)
    }
}
