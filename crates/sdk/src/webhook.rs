//! Checking the deliveries of webhooks, and signing some for tests (api-v1.md §7).

use helpthread_core::{
    webhook::{Claim, Key, WebhookError},
    window::Window,
};

use crate::{
    exchange::{Answer, Caller},
    refusal::Refusal,
};

/// Room for an id and for a timestamp of which one more character would be too many.
const ID: usize = 257;
pub(crate) const TIMESTAMP: usize = 13;
/// Room for the longest `webhook-signature` that npm/node/src/webhooks.js lets through.
const SIGNATURES: usize = 4096 + 1;

/// Checks one delivery. The fields are `webhook-id`, `webhook-timestamp`, `webhook-signature`, and then for each secret that secret
/// and the body.
pub(crate) fn verify(caller: &mut impl Caller, now: i64, tolerance: u64) -> Result<(), Refusal> {
    let (mut id, mut timestamp, mut signatures) = ([0; ID], [0; TIMESTAMP], [0; SIGNATURES]);
    let mut claim = Claim::read(caller.field(&mut id), caller.field(&mut timestamp), caller.field(&mut signatures))?;
    let mut key = caller.secret(Key::from_bytes)?;
    loop {
        let mut signing = claim.begin(&key);
        caller.pieces(|piece| signing.update(piece));
        claim.compare(signing);
        match caller.next_secret(Key::from_bytes)? {
            Some(next) => key = next,
            None => break,
        }
    }
    Ok(claim.judge(Window { now, tolerance })?)
}

/// The value of `webhook-signature` for one attempt. The fields are `webhook-id`, `webhook-timestamp`, the secret and the body.
pub(crate) fn sign(caller: &mut impl Caller, answer: &mut Answer) -> Result<(), Refusal> {
    let (mut id, mut timestamp) = ([0; ID], [0; TIMESTAMP]);
    let (id, timestamp) = (caller.field(&mut id), caller.field(&mut timestamp));
    let mut signing = caller.secret(Key::from_bytes)?.begin(id, timestamp)?;
    caller.pieces(|piece| signing.update(piece));
    signing.write(answer);
    Ok(())
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
