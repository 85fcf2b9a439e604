//! The wasm-bindgen face of `helpthread-core`, built into `@helpthread/node` (sdk.md).
//!
//! What crosses the boundary is flat: bytes, strings, seconds. The package's JavaScript (npm/node/src) has already
//! checked that every argument has the right JavaScript type and a bounded size; the rules about what the values may
//! be are core's, and `refusal` gives each broken one a stable code.
//!
//! Secrets come in as owned bytes and not as `&str`: owned, they are wiped in linear memory when dropped.
#![cfg_attr(feature = "standalone", no_std)]
#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

extern crate alloc;

mod refusal;
pub mod request;
pub mod session_token;
#[cfg(feature = "standalone")]
mod standalone;
pub mod webhook;

use alloc::{string::String, vec::Vec};

use helpthread_core::{hthmac, secret::Secret};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use refusal::Refusal;

/// The signature of a request body: `sha256=` and 64 lower-case hex digits (api-v1.md §1).
///
/// # Errors
/// `secret_missing`, as a `HelpThreadError`.
#[wasm_bindgen]
pub fn sign(secret: Vec<u8>, body: &[u8]) -> Result<String, JsValue> {
    let secret = Secret::new(secret);
    if secret.is_empty() {
        return Err(Refusal::SecretMissing.into());
    }
    Ok(hthmac::sign(&secret, body).expose())
}
