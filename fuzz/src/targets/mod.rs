//! The targets, one a file: what an input is, what must hold for it, and where its seeds come from.

pub(crate) mod body;
pub(crate) mod cursor;
pub(crate) mod event;
pub(crate) mod hthmac;
pub(crate) mod key_set;
pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod refusal;
pub(crate) mod request;
pub(crate) mod route;
pub(crate) mod session_claims;
pub(crate) mod session_token;
pub(crate) mod time;
pub(crate) mod webhook;
pub(crate) mod webhook_url;
pub(crate) mod widget;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

/// HMAC-SHA256 straight from the library, for the oracles.
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// How deep objects and arrays are nested.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

/// The names of an object's fields, in alphabetical order.
fn names(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}
