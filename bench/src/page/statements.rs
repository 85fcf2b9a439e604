//! What the project's documents say of its speed and size, and what of it is claimed there.

use crate::benchmark::Benchmark;
use crate::claim::{Aim, Claim};

/// A sentence, and the claims that prove or disprove it.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Where it stands, from the root.
    pub document: &'static str,
    /// Its words there.
    pub words: &'static str,
    /// What measures it.
    pub benchmark: Benchmark,
    /// How [`Claim::what`] begins in each of its claims.
    pub what: &'static str,
    /// What is somewhere in [`Claim::title`] of each.
    pub title: &'static str,
    /// What is asked of each, where others like it are asked something else.
    pub aim: Option<Aim>,
}

impl Statement {
    /// Whether the claim belongs to it.
    #[must_use]
    pub fn is_about(&self, claim: &Claim) -> bool {
        let is_of_it = claim.what.starts_with(self.what) && claim.title().contains(self.title);
        is_of_it && !claim.detail && (self.aim.is_none() || self.aim == claim.aim)
    }
}

const fn of(
    document: &'static str,
    benchmark: Benchmark,
    words: &'static str,
    [what, title]: [&'static str; 2],
) -> Statement {
    Statement { document, words, benchmark, what, title, aim: None }
}

const README: &str = "README.md";
const NODE: &str = "npm/node/README.md";
const WIDGET: &str = "npm/widget/README.md";

const GROWTH: &str = "a page costs at most 1.3 times as much with 1,000,000 conversations as with 1,000";
const PASS: &str = "verify, sign, forward";
const SIGN: Statement =
    of(README, Benchmark::Sdk, "at most 1.15 times as long as `node:crypto`", ["", "to node:crypto"]);

/// Every one.
pub const STATEMENTS: [Statement; 16] = [
    of(README, Benchmark::Api, GROWTH, ["GET ", "to HelpThread Edge"]),
    of(README, Benchmark::Api, "lists no more than a Hono server's", ["GET ", "to Hono"]),
    of(README, Benchmark::Proxy, "1.25 times the requests per second of a Hono proxy", [PASS, "to Hono"]),
    of(README, Benchmark::Proxy, "0.7 of a Worker that only forwards", [PASS, "to bare pass-through"]),
    of(README, Benchmark::Proxy, "1.5 times in refusing", ["refuse a token", "to Hono"]),
    of(README, Benchmark::Proxy, "read again in a tenth of the time", ["read again", "to Hono"]),
    Statement { aim: Some(Aim::RatioAtMost(1.15)), ..SIGN },
    of(README, Benchmark::Sdk, "8 KB for the signer", ["the signer", "to standardwebhooks"]),
    of(README, Benchmark::Sdk, "16 KB for the whole client", ["everything", "to stripe"]),
    of(README, Benchmark::Widget, "24 KB for the widget", ["everything for one reader", ""]),
    of(README, Benchmark::Widget, "1,000 rows within 1.3 times", ["1,000 rows", "to vanilla"]),
    of(README, Benchmark::Widget, "no task over 50 ms", ["longest task", "to vanilla"]),
    of(NODE, Benchmark::Sdk, "KB (1000 bytes) after gzip -9, with the wasm", ["", "KB gzip"]),
    of(WIDGET, Benchmark::Widget, "`history.js` is about", ["the first script", ""]),
    of(WIDGET, Benchmark::Widget, "when the first element enters a document", ["the rest for one reader", ""]),
    of(WIDGET, Benchmark::Widget, "for a language other than English", ["another language", ""]),
];
