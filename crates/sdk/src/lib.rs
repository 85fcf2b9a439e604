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
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod exchange;
mod refusal;
#[cfg(feature = "client")]
pub mod request;
#[cfg(feature = "client")]
mod session_token;
mod signature;
#[cfg(feature = "standalone")]
mod standalone;
mod webhook;

#[cfg(feature = "client")]
use helpthread_core::session::Role;
use wasm_bindgen::prelude::wasm_bindgen;

use exchange::{Answer, Caller};
use refusal::Refusal;

/// Does one operation on the fields that JavaScript gives, and hands the result over. `now` is unix seconds; `seconds` a lifetime or a
/// tolerance, for the operations that have one.
///
/// 0, or the number of a [`Refusal`].
#[wasm_bindgen]
pub fn call(operation: u8, now: u32, seconds: u32) -> u8 {
    answer(&mut exchange::JavaScript, operation, now, seconds).map_or_else(|refusal| refusal as u8, |()| 0)
}

fn answer(caller: &mut impl Caller, operation: u8, now: u32, seconds: u32) -> Result<(), Refusal> {
    let mut answer = Answer::new();
    match operation {
        b's' => signature::sign(caller, &mut answer)?,
        b'v' => webhook::verify(caller, now.into(), seconds.into())?,
        b'w' => webhook::sign(caller, &mut answer)?,
        #[cfg(feature = "client")]
        other => client(caller, other, now.into(), seconds.into(), &mut answer)?,
        #[cfg(not(feature = "client"))]
        _ => return Err(Refusal::Operation),
    }
    caller.write(answer.written().ok_or(Refusal::Operation)?);
    Ok(())
}

#[cfg(feature = "client")]
fn client(caller: &mut impl Caller, operation: u8, now: i64, seconds: i64, answer: &mut Answer) -> Result<(), Refusal> {
    match operation {
        b'a' => request::authorization(caller, answer),
        b'c' => session_token::mint(Role::Customer, caller, now, seconds, answer),
        b'g' => session_token::mint(Role::Agent, caller, now, seconds, answer),
        b'i' => request::check_conversation_id(caller),
        b'j' => request::check_customer_id(caller),
        b't' => {
            request::conversation_tag(caller, answer);
            Ok(())
        }
        _ => Err(Refusal::Operation),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// What JavaScript does (npm/node/src/start.js).
    struct Fields(VecDeque<Vec<u8>>, String);

    impl Caller for Fields {
        fn read(&mut self, into: &mut [u8]) -> Option<usize> {
            let mut field = self.0.pop_front()?;
            let length = field.len().min(into.len());
            into[..length].copy_from_slice(&field[..length]);
            if length == into.len() {
                self.0.push_front(field.split_off(length));
            }
            Some(length)
        }

        fn write(&mut self, answer: &[u8]) {
            self.1 = str::from_utf8(answer).expect("ASCII").to_owned();
        }
    }

    fn asked(operation: u8, fields: &[&[u8]]) -> Result<String, Refusal> {
        let mut caller = Fields(fields.iter().map(|field| field.to_vec()).collect(), String::new());
        answer(&mut caller, operation, 1_715_606_400, 300).map(|()| caller.1)
    }

    #[test]
    fn a_result_is_text_and_a_refusal_a_number() {
        let signature = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"; // RFC 4231 §4.3
        assert_eq!(asked(b's', &[b"Jefe", b"what do ya want for nothing?"]).as_deref(), Ok(signature));
        assert_eq!(asked(b's', &[b"", b""]), Err(Refusal::SecretMissing));
        assert_eq!(asked(b's', &[]), Err(Refusal::SecretMissing));
        assert_eq!(asked(b'?', &[]), Err(Refusal::Operation));
    }

    #[test]
    fn a_secret_of_4096_bytes_is_the_longest() {
        assert!(asked(b's', &[&[b's'; 4096], b""]).is_ok());
        for length in [4097, 4160, 10_000] {
            assert_eq!(asked(b's', &[&vec![b's'; length], b""]), Err(Refusal::SecretTooLong), "{length}");
        }
    }

    #[test]
    fn a_body_in_pieces_is_signed_as_a_whole() {
        for length in [0, 1, 4159, 4160, 4161, 8320, 100_000] {
            let body = vec![b'b'; length];
            let whole = helpthread_core::hthmac::sign(&helpthread_core::secret::Secret::new("secret"), &body).expose();
            assert_eq!(asked(b's', &[b"secret", &body]), Ok(whole), "{length}");
        }
    }

    #[test]
    fn what_is_signed_is_verified_by_any_of_the_secrets() {
        let signature = asked(b'w', &[b"dlv_1", b"1715606400", b"second", b"{}"]).expect("an id");
        let verified = |secrets: &[&str], body: &[u8]| {
            let headers = [&b"dlv_1"[..], b"1715606400", signature.as_bytes()];
            let each = secrets.iter().flat_map(|secret| [secret.as_bytes(), body]);
            asked(b'v', &headers.into_iter().chain(each).collect::<Vec<_>>())
        };
        assert_eq!(verified(&["first", "second"], b"{}"), Ok(String::new()));
        assert_eq!(verified(&["second", "first"], b"{}"), Ok(String::new()));
        assert_eq!(verified(&["first"], b"{}"), Err(Refusal::WebhookMismatch));
        assert_eq!(verified(&["second"], b"{ }"), Err(Refusal::WebhookMismatch));
        assert_eq!(verified(&[], b"{}"), Err(Refusal::SecretMissing));
        assert_eq!(verified(&["second", ""], b"{}"), Err(Refusal::SecretMissing));
    }
}
