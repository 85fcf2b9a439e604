//! The keys of `SESSION_JWKS` in `tests/vectors/session-tokens.json`, with their private halves.

use std::sync::LazyLock;

use ed25519_dalek::{Signer, Verifier};
use serde_json::{Value, json};

use crate::vectors;

/// The `kid` of an Ed25519 key.
pub const ED: &str = "rfc8032-1";
/// The `kid` of a P-256 key.
pub const EC: &str = "rfc6979";

static VECTORS: LazyLock<Value> = LazyLock::new(|| {
    let file = vectors::read("session-tokens.json");
    json!({ "jwks": file["jwks"], "private": file["private"] })
});

/// `SESSION_JWKS`.
pub fn jwks() -> String {
    VECTORS["jwks"].to_string()
}

/// The one `alg` of a key of ours.
pub fn algorithm(kid: &str) -> &'static str {
    match key(kid) {
        Some(Key::Ed(_)) => "EdDSA",
        Some(Key::Ec(_)) => "ES256",
        None => panic!("no key of ours: {kid}"),
    }
}

/// The signature of a message with the private half of this key.
pub fn sign(kid: &str, message: &[u8]) -> Vec<u8> {
    match key(kid) {
        Some(Key::Ed(key)) => key.sign(message).to_bytes().to_vec(),
        Some(Key::Ec(key)) => ec_signature(&key, message).to_bytes().to_vec(),
        None => panic!("no key of ours: {kid}"),
    }
}

/// Signs another message as somebody who has the key signed the first: `None` if that was somebody who has not. An ES256
/// signature stays in its half (RFC 7518 section 3.4 allows both).
pub fn sign_again(kid: &str, message: &[u8], signature: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    match key(kid)? {
        Key::Ed(key) => {
            let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
            // As a library that takes every signature of the equation would not: a vector must stay what it is.
            key.verifying_key().verify_strict(message, &signature).ok()?;
            Some(key.sign(other).to_bytes().to_vec())
        }
        Key::Ec(key) => {
            let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
            key.verifying_key().verify(message, &signature).ok()?;
            let (old, new) = (signature, ec_signature(&key, other));
            let is_low = |signature: &p256::ecdsa::Signature| signature.normalize_s() == *signature;
            let mirrored = || p256::ecdsa::Signature::from_scalars(new.r().to_bytes(), (-*new.s()).to_bytes()).ok();
            let new = if is_low(&old) == is_low(&new) { new } else { mirrored()? };
            Some(new.to_bytes().to_vec())
        }
    }
}

enum Key {
    Ed(ed25519_dalek::SigningKey),
    Ec(p256::ecdsa::SigningKey),
}

fn ec_signature(key: &p256::ecdsa::SigningKey, message: &[u8]) -> p256::ecdsa::Signature {
    key.sign(message)
}

fn key(kid: &str) -> Option<Key> {
    let secret = base16ct::lower::decode_vec(VECTORS["private"][kid].as_str()?).expect("hex");
    let keys = VECTORS["jwks"]["keys"].as_array().expect("a key set");
    let jwk = keys.iter().find(|jwk| jwk["kid"] == kid).expect("every private half has a public one");
    Some(match jwk["kty"].as_str() {
        Some("OKP") => Key::Ed(ed25519_dalek::SigningKey::from_bytes(&secret.try_into().expect("32 bytes"))),
        _ => Key::Ec(p256::ecdsa::SigningKey::from_slice(&secret).expect("a number of the curve")),
    })
}
