//! The figures and features that documents name are those of the sources: defaults, limits, cargo's features.

use std::fs;

use xtask::repository;

use crate::documents::prose;
use crate::packages;

/// What a document says, and the line of a source that makes it true. Whoever changes one finds the other.
const FIGURES: [(&str, &str, &str, &str); 25] = [
    ("README.md", "at least 32 random bytes", "crates/core/src/session/keyring.rs", "MIN_SECRET_LENGTH: usize = 32;"),
    ("README.md", "Up to 64 keys are live at once", "crates/core/src/session/jwks.rs", "MAX_PUBLIC_KEYS: usize = 64;"),
    ("README.md", "a `kid` of 1 to 64", "crates/core/src/session/jwks.rs", "MAX_KID_LENGTH: usize = 64;"),
    ("README.md", "after 15 minutes and a\nhalf", "crates/core/src/session.rs", "LEEWAY: i64 = 30;"),
    (
        "README.md",
        "a minute instead of five seconds",
        "crates/policy/src/hub/workspace/machine.rs",
        "FRESH_SECONDS: (u32, u32) = (60, 5);",
    ),
    (
        "ARCHITECTURE.md",
        "600 requests a minute",
        "crates/policy/src/hub/request_limit.rs",
        "REQUESTS_PER_MINUTE: u32 = 600;",
    ),
    ("ARCHITECTURE.md", "at most 3,000 a minute", "crates/inbox/src/allowance.rs", "BLOCKS: u32 = 3_000;"),
    ("SECURITY.md", "15 minutes at most", "crates/core/src/session.rs", "MAX_LIFETIME: i64 = 15 * 60;"),
    (
        "SECURITY.md",
        "2 MB and 10 s at most",
        "crates/policy/src/upstream.rs",
        "MAX_ANSWER_BYTES: usize = 2 * 1024 * 1024;",
    ),
    ("SECURITY.md", "2 MB and 10 s at most", "crates/policy/src/upstream.rs", "DEADLINE_MILLISECONDS: u32 = 10_000;"),
    ("SECURITY.md", "(256 KiB; webhooks 512 KiB)", "crates/core/src/body.rs", "MAX_BODY_BYTES: usize = 256 * 1024;"),
    ("SECURITY.md", "(256 KiB; webhooks 512 KiB)", "crates/policy/src/hook.rs", "MAX_BYTES: usize = 512 * 1024;"),
    ("SECURITY.md", "32 levels, 10 s", "crates/policy/src/body.rs", "MAX_DEPTH: usize = 32;"),
    ("SECURITY.md", "32 levels, 10 s", "crates/policy/src/body.rs", "READING_MILLISECONDS: u32 = 10_000;"),
    (
        "SECURITY.md",
        "600 requests a minute",
        "crates/policy/src/hub/request_limit.rs",
        "REQUESTS_PER_MINUTE: u32 = 600;",
    ),
    ("SECURITY.md", "100 at most", "crates/policy/src/hub/customer/follow.rs", "MAX_FOLLOWERS: usize = 100;"),
    ("SECURITY.md", "up to ten minutes", "crates/policy/src/attempts.rs", "MAX_SKEW: i64 = 10 * 60;"),
    ("SECURITY.md", "remembered for a day", "crates/policy/src/hub/customer/dedupe.rs", "i64 = 24 * 60 * 60 * 1_000;"),
    ("npm/node/README.md", "by default 600", "npm/node/src/session-tokens.js", "DEFAULT_LIFETIME = 600;"),
    ("npm/node/README.md", "seconds, 1 to 900", "crates/core/src/session.rs", "MAX_LIFETIME: i64 = 15 * 60;"),
    ("npm/node/README.md", "at most four times", "npm/node/src/settings.js", "MAX_RETRIES = 4;"),
    ("npm/node/src/index.d.ts", "by default 600", "npm/node/src/session-tokens.js", "DEFAULT_LIFETIME = 600;"),
    ("npm/node/src/index.d.ts", "by default 30,000", "npm/node/src/settings.js", "TIMEOUT = 30_000;"),
    ("npm/node/src/index.d.ts", "0 to 4; by default 4", "npm/node/src/settings.js", "MAX_RETRIES = 4;"),
    (
        "npm/worker/README.md",
        "at least 32 random bytes",
        "crates/core/src/session/keyring.rs",
        "MIN_SECRET_LENGTH: usize = 32;",
    ),
];

fn read(path: &str) -> String {
    fs::read_to_string(repository::path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_figure_of_a_document_is_the_sources() {
    for (document, words, source, line) in FIGURES {
        assert!(read(document).contains(words), "{document} does not say {words:?} any more: take it out of FIGURES");
        assert!(read(source).contains(line), "{document} says {words:?}, and {source} has no {line:?}");
    }
}

#[test]
fn every_default_that_a_document_names_is_among_the_figures() {
    for (document, text) in prose().iter().filter(|(name, _)| name.rsplit('.').next() == Some("md")) {
        for (at, _) in text.match_indices("by default ") {
            let value = text[at..].split(['|', '.', ';', '\n']).next().unwrap_or_default().trim();
            let is_figure = value.bytes().any(|byte| byte.is_ascii_digit());
            let known = FIGURES.iter().any(|(checked, words, _, _)| checked == document && words.contains(value));
            assert!(!is_figure || known, "{document} names a default that nothing checks: {value}");
        }
    }
}

#[test]
fn every_feature_that_is_named_exists() {
    let features: Vec<&String> = packages()
        .iter()
        .filter_map(|package| package["features"].as_object())
        .flat_map(|table| table.keys())
        .collect();
    let mut found = 0;
    for (name, text) in prose() {
        // A comment may break its line between the word and the name.
        let text = text.replace("\n//! ", " ").replace("\n/// ", " ").replace("\n// ", " ").replace('\n', " ");
        for start in ["feature `", "features `", "--features "] {
            for mention in text.split(start).skip(1) {
                let feature = mention.split(|c: char| c == '`' || c.is_whitespace()).next().unwrap_or_default();
                found += 1;
                assert!(features.iter().any(|known| *known == feature), "{name} names the feature {feature}");
            }
        }
    }
    assert!(found > 2, "{found} features were found");
}
