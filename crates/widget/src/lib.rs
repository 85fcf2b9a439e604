//! `<helpthread-history>`: a customer's support history in any dashboard.
//!
//! ```text
//! npm/widget/src/history.js   the custom element (an ES class), loads this crate as wasm
//!        │ connected, attributes, getToken, refresh(), loadMore()
//! browser::Widget  ──Event──▶  machine::Machine  ──Effect──▶  browser::{view, fetch, token, notice}
//! ```
//!
//! The machine decides everything and touches nothing; it is tested natively (`tests/`). What is below [`browser`]
//! touches the DOM and the network and decides nothing.
//!
//! Promises: text from the API reaches the page through `textContent` only; the token is kept in memory, is absent from
//! `Debug`, and is sent to the `endpoint` attribute's address only; nothing here panics on any input.
//!
//! Not here: what a token may do (`helpthread-policy`), signing (`worker/`).
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

pub mod browser;
pub mod event;
pub mod fault;
pub mod machine;
pub mod relative;
pub mod source;
pub mod state;
pub mod strings;
pub mod token;
