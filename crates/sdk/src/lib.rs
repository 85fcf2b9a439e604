//! The wasm-bindgen face of `helpthread-core`, built into `@helpthread/node` (sdk.md).
//!
//! One function crosses the boundary, and it is flat: bytes and numbers in, bytes out. Every further function, string or error
//! object would bring glue of its own on both sides, which for so small a module was a third of it (bench/README.md, "The
//! SDK"). npm/node/src/core.js gives each operation its name back.
//!
//! The package's JavaScript has already checked that every argument has the right JavaScript type and a bounded size; the
//! rules about what the values may be are core's, and `refusal` numbers the broken ones.
//!
//! Two modules are made of this crate: a whole one, and without the feature `client` one that signs and verifies only.
#![cfg_attr(feature = "standalone", no_std)]
#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

extern crate alloc;

mod fields;
mod refusal;
#[cfg(feature = "client")]
pub mod request;
#[cfg(feature = "client")]
mod session_token;
mod signature;
#[cfg(feature = "standalone")]
mod standalone;
mod webhook;

use alloc::{string::String, vec::Vec};

use wasm_bindgen::prelude::wasm_bindgen;

use fields::Fields;
use refusal::Refusal;

/// Does one operation. `fields` are its texts and secrets, packed as [`fields`] reads them; they are wiped. `now` is unix seconds;
/// `seconds` a lifetime or a tolerance, for the operations that have one.
///
/// The answer is the result in ASCII, or `!` and a letter that stands for a [`Refusal`].
#[wasm_bindgen]
pub fn call(operation: u8, fields: Vec<u8>, body: &[u8], now: u32, seconds: u32) -> Vec<u8> {
    let fields = Fields::new(fields);
    let (now, seconds) = (i64::from(now), i64::from(seconds));
    let mut fields = fields.reader();
    let answer = match operation {
        b's' => signature::sign(&mut fields, body),
        b'v' => webhook::verify(&mut fields, body, now, seconds),
        b'w' => webhook::sign(&mut fields, body, now),
        #[cfg(feature = "client")]
        other => client(other, &mut fields, body, now, seconds),
        #[cfg(not(feature = "client"))]
        _ => Err(Refusal::Operation),
    };
    answer.map_or_else(Refusal::answer, String::into_bytes)
}

#[cfg(feature = "client")]
fn client(
    operation: u8,
    fields: &mut fields::Reader<'_>,
    body: &[u8],
    now: i64,
    seconds: i64,
) -> Result<String, Refusal> {
    match operation {
        b'a' => request::authorization(fields, body, now),
        b'c' => session_token::mint(session_token::Role::Customer, fields, now, seconds),
        b'g' => session_token::mint(session_token::Role::Agent, fields, now, seconds),
        b'i' => request::check_conversation_id(fields),
        b'j' => request::check_customer_id(fields),
        b't' => Ok(request::conversation_tag(fields)),
        _ => Err(Refusal::Operation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(operation: u8, fields: &[&str], body: &[u8]) -> String {
        let length = |field: &str| u32::try_from(field.len()).unwrap_or_default().to_le_bytes();
        let packed = fields.iter().flat_map(|field| length(field).into_iter().chain(field.bytes())).collect();
        String::from_utf8(call(operation, packed, body, 1_715_606_400, 300)).unwrap_or_default()
    }

    #[test]
    fn a_result_is_text_and_a_refusal_a_letter() {
        let signature = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"; // RFC 4231 §4.3
        assert_eq!(asked(b's', &["Jefe"], b"what do ya want for nothing?"), signature);
        assert_eq!(asked(b's', &[""], b""), "!b");
        assert_eq!(asked(b'?', &[], b""), "!a");
    }

    #[test]
    fn what_is_signed_is_verified_by_any_of_the_secrets() {
        let signature = asked(b'w', &["dlv_1", "second"], b"{}");
        let verified = |secrets: &[&str], body: &[u8]| {
            asked(b'v', &[&["dlv_1", "1715606400", &signature], secrets].concat(), body)
        };
        assert_eq!(verified(&["first", "second"], b"{}"), "");
        assert_eq!(verified(&["first"], b"{}"), "!f");
        assert_eq!(verified(&["second"], b"{ }"), "!f");
        assert_eq!(verified(&[], b"{}"), "!b");
        assert_eq!(verified(&["second", ""], b"{}"), "!b");
    }
}
