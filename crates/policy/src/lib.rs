//! What the signing proxy decides, as pure functions: no I/O, no clock.
//!
//! ```text
//! Inbound ──decide──▶ Answer ───────────────────────────────────────────────────────────────────────────▶ Answer
//!                     File(name) ─ the Worker looks it up ─────────────────────────────────────────────▶ Answer
//!                     ReadBody(head) ─ the Worker reads it ──Headed::admit──▶ Serve
//!                     Serve(admitted) ─ a hub, or Attempts: the Worker signs and fetches ──page, answer_of──▶ Answer
//!                     Follow(following) ─ the customer's hub upgrades to a WebSocket
//!                     Receive(hook) ─ the Worker reads the raw bytes ──Hook::receive──▶ the hubs ────────▶ Answer
//! ```
//!
//! # Rules
//! 1. The routes are a closed list; a request that is not on it causes no I/O.
//! 2. A foreign origin, a bad token and another customer's id are refused before a body is read or anything is signed.
//! 3. The upstream URL is assembled from typed parts; nothing of the client's request is copied into it.
//! 4. What goes out is written again from the contract's types; nothing of upstream's answer is passed on unread.
//! 5. A configuration with any problem serves no history at all.
//!
//! # What this crate must not know
//! Workers, `Headers`, promises, where configuration is stored, how a request is sent. A change that needs one of these
//! belongs in `worker/`.
//!
//! # Where the rules are tested
//! `tests/`, one file per decision; over real HTTP in the project's `tests/threats`.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod admit;
pub mod answer;
pub mod answer_of;
pub mod attempts;
pub mod body;
pub mod call;
pub mod config;
pub mod cors;
pub mod decide;
pub mod hook;
pub mod hub;
pub mod inbound;
pub mod line;
pub mod live;
pub mod page;
pub mod route;
pub mod trace_parent;
pub mod upstream;
