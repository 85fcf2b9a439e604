//! What the client asks before, between and after attempts: ids, the Authorization header, a conversation's tag, whether
//! and when to try again (api-v1.md §1, §4 and §5).

use helpthread_core::{
    hthmac::write_authorization,
    id::{self, ConversationId, CustomerId, has_form},
    model::Tagging,
    retry::{self, Outcome},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    exchange::{Answer, Caller},
    refusal::Refusal,
    signature,
    webhook::TIMESTAMP,
};

/// Room for an id, and for a workspace key, of which one more character would be too many.
pub(crate) const ID: usize = id::MAX_LENGTH + 1;
const WORKSPACE_KEY: usize = 128 + 1;

/// The value of the Authorization header for exactly this body. The fields are the workspace key, unix seconds in digits, the secret and
/// the body.
pub(crate) fn authorization(caller: &mut impl Caller, answer: &mut Answer) -> Result<(), Refusal> {
    let (mut workspace_key, mut timestamp) = ([0; WORKSPACE_KEY], [0; TIMESTAMP]);
    let (workspace_key, timestamp) = (caller.field(&mut workspace_key), caller.field(&mut timestamp));
    let signature = signature::of_body(caller)?;
    write_authorization(workspace_key, &signature, timestamp, answer).map_err(|_| Refusal::WorkspaceKey)
}

/// Whether the field is a conversation's id, which may stand in a path.
pub(crate) fn check_conversation_id(caller: &mut impl Caller) -> Result<(), Refusal> {
    check(caller, ConversationId::PREFIX, Refusal::ConversationId)
}

/// Whether the field is a customer's id, which may stand in a path.
pub(crate) fn check_customer_id(caller: &mut impl Caller) -> Result<(), Refusal> {
    check(caller, CustomerId::PREFIX, Refusal::CustomerId)
}

fn check(caller: &mut impl Caller, prefix: &str, refusal: Refusal) -> Result<(), Refusal> {
    if has_form(caller.field(&mut [0; ID]), prefix) { Ok(()) } else { Err(refusal) }
}

/// The tag of a conversation that was read, for `If-Match`. The fields are those of the tag, in its order, as bytes.
pub(crate) fn conversation_tag(caller: &mut impl Caller, answer: &mut Answer) {
    let mut tagging = Tagging::new(b"");
    for before in [&b""[..], b"\n", b"\n", b"\n", b"\n", b"\n"] {
        tagging.update(before);
        caller.pieces(|piece| tagging.update(piece));
    }
    tagging.write(answer);
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
    wait.map_or(-1, |wait| i32::try_from(wait.as_secs() * 1000 + u64::from(wait.subsec_millis())).unwrap_or(i32::MAX))
}
