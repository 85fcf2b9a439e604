//! What the tests of the running project share: the Workers as `cargo xtask` starts them, and what stands on either side of
//! the signing proxy.
//!
//! ```text
//! client                      under test                     upstream
//! http::Request ───────────▶  proxy::Proxy (workerd)  ─────▶ upstream::Upstream
//! with a token::Token         with canary secrets            records every request, answers with anything
//! ```
//!
//! The contract tests drive the real API instead, with the tools of an integrator (`conformance/`). The bundles must have
//! been built: `cargo xtask build`.
#![forbid(unsafe_code)]
#![allow(clippy::missing_panics_doc, reason = "this is how a test fails")]

pub mod desk;
pub mod drip;
pub mod hook;
pub mod http;
pub mod inbox;
pub mod keys;
pub mod live;
pub mod proxy;
pub mod token;
pub mod upstream;
pub mod vectors;
pub mod wait;
