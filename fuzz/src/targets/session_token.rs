//! A session token as it arrives (proxy.md §1). No fuzzer forges a signature, so what is found here is in what stands before it.

use base64ct::{Base64UrlUnpadded, Encoding};
use helpthread_core::{
    secret::Secret,
    session::{Keyring, PublicKeys, SessionError, SessionSecret, verify},
};
use serde_json::Value;
use std::sync::OnceLock;

use crate::vectors::{self, NOW};

/// The keys of the vectors, and another ring that holds none of them.
struct Rings {
    ours: Keyring,
    foreign: Keyring,
}

fn rings() -> &'static Rings {
    static RINGS: OnceLock<Rings> = OnceLock::new();
    RINGS.get_or_init(|| {
        let file = vectors::file("session-tokens.json");
        let secret = |name: &str| {
            let text = file["secrets"][name].as_str().expect("a secret");
            SessionSecret::new(&Secret::new(text)).expect("a secret that is long enough")
        };
        let keys = PublicKeys::parse(&file["jwks"].to_string()).expect("a key set");
        let ours = Keyring::new(secret("current")).with_previous(secret("previous")).with_public_keys(keys);
        Rings { ours, foreign: Keyring::new(secret("foreign")) }
    })
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vectors::texts("session-tokens.json", "token")
}

pub(crate) fn check(data: &[u8]) {
    let Ok(token) = str::from_utf8(data) else { return };
    let Rings { ours, foreign } = rings();
    let read = verify(token, ours, NOW);
    assert_eq!(verify(token, ours, NOW), read, "the same token, another answer");
    let elsewhere = verify(token, foreign, NOW);
    match &read {
        Ok(session) => {
            assert!(elsewhere.is_err(), "two rings with no key in common");
            assert_eq!(verify(token, ours, session.expires_at + 30), Err(SessionError::Expired));
            assert!(verify(token, ours, session.expires_at - 900 - 31).is_err(), "before it can have been issued");
            is_a_token(token);
            is_spoilt_by_any_change(token, ours);
        }
        Err(SessionError::Expired) => is_a_token(token),
        Err(SessionError::Malformed) => assert_eq!(elsewhere, Err(SessionError::Malformed)),
        Err(_) => {}
    }
}

/// Three parts in the one spelling that base64url has, two of which are JSON objects.
fn is_a_token(token: &str) {
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    for (number, part) in parts.iter().enumerate() {
        let bytes = Base64UrlUnpadded::decode_vec(part).expect("base64url");
        assert_eq!(Base64UrlUnpadded::encode_string(&bytes), *part);
        assert!(number == 2 || serde_json::from_slice::<Value>(&bytes).is_ok_and(|value| value.is_object()));
    }
}

/// What is signed cannot be changed: tried at places all over it, a few of them, because curves are slow.
fn is_spoilt_by_any_change(token: &str, ring: &Keyring) {
    let signed = token.rfind('.').expect("a signature");
    for (index, character) in token.char_indices().take_while(|(index, _)| *index < signed).step_by(37) {
        let other = if character == 'A' { "B" } else { "A" };
        let changed = [&token[..index], other, &token[index + 1..]].concat();
        assert!(verify(&changed, ring, NOW).is_err(), "changed at {index}");
    }
}
