//! What the client asks before, between and after attempts: ids, the Authorization header, a conversation's tag, whether
//! and when to try again (api-v1.md §1, §4 and §5).

use alloc::string::String;
use core::time::Duration;

use helpthread_core::{
    hthmac::Signer,
    id::{ConversationId, CustomerId},
    model::{self, TagFields},
    retry::{self, Outcome},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{fields::Reader, refusal::Refusal};

/// The value of the Authorization header for exactly this body. The fields are the workspace key and the secret.
pub(crate) fn authorization(fields: &mut Reader<'_>, body: &[u8], now: i64) -> Result<String, Refusal> {
    let workspace_key = fields.text();
    let secret = fields.secret();
    if secret.is_empty() {
        return Err(Refusal::SecretMissing);
    }
    let signer = Signer::new(workspace_key, &secret).map_err(|_| Refusal::WorkspaceKey)?;
    Ok(signer.authorization(body, now))
}

/// Whether the field is a conversation's id, which may stand in a path.
pub(crate) fn check_conversation_id(fields: &mut Reader<'_>) -> Result<String, Refusal> {
    ConversationId::parse(fields.text()).map(|_| String::new()).map_err(|_| Refusal::ConversationId)
}

/// Whether the field is a customer's id, which may stand in a path.
pub(crate) fn check_customer_id(fields: &mut Reader<'_>) -> Result<String, Refusal> {
    CustomerId::parse(fields.text()).map(|_| String::new()).map_err(|_| Refusal::CustomerId)
}

/// The tag of a conversation that was read, for `If-Match`. The fields are those of the tag, in its order.
pub(crate) fn conversation_tag(fields: &mut Reader<'_>) -> String {
    model::tag(&TagFields {
        id: fields.text(),
        subject: fields.text(),
        status: fields.text(),
        assignee_id: fields.text(),
        updated_at: fields.text(),
        last_message_at: fields.text(),
    })
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
