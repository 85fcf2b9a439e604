//! What `HelpThread` v1 is: one definition that the API server, the signing proxy, the SDK, the widget and the
//! documentation are all derived from or checked against.
//!
//! No clock, no randomness, no I/O: time comes in as an argument, so the same bytes give the same answer in a Worker,
//! a browser, Node and a test.
//!
//! | you want to | use |
//! | --- | --- |
//! | sign a request body | [`hthmac::Signer::authorization`] |
//! | check a request | [`hthmac::Authorization::parse`], [`hthmac::Verifier::verify`], [`window::Window`] |
//! | check or sign a webhook delivery | [`webhook::verify`], [`webhook::Key::sign`] |
//! | mint or check a session token of the proxy | [`session::mint`], [`session::verify`] |
//! | know what v1 offers, or route a path | [`endpoint::ENDPOINTS`], [`endpoint::route`] |
//! | read a list's query or a request's body | [`query`], [`body`] |
//! | know an error code's status and meaning | [`error::ErrorCode`] |
//!
//! `examples/list_conversations.rs` signs a request and sends it.
//!
//! Promises: checking takes the same time wherever the first wrong byte is; no secret, token or signature appears in
//! `Debug` or in an error; nothing here panics on any input.
//!
//! Not here: which requests a browser may make (`helpthread-policy`), what the inbox does (`helpthread-inbox`), HTTP
//! (`worker/`, `api/`).
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

mod base64;
pub mod body;
pub mod cursor;
mod encode;
pub mod endpoint;
pub mod error;
pub mod event;
mod hash;
pub mod hthmac;
pub mod id;
mod mac;
pub mod model;
pub mod origin;
pub mod query;
pub mod rate_limit;
pub mod retry;
pub mod scope;
pub mod secret;
pub mod session;
pub mod target;
pub mod text;
pub mod time;
pub mod webhook;
pub mod window;

/// The crate's `README.md`, whose example runs with these documents' own.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
