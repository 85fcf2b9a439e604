//! Checking the deliveries of webhooks, and signing some for tests (api-v1.md §7).

use alloc::{string::String, vec::Vec};

use helpthread_core::{
    webhook::{self, Delivery, Key, WebhookError},
    window::Window,
};

use crate::{fields::Reader, refusal::Refusal};

/// Checks one delivery. The fields are `webhook-id`, `webhook-timestamp`, `webhook-signature`, and then one or more secrets.
pub(crate) fn verify(fields: &mut Reader<'_>, body: &[u8], now: i64, tolerance: i64) -> Result<String, Refusal> {
    let delivery = Delivery { id: fields.text(), timestamp: fields.text(), signature: fields.text(), body };
    let mut keys = Vec::new();
    while keys.is_empty() || !fields.is_empty() {
        keys.push(key(fields)?);
    }
    webhook::verify(&delivery, &keys, Window { now, tolerance: tolerance.unsigned_abs() })?;
    Ok(String::new())
}

/// The value of `webhook-signature` for one attempt at `timestamp`. The fields are `webhook-id` and the secret.
pub(crate) fn sign(fields: &mut Reader<'_>, body: &[u8], timestamp: i64) -> Result<String, Refusal> {
    let id = fields.text();
    Ok(key(fields)?.sign(id, timestamp, body)?)
}

fn key(fields: &mut Reader<'_>) -> Result<Key, Refusal> {
    let secret = fields.secret();
    if secret.is_empty() { Err(Refusal::SecretMissing) } else { Ok(Key::new(&secret)) }
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
