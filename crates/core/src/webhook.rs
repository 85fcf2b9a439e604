//! Standard Webhooks signatures (<https://www.standardwebhooks.com>, api-v1.md §7), made and checked.
//!
//! `webhook-signature: v1,<base64 of HMAC-SHA256 over "{webhook-id}.{webhook-timestamp}.{body}">`, over the raw bytes of
//! the body. Check before parsing, and remember the id: a delivery may come more than once.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use crate::{
    base64::{self, Alphabet},
    encode::{decimal, put, written},
    mac::{self, MacKey, equal},
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
        Self::from_bytes(secret.expose())
    }

    /// [`Self::new`] of bytes that are the caller's to wipe.
    pub fn from_bytes(text: &[u8]) -> Self {
        let mut decoded = Zeroizing::new([0; MAX_KEY_LENGTH]);
        let key = text
            .strip_prefix(PREFIX.as_bytes())
            .and_then(|encoded| base64::read(encoded, decoded.as_mut_slice()))
            .filter(|key| key.len() >= MIN_KEY_LENGTH);
        Self(MacKey::new(key.unwrap_or(text)))
    }

    /// The value of `webhook-signature` for one attempt at `timestamp` (unix seconds).
    ///
    /// # Errors
    /// [`WebhookError::InvalidId`] when `id` could not be a header's value, or holds a `.`, which would let the id and
    /// the timestamp trade digits under one signature.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> Result<String, WebhookError> {
        let mut signing = self.begin(id.as_bytes(), decimal(timestamp).as_bytes())?;
        signing.update(body);
        Ok(written(|out| signing.write(out)))
    }

    /// Begins the signature of one attempt whose body comes in pieces; `timestamp` is unix seconds in digits.
    ///
    /// # Errors
    /// As [`Self::sign`].
    pub fn begin(&self, id: &[u8], timestamp: &[u8]) -> Result<Signing, WebhookError> {
        if !is_id(id) {
            return Err(WebhookError::InvalidId);
        }
        Ok(self.start(id, timestamp))
    }

    fn start(&self, id: &[u8], timestamp: &[u8]) -> Signing {
        let mut signing = self.0.begin();
        for part in [id, b".", timestamp, b"."] {
            signing.update(part);
        }
        Signing(signing)
    }
}

/// The signature of a delivery whose body is still coming.
pub struct Signing(mac::Signing);

impl Signing {
    /// Takes the next piece of the body.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// Writes the value of `webhook-signature`.
    pub fn write(self, out: &mut impl Extend<u8>) {
        put(out, b"v1,");
        base64::put(out, &self.0.finish(), Alphabet::Standard);
    }
}

/// The 24 random bytes of a new webhook's secret, as it is handed out.
pub fn write_secret(random: &[u8; 24]) -> String {
    written(|out| {
        put(out, PREFIX.as_bytes());
        base64::put(out, random, Alphabet::Standard);
    })
}

/// Checks a delivery against every key: the signature first, then the window, so that only a sender who knows a secret
/// learns what the clock says.
///
/// # Errors
/// [`WebhookError`], by the first check that fails.
pub fn verify(delivery: &Delivery<'_>, keys: &[Key], window: Window) -> Result<(), WebhookError> {
    let [id, timestamp, signature] = [delivery.id, delivery.timestamp, delivery.signature].map(str::as_bytes);
    let mut claim = Claim::read(id, timestamp, signature)?;
    for key in keys {
        let mut signing = claim.begin(key);
        signing.update(delivery.body);
        claim.compare(signing);
    }
    claim.judge(window)
}

/// What a delivery's headers claim, to be compared with what each key makes of a body that comes in pieces.
pub struct Claim<'a> {
    id: &'a [u8],
    timestamp: &'a [u8],
    signature: &'a [u8],
    seconds: i64,
    outcome: Result<(), WebhookError>,
}

impl<'a> Claim<'a> {
    /// Reads the values of the three headers.
    ///
    /// # Errors
    /// [`WebhookError::InvalidId`] and [`WebhookError::InvalidTimestamp`].
    pub fn read(id: &'a [u8], timestamp: &'a [u8], signature: &'a [u8]) -> Result<Self, WebhookError> {
        if !is_id(id) {
            return Err(WebhookError::InvalidId);
        }
        let seconds = parse_unix(timestamp).ok_or(WebhookError::InvalidTimestamp)?;
        // Without a key nothing matches, whatever is claimed.
        Ok(Self { id, timestamp, signature, seconds, outcome: Err(WebhookError::Mismatch) })
    }

    /// Begins what `key` makes of the delivery, for its body and then [`Self::compare`].
    pub fn begin(&self, key: &Key) -> Signing {
        key.start(self.id, self.timestamp)
    }

    /// Compares every claimed signature with a key's, in a time that does not tell where they differ.
    pub fn compare(&mut self, signing: Signing) {
        // Once for each key, not for each signature: anyone may claim many.
        let mac = signing.0.finish();
        let claimed = self.signature.split(|byte| *byte == b' ').filter_map(read_signature);
        let (mut some, mut matches) = (false, false);
        for claimed in claimed.take(MAX_SIGNATURES) {
            some = true;
            matches |= equal(&mac, &claimed);
        }
        if matches {
            self.outcome = Ok(());
        } else if !some {
            self.outcome = Err(WebhookError::NoSignature);
        }
    }

    /// Whether one of the keys has signed this, at a time in the window.
    ///
    /// # Errors
    /// [`WebhookError`], by the first check that fails.
    pub fn judge(self, window: Window) -> Result<(), WebhookError> {
        self.outcome?;
        if window.contains(self.seconds) { Ok(()) } else { Err(WebhookError::OutsideWindow) }
    }
}

/// The bytes of `v1,<base64 of 32 bytes>`; other versions are for other verifiers.
fn read_signature(text: &[u8]) -> Option<[u8; 32]> {
    let mut mac = [0; 32];
    let decoded = base64::read(text.strip_prefix(b"v1,")?, &mut mac)?;
    (decoded.len() == 32).then_some(mac)
}

fn is_id(id: &[u8]) -> bool {
    (1..=MAX_ID_LENGTH).contains(&id.len()) && id.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'.')
}
