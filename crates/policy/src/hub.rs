//! The two hubs (proxy.md §3) as machines without clock, sockets or storage.
//!
//! ```text
//! Worker ── Read ──▶ CustomerHub ── Permit ──▶ WorkspaceHub        one customer's pages, flights, sockets
//!                        │    ◀── Granted ──       │               the workspace's budget, index, lists, writes
//!                        ├── fetch ──▶ HelpThread  │
//!                        └── Settle ─────────────▶ │
//! Worker ── List, Write ─────────────────────────▶ ├── fetch ──▶ HelpThread
//!                        ◀──────── Bump ────────── │
//! Worker ── Event ──▶ both
//! ```
//!
//! A machine takes one input at a moment and returns effects; the shell in `worker/` performs them **in order** and feeds what
//! comes of them back as inputs. Whatever must survive the object is an [`Effect::Save`](customer::Effect::Save), which the shell
//! makes durable before anything later in the same list leaves the object.
//!
//! # What this module must not know
//! Durable Objects, stubs, SQL, promises, WebSocket objects. A change that needs one of these belongs in `worker/`.

pub mod customer;
pub mod flights;
pub mod message;
pub mod name;
pub mod pages;
pub mod request_limit;
pub mod workspace;

use serde::{Deserialize, Serialize};

use crate::upstream::Upstream;
use helpthread_core::{rate_limit::RateLimit, session::Subject};

/// When and with what randomness a machine takes a step.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Unix milliseconds.
    pub now: i64,
    /// 64 random bits, fresh for every step.
    pub random: u64,
}

impl Moment {
    /// Unix seconds.
    pub fn seconds(&self) -> i64 {
        self.now.div_euclid(1_000)
    }
}

/// Someone who waits for a hub's answer: one request into the object. Chosen by the shell, unique while the object lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WaiterId(pub u64);

/// One call of upstream that a hub has under way. Chosen by the hub, unique while the object lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlightId(pub u64);

/// What came of a call, with all its attempts.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The last attempt's outcome.
    pub upstream: Upstream,
    /// Requests that left for upstream.
    pub attempts: u8,
    /// What the last answer that had the three headers said.
    pub rate_limit: Option<RateLimit>,
    /// How long it took, retries included.
    pub milliseconds: u32,
}

impl Exchange {
    /// Nothing was sent.
    pub fn failed() -> Self {
        Self { upstream: Upstream::Failed, attempts: 0, rate_limit: None, milliseconds: 0 }
    }
}

/// For whom an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Sees everything.
    Agent,
    /// Does not see who is in charge, unless `EXPOSE_ASSIGNEE` says so.
    Customer,
}

impl Reader {
    /// The reader that a session's subject is.
    pub fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Agent(_) => Self::Agent,
            Subject::Customer(_) => Self::Customer,
        }
    }
}

/// Where an answer came from: `HelpThread-Cache`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheState {
    /// A page that is fresh.
    Hit,
    /// Upstream was asked.
    Miss,
    /// A page past its freshness; upstream is being asked for the next reader.
    Stale,
    /// A page past its freshness, because upstream failed.
    StaleError,
}

impl CacheState {
    /// The header's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Stale => "stale",
            Self::StaleError => "stale-error",
        }
    }
}

/// What is logged of an answer besides its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Trace {
    /// None where nothing is cached (writes, refusals).
    pub cache: Option<CacheState>,
    /// Requests to upstream on behalf of this answer; 0 for those who joined another's flight or hit the cache.
    pub attempts: u8,
    /// How long upstream took, in milliseconds.
    pub upstream_milliseconds: u32,
}
