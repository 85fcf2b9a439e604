//! Standard Webhooks signatures (<https://www.standardwebhooks.com>, api-v1.md §7), made and checked.
//!
//! `webhook-signature: v1,<base64 of HMAC-SHA256 over "{webhook-id}.{webhook-timestamp}.{body}">`, over the raw bytes of
//! the body. Check before parsing, and remember the id: a delivery may come more than once.

use alloc::{format, string::String};
use core::fmt;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::{
    encode::{base64, concat, decimal},
    mac::{MacKey, equal},
    secret::Secret,
    window::{Window, parse_unix},
};

/// Names the delivery; the same on every attempt.
pub const ID_HEADER: &str = "webhook-id";
/// When this attempt was signed, in unix seconds.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// One or more signatures, separated by spaces.
pub const SIGNATURE_HEADER: &str = "webhook-signature";

const PREFIX: &str = "whsec_";
/// The shortest key that a secret's base64 may hold, in bytes.
const MIN_KEY_LENGTH: usize = 24;
/// The longest.
const MAX_KEY_LENGTH: usize = 64;
/// The longest id that is taken, in bytes.
const MAX_ID_LENGTH: usize = 256;
/// The most signatures of one header that are tried.
const MAX_SIGNATURES: usize = 16;

/// A signing key, prepared once.
#[derive(Debug, Clone)]
pub struct Key(MacKey);

/// One delivery as it arrived: header values and raw body.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`.
    pub signature: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// Why a delivery is refused. Says which check failed, never what the right value would have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookError {
    /// `webhook-id` is empty, too long or not visible ASCII.
    InvalidId,
    /// `webhook-timestamp` is not plain unix seconds.
    InvalidTimestamp,
    /// No signature of a version that we know.
    NoSignature,
    /// No signature matches any key.
    Mismatch,
    /// The signature is right and the timestamp is too far away.
    OutsideWindow,
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidId => "webhook-id must be 1 to 256 visible ASCII characters",
            Self::InvalidTimestamp => "webhook-timestamp must be unix seconds in digits",
            Self::NoSignature => "webhook-signature has no v1 signature",
            Self::Mismatch => "no signature matches the raw body under any of the secrets",
            Self::OutsideWindow => "webhook-timestamp is outside the replay window",
        })
    }
}

impl core::error::Error for WebhookError {}

impl Key {
    /// The key of a secret as it was handed out: after `whsec_`, strict standard base64 of 24 to 64 bytes is decoded;
    /// otherwise the bytes of the whole text, prefix included, are the key (older secrets).
    pub fn new(secret: &Secret) -> Self {
        let text = secret.expose();
        let mut decoded = Zeroizing::new([0; MAX_KEY_LENGTH]);
        let key = text
            .strip_prefix(PREFIX.as_bytes())
            .and_then(|encoded| Base64::decode(encoded, decoded.as_mut_slice()).ok())
            .filter(|key| key.len() >= MIN_KEY_LENGTH);
        Self(MacKey::new(key.unwrap_or(text)))
    }

    /// The value of `webhook-signature` for one attempt at `timestamp` (unix seconds).
    ///
    /// # Errors
    /// [`WebhookError::InvalidId`] when `id` could not be a header's value, or holds a `.`, which would let the id and
    /// the timestamp trade digits under one signature.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> Result<String, WebhookError> {
        if !is_id(id) {
            return Err(WebhookError::InvalidId);
        }
        let mac = self.mac(id, &decimal(timestamp), body);
        Ok(concat(&["v1,", &base64(&mac)]))
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> [u8; 32] {
        self.0.mac(&[id.as_bytes(), b".", timestamp.as_bytes(), b".", body])
    }
}

/// The 24 random bytes of a new webhook's secret, as it is handed out.
pub fn write_secret(random: &[u8; 24]) -> String {
    format!("{PREFIX}{}", Base64::encode_string(random))
}

/// Checks a delivery against every key: the signature first, then the window, so that only a sender who knows a secret
/// learns what the clock says.
///
/// # Errors
/// [`WebhookError`], by the first check that fails.
pub fn verify(delivery: &Delivery<'_>, keys: &[Key], window: Window) -> Result<(), WebhookError> {
    if !is_id(delivery.id) {
        return Err(WebhookError::InvalidId);
    }
    let timestamp = parse_unix(delivery.timestamp).ok_or(WebhookError::InvalidTimestamp)?;
    let parts: &[&[u8]] = &[delivery.id.as_bytes(), b".", delivery.timestamp.as_bytes(), b".", delivery.body];
    // Without a key nothing matches, whatever is claimed.
    let (mut some, mut matches) = (keys.is_empty(), false);
    for Key(key) in keys {
        // Once for each key, not for each signature: anyone may claim many.
        let mac = key.mac(parts);
        let claimed = delivery.signature.as_bytes().split(|byte| *byte == b' ').filter_map(read_signature);
        for claimed in claimed.take(MAX_SIGNATURES) {
            some = true;
            matches |= equal(&mac, &claimed);
        }
    }
    match (some, matches) {
        (false, _) => Err(WebhookError::NoSignature),
        (true, false) => Err(WebhookError::Mismatch),
        (true, true) if window.contains(timestamp) => Ok(()),
        (true, true) => Err(WebhookError::OutsideWindow),
    }
}

/// The bytes of `v1,<base64 of 32 bytes>`; other versions are for other verifiers.
fn read_signature(text: &[u8]) -> Option<[u8; 32]> {
    let mut mac = [0; 32];
    let decoded = Base64::decode(text.strip_prefix(b"v1,")?, &mut mac).ok()?;
    (decoded.len() == 32).then_some(mac)
}

fn is_id(id: &str) -> bool {
    (1..=MAX_ID_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.')
}
