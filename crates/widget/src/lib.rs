//! `<helpthread-history>`: a customer's support history in any dashboard.
//!
//! ```text
//! npm/widget/src      the custom element, its view, its requests; JavaScript, because all they touch is
//!     │ event: a name and texts               ▲ effects and what to show: the same
//!     ▼                                       │
//! wasm::Core ── wire::event ──▶ machine::Machine ──▶ wire::effects
//! ```
//!
//! The machine decides everything and touches nothing: what to ask, when to connect, which row is newer, what an agent
//! sees before her change is applied. It is tested natively (`tests/`). One call goes in and one text comes out per event; nothing
//! here calls JavaScript, so a page's own code never runs in the middle of a step. That is also what makes the module small: the
//! same view over `web-sys` had 120 imported functions and twice the size.
//!
//! Promises: the token is kept in memory, is absent from `Debug`, and is handed out with requests to the `endpoint` attribute's
//! address only; nothing here panics on any input.
//!
//! Not here: what a token may do (`helpthread-policy`), signing (`worker/`), words in any language (`npm/widget/src/words`).
#![cfg_attr(feature = "standalone", no_std)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

extern crate alloc;

pub mod conversation;
pub mod event;
pub mod fault;
pub mod line;
pub mod machine;
pub mod source;
pub mod state;
pub mod text;
pub mod token;
pub mod wasm;
pub mod wire;
pub mod write;
