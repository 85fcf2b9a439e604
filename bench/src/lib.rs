//! `cargo xtask bench`: our Workers beside what one would use instead, in one run, over real HTTP.
//!
//! A machine is never the same twice, so no figure stands alone: every round measures all contenders one after the other,
//! and what is claimed are ratios within rounds.
//!
//! ```text
//! api::run ─▶ server    workerd processes, ours and the peer
//!             rounds ─▶ load ─▶ http   every contender once per round, so many connections, every answer checked
//!             processor   what each request cost its server, where the system tells
//!             figures   medians, ratios within rounds, and whether the rounds agree
//!             report    a table for people, JSON for programs
//! ```
//!
//! `sdk` and `widget` put no load on a server: what they measure runs in a runtime of its own, or in a browser.
//!
//! To measure something else, write what `api` and `proxy` are: servers, [`load::Traffic`] and [`rounds::Contender`]s.
#![forbid(unsafe_code)]

pub mod api;
pub mod figures;
pub mod http;
pub mod load;
pub mod processor;
pub mod proxy;
pub mod report;
pub mod rounds;
pub mod sdk;
pub mod server;
pub mod widget;
