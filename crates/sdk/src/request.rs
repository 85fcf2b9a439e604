//! What the client asks before, between and after attempts: ids, the Authorization header, a conversation's tag, whether
//! and when to try again (api-v1.md §1, §4 and §5).

use alloc::{string::String, vec::Vec};
use core::time::Duration;

use helpthread_core::{
    hthmac::Signer,
    id::{ConversationId, CustomerId},
    model::{self, TagFields},
    retry::{self, Outcome},
    secret::Secret,
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::refusal::Refusal;

/// The value of the Authorization header for exactly this body; `now` is unix seconds.
///
/// # Errors
/// `secret_missing`, `invalid_workspace_key`, as a `HelpThreadError`.
#[wasm_bindgen]
pub fn authorization(workspace_key: &str, secret: Vec<u8>, body: &[u8], now: u32) -> Result<String, JsValue> {
    let secret = Secret::new(secret);
    if secret.is_empty() {
        return Err(Refusal::SecretMissing.into());
    }
    let signer = Signer::new(workspace_key, &secret).map_err(|_| Refusal::WorkspaceKey)?;
    Ok(signer.authorization(body, i64::from(now)))
}

/// Whether the text is a conversation's id, which may stand in a path.
///
/// # Errors
/// `invalid_conversation_id`, as a `HelpThreadError`.
#[wasm_bindgen(js_name = checkConversationId)]
pub fn check_conversation_id(id: &str) -> Result<(), JsValue> {
    ConversationId::parse(id).map(drop).map_err(|_| Refusal::ConversationId.into())
}

/// Whether the text is a customer's id, which may stand in a path.
///
/// # Errors
/// `invalid_customer_id`, as a `HelpThreadError`.
#[wasm_bindgen(js_name = checkCustomerId)]
pub fn check_customer_id(id: &str) -> Result<(), JsValue> {
    CustomerId::parse(id).map(drop).map_err(|_| Refusal::CustomerId.into())
}

/// The tag of a conversation that was read, for `If-Match`; an assignee that is null is the empty text.
#[wasm_bindgen(js_name = conversationTag)]
pub fn conversation_tag(
    id: &str,
    subject: &str,
    status: &str,
    assignee_id: &str,
    updated_at: &str,
    last_message_at: &str,
) -> String {
    model::tag(&TagFields { id, subject, status, assignee_id, updated_at, last_message_at })
}

/// Whether a request may be sent again. `status` is 0 when there was no whole answer; `repeatable` says that the request
/// has the same effect once and twice.
#[wasm_bindgen(js_name = mayRepeat)]
pub fn may_repeat(status: u16, repeatable: bool) -> bool {
    let outcome = if status == 0 { Outcome::Lost } else { Outcome::Answered(status) };
    retry::may_repeat(outcome, repeatable)
}

/// Milliseconds until retry number `attempt` (1 to 4), and -1 when none is left.
///
/// `reset` is `X-RateLimit-Reset` in unix seconds, 0 without it; `now` is unix milliseconds; `random` any 32 bits.
#[wasm_bindgen(js_name = retryDelay)]
#[expect(clippy::cast_possible_truncation, reason = "a float saturates, and delay takes any number")]
pub fn retry_delay(attempt: u32, reset: f64, now: f64, random: u32) -> i32 {
    let reset = (reset > 0.0).then_some(reset as i64);
    let wait = retry::delay(attempt, reset, now as i64, random);
    wait.map_or(-1, |wait: Duration| i32::try_from(wait.as_millis()).unwrap_or(i32::MAX))
}
