//! What the project's documents say of its speed and size, and what of it is claimed there.

use crate::benchmark::Benchmark;
use crate::claim::Claim;

/// A sentence, and the claims that prove or disprove it.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Where it stands, from the root.
    pub document: &'static str,
    /// Its words there.
    pub words: &'static str,
    /// What measures it.
    pub benchmark: Benchmark,
    /// What its claims are of: how [`Claim::what`] begins.
    pub what: &'static str,
    /// What part of [`Claim::title`] they have in common.
    pub title: &'static str,
}

impl Statement {
    /// Whether the claim belongs to it.
    #[must_use]
    pub fn is_about(&self, claim: &Claim) -> bool {
        !claim.detail && claim.what.starts_with(self.what) && claim.title().contains(self.title)
    }
}

const fn statement(
    document: &'static str,
    words: &'static str,
    benchmark: Benchmark,
    [what, title]: [&'static str; 2],
) -> Statement {
    Statement { document, words, benchmark, what, title }
}

const README: &str = "README.md";
const NODE: &str = "npm/node/README.md";
const WIDGET: &str = "npm/widget/README.md";

/// Every one.
pub const STATEMENTS: [Statement; 15] = [
    statement(
        README,
        "a page costs at most 1.3 times as much with 1,000,000 conversations as with 1,000",
        Benchmark::Api,
        ["GET ", "to HelpThread Edge, 1,000 conversations"],
    ),
    statement(
        README,
        "lists no more than a Hono server's",
        Benchmark::Api,
        ["GET ", "to Hono, 1,000,000 conversations"],
    ),
    statement(
        README,
        "1.25 times the requests per second of a Hono proxy",
        Benchmark::Proxy,
        ["verify, sign, forward", "to Hono"],
    ),
    statement(
        README,
        "0.7 of a Worker that only forwards",
        Benchmark::Proxy,
        ["verify, sign, forward", "to bare pass-through"],
    ),
    statement(README, "1.5 times in refusing", Benchmark::Proxy, ["refuse a token", "to Hono"]),
    statement(README, "read again in a tenth of the time", Benchmark::Proxy, ["read again", "median latency"]),
    statement(README, "at most 1.15 times as long as `node:crypto`", Benchmark::Sdk, ["", ": sign"]),
    statement(README, "8 KB for the signer", Benchmark::Sdk, ["the signer", "to standardwebhooks"]),
    statement(README, "16 KB for the whole client", Benchmark::Sdk, ["everything", "to stripe"]),
    statement(README, "24 KB for the widget", Benchmark::Widget, ["everything for one reader", ""]),
    statement(README, "1,000 rows within 1.3 times", Benchmark::Widget, ["1,000 rows", "to vanilla"]),
    statement(README, "no task over 50 ms", Benchmark::Widget, ["longest task", "to vanilla"]),
    statement(
        NODE,
        "the signer: signing and webhooks, without the client",
        Benchmark::Sdk,
        ["the signer", "to standardwebhooks"],
    ),
    statement(WIDGET, "`history.js` is about", Benchmark::Widget, ["the first script", ""]),
    statement(
        WIDGET,
        "fetched when the first element enters a document",
        Benchmark::Widget,
        ["the rest for one reader", ""],
    ),
];
