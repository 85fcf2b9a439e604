//! `cargo xtask bench`: our Workers beside what one would use instead, in one run, over real HTTP.
//!
//! A machine is never the same twice, so no figure stands alone: every round measures all contenders one after the other,
//! and what is claimed are ratios within rounds.
//!
//! ```text
//! arguments ─▶ benchmark   which, and how
//! api::run ─▶ server    workerd processes, ours and the peer
//!             rounds ─▶ load ─▶ http   every contender once per round, so many connections, every answer checked
//!             processor   what each request cost its server, where the system tells
//!             figures   medians, and whether the rounds agree
//!             claim     ours beside a peer's, what it should be, and whether it is
//!             report    a table for people
//! record      a report and its machine as JSON in the checkout ─▶ page, plot   what is published of it
//! ```
//!
//! `sdk` and `widget` put no load on a server: what they measure runs in a runtime of its own, or in a browser.
//!
//! To measure something else, write what `api` and `proxy` are: servers, [`load::Traffic`] and [`rounds::Contender`]s.
#![forbid(unsafe_code)]

pub mod api;
pub mod arguments;
pub mod benchmark;
pub mod claim;
pub mod figures;
pub mod http;
pub mod load;
pub mod machine;
pub mod page;
pub mod plot;
pub mod processor;
pub mod proxy;
pub mod record;
pub mod report;
pub mod rounds;
pub mod sdk;
pub mod server;
pub mod widget;
