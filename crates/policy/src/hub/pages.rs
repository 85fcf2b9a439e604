//! Pages of a list, kept under their canonical queries: fresh for a while, then stale, then only while upstream fails.
//!
//! Whatever changes the list takes a new revision and drops every page ([`Pages::bump`]); a page whose fetch began under an
//! older revision is not taken any more ([`Pages::store`]). The revision lives in memory only: a fetch does not outlive it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::customer::Record;

/// The most pages that are kept.
pub const MAX_PAGES: usize = 32;
/// The largest page that is kept, in bytes. A larger one is served, but not kept.
pub const MAX_PAGE_BYTES: usize = 256 * 1024;
/// How long a page is served past its freshness while it is fetched again, in milliseconds.
pub const STALE_MILLISECONDS: i64 = 10 * 60 * 1_000;
/// How long after its fetch began a page is gone for good, in milliseconds.
pub const LIFETIME_MILLISECONDS: i64 = 60 * 60 * 1_000;

/// What a page's record is called begins with this.
pub const RECORD_PREFIX: &str = "page:";

/// What has to be written to disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// In place of the record with the same key.
    Save(Record),
    /// The record with this key.
    Remove(String),
}

/// A page as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPage {
    /// The JSON text, with every field of the contract.
    pub text: String,
    /// When its fetch began, in unix milliseconds. Its age counts from here (RFC 9111 §4.2.3).
    pub began_at: i64,
    /// Until when it is fresh, in unix milliseconds.
    pub fresh_until: i64,
}

impl StoredPage {
    /// Whole seconds since the fetch began: the value of `Age`.
    pub fn age(&self, now: i64) -> u64 {
        u64::try_from(now.saturating_sub(self.began_at).div_euclid(1_000)).unwrap_or(0)
    }

    /// When the page is gone for good, in unix milliseconds.
    pub fn gone_at(&self) -> i64 {
        self.began_at.saturating_add(LIFETIME_MILLISECONDS)
    }

    fn freshness(&self, now: i64) -> Option<Freshness> {
        if now >= self.gone_at() {
            None
        } else if now < self.began_at {
            // The clock has been set back since then, so nobody knows how old it is.
            Some(Freshness::OnError)
        } else if now < self.fresh_until {
            Some(Freshness::Fresh)
        } else if now < self.fresh_until.saturating_add(STALE_MILLISECONDS) {
            Some(Freshness::Stale)
        } else {
            Some(Freshness::OnError)
        }
    }
}

/// What a page that is kept is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Served as it is.
    Fresh,
    /// Served as it is, while it is fetched again.
    Stale,
    /// Served only when upstream fails.
    OnError,
}

/// The pages of one list.
#[derive(Debug, Default)]
pub struct Pages {
    revision: u64,
    pages: BTreeMap<String, StoredPage>,
}

/// A page and its key, as they are on disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    page: StoredPage,
}

impl Pages {
    /// The pages of the records that [`RECORD_PREFIX`] marks. What is unreadable, too old or too much is removed.
    pub fn restore(records: Vec<Record>, now: i64) -> (Self, Vec<Change>) {
        let (mut pages, mut changes) = (Self::default(), Vec::new());
        for record in records {
            match serde_json::from_str::<Kept>(&record.value) {
                Ok(kept) if record_key(&kept.key) == record.key => {
                    pages.pages.insert(kept.key, kept.page);
                }
                _ => changes.push(Change::Remove(record.key)),
            }
        }
        changes.extend(pages.expire(now));
        changes.extend(pages.shrink());
        (pages, changes)
    }

    /// What a fetch that begins now begins under.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The page under `key`, and what it is good for at `now` (unix milliseconds).
    pub fn find(&self, key: &str, now: i64) -> Option<(&StoredPage, Freshness)> {
        let page = self.pages.get(key)?;
        page.freshness(now).map(|freshness| (page, freshness))
    }

    /// Whether a page of this text, fetched under `revision`, would be kept.
    pub fn takes(&self, text: &str, revision: u64) -> bool {
        revision == self.revision && text.len() <= MAX_PAGE_BYTES
    }

    /// Keeps a page whose fetch began under `revision`. One that is too large or of an older revision is not kept; neither
    /// is then an older page under the same key, so that no reader is led back in time.
    pub fn store(&mut self, key: &str, page: StoredPage, revision: u64) -> Vec<Change> {
        if !self.takes(&page.text, revision) {
            return if revision == self.revision { self.forget(key) } else { Vec::new() };
        }
        let kept = Kept { key: key.to_owned(), page };
        let Ok(value) = serde_json::to_string(&kept) else {
            return self.forget(key);
        };
        self.pages.insert(kept.key, kept.page);
        let mut changes = vec![Change::Save(Record { key: record_key(key), value })];
        changes.extend(self.shrink());
        changes
    }

    /// Drops the page under `key`.
    pub fn forget(&mut self, key: &str) -> Vec<Change> {
        self.pages.remove(key).map(|_| Change::Remove(record_key(key))).into_iter().collect()
    }

    /// The list has changed: a new revision, and no page.
    pub fn bump(&mut self) -> Vec<Change> {
        self.revision = self.revision.wrapping_add(1);
        std::mem::take(&mut self.pages).into_keys().map(|key| Change::Remove(record_key(&key))).collect()
    }

    /// Drops what is gone for good at `now`.
    pub fn expire(&mut self, now: i64) -> Vec<Change> {
        let gone: Vec<String> =
            self.pages.iter().filter(|(_, page)| now >= page.gone_at()).map(|(key, _)| key.clone()).collect();
        gone.iter().flat_map(|key| self.forget(key)).collect()
    }

    /// When the next page is gone for good, in unix milliseconds.
    pub fn next_expiry(&self) -> Option<i64> {
        self.pages.values().map(StoredPage::gone_at).min()
    }

    /// Drops the oldest pages beyond [`MAX_PAGES`].
    fn shrink(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while self.pages.len() > MAX_PAGES {
            let oldest = self.pages.iter().min_by_key(|(_, page)| page.began_at).map(|(key, _)| key.clone());
            changes.extend(oldest.into_iter().flat_map(|key| self.forget(&key)));
        }
        changes
    }
}

fn record_key(key: &str) -> String {
    format!("{RECORD_PREFIX}{key}")
}
