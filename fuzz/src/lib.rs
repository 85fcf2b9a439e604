//! What must hold for any bytes: one function per parser of untrusted input.
//!
//! ```text
//! corpus/<target>/*  ──▶ tests/corpora.rs ────▶ Target::check    natively, in `cargo test`: seconds
//! libFuzzer's inputs ──▶ bin/libfuzzer.rs ────▶ Target::check    instrumented, `cargo xtask fuzz`: as long as one likes
//! ```
//!
//! A check panics when the parser, or what is told about it, is wrong. "Does not panic" is the least of it: what is accepted is compared
//! with an oracle that was written independently and as simply as possible, must survive being written and read again, and must have one
//! canonical form.
//!
//! Not here: JSON in the widget (`npm/widget/src/requests.js`), because the browser's own parser reads it; and settings, which operators
//! write.
#![forbid(unsafe_code)]

mod targets;
mod vectors;

use targets::{
    body, cursor, event, hthmac, key_set, page, query, refusal, request, route, session_claims, session_token, time,
    webhook, webhook_url, widget,
};

/// One parser, and what must hold for it.
#[derive(Debug)]
pub struct Target {
    /// Its name on the command line, and its folder's in `corpus/`.
    pub name: &'static str,
    /// What an input is, in a line.
    pub about: &'static str,
    /// Panics unless everything holds for this input.
    pub check: fn(&[u8]),
    /// Inputs to begin with, from the project's vectors.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub const TARGETS: [Target; 16] = [
    Target { name: "hthmac", about: "an Authorization header of the API", check: hthmac::check, seeds: hthmac::seeds },
    Target {
        name: "session_token",
        about: "a session token",
        check: session_token::check,
        seeds: session_token::seeds,
    },
    Target {
        name: "session_claims",
        about: "a token's header and claims, one a line, which are then signed",
        check: session_claims::check,
        seeds: session_claims::seeds,
    },
    Target { name: "key_set", about: "a JWK Set", check: key_set::check, seeds: key_set::seeds },
    Target { name: "cursor", about: "a cursor, or the JSON in one", check: cursor::check, seeds: cursor::seeds },
    Target { name: "query", about: "the query of a list", check: query::check, seeds: query::seeds },
    Target { name: "route", about: "a method and a request target", check: route::check, seeds: route::seeds },
    Target {
        name: "body",
        about: "the body of a reply, a change or a new webhook",
        check: body::check,
        seeds: body::seeds,
    },
    Target {
        name: "webhook",
        about: "the id, timestamp, signature and body of a delivery, one a line",
        check: webhook::check,
        seeds: webhook::seeds,
    },
    Target {
        name: "event",
        about: "the body of a delivery, which is then signed",
        check: event::check,
        seeds: event::seeds,
    },
    Target { name: "page", about: "the body of an answer of upstream's", check: page::check, seeds: page::seeds },
    Target {
        name: "refusal",
        about: "status, Date, rate limit and body of an answer of upstream's, one a line",
        check: refusal::check,
        seeds: refusal::seeds,
    },
    Target {
        name: "request",
        about: "a request to the proxy: method, URL, origin, who asks and headers, one a line",
        check: request::check,
        seeds: request::seeds,
    },
    Target { name: "time", about: "a time", check: time::check, seeds: time::seeds },
    Target {
        name: "webhook_url",
        about: "where deliveries are to go",
        check: webhook_url::check,
        seeds: webhook_url::seeds,
    },
    Target {
        name: "widget",
        about: "what a widget is told, pages and frames among it, an event a line",
        check: widget::check,
        seeds: widget::seeds,
    },
];

/// The target of that name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
