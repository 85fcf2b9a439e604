//! Checking the deliveries of webhooks, and signing some for tests (api-v1.md §7).

use alloc::{string::String, vec::Vec};

use helpthread_core::{
    secret::Secret,
    webhook::{self, Delivery, Key, WebhookError},
    window::Window,
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::refusal::Refusal;

/// Checks one delivery. `secrets` holds the secrets one after the other, `lengths` how many bytes each has; `now` is unix
/// seconds, `tolerance` seconds.
///
/// # Errors
/// `secret_missing` and the `webhook_…` codes, as a `HelpThreadError`.
#[expect(clippy::too_many_arguments, reason = "what crosses the boundary is flat")]
#[wasm_bindgen(js_name = verifyWebhook)]
pub fn verify_webhook(
    id: &str,
    timestamp: &str,
    signature: &str,
    body: &[u8],
    secrets: Vec<u8>,
    lengths: &[u32],
    now: u32,
    tolerance: u32,
) -> Result<(), JsValue> {
    let secrets = Secret::new(secrets); // wiped whatever happens
    let keys = keys(&secrets, lengths)?;
    let window = Window { now: i64::from(now), tolerance: u64::from(tolerance) };
    let delivery = Delivery { id, timestamp, signature, body };
    Ok(webhook::verify(&delivery, &keys, window).map_err(Refusal::from)?)
}

/// The value of `webhook-signature` for one attempt at `timestamp` (unix seconds).
///
/// # Errors
/// `secret_missing`, `webhook_invalid_id`, as a `HelpThreadError`.
#[wasm_bindgen(js_name = signWebhook)]
pub fn sign_webhook(id: &str, timestamp: u32, body: &[u8], secret: Vec<u8>) -> Result<String, JsValue> {
    let secret = Secret::new(secret);
    if secret.is_empty() {
        return Err(Refusal::SecretMissing.into());
    }
    Ok(Key::new(&secret).sign(id, i64::from(timestamp), body).map_err(Refusal::from)?)
}

fn keys(secrets: &Secret, lengths: &[u32]) -> Result<Vec<Key>, Refusal> {
    let split = secrets.split(lengths.iter().map(|length| *length as usize)).ok_or(Refusal::SecretMissing)?;
    if split.is_empty() || split.iter().any(Secret::is_empty) {
        return Err(Refusal::SecretMissing);
    }
    Ok(split.iter().map(Key::new).collect())
}

impl From<WebhookError> for Refusal {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::InvalidId => Self::WebhookId,
            WebhookError::InvalidTimestamp => Self::WebhookTimestamp,
            WebhookError::NoSignature => Self::WebhookNoSignature,
            WebhookError::Mismatch => Self::WebhookMismatch,
            WebhookError::OutsideWindow => Self::WebhookOutsideWindow,
        }
    }
}
