//! What came of a write, read by type and written again for the agent who asked (proxy.md §2, "Answers from upstream").
//!
//! A lost connection looks the same whether or not the write was applied. Where a second one would do harm, the client is told
//! `outcome_unknown` and not to try again.

use helpthread_core::{
    error::ErrorCode,
    id::CustomerId,
    model::{Conversation, Data, Message},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    answer::Answer,
    call::Call,
    upstream::{Answered, Upstream, failure},
};

/// The longest `ETag` that is passed on, in bytes.
const MAX_TAG_LENGTH: usize = 128;

/// What came of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Upstream applied it.
    Applied {
        /// The contract's object, and a change's `ETag` if upstream sent one.
        answer: Answer,
        /// Whose conversation was changed; a message does not tell.
        customer: Option<CustomerId>,
    },
    /// Upstream refused it, and nothing changed.
    Refused(Answer),
    /// It may have been applied. `outcome_unknown`, or the plain failure for a change that may be repeated without harm.
    Lost(Answer),
}

impl Outcome {
    /// What the client is told.
    pub fn into_answer(self) -> Answer {
        match self {
            Self::Applied { answer, .. } | Self::Refused(answer) | Self::Lost(answer) => answer,
        }
    }
}

/// Judges what upstream did with a reply or a change, at `now` (unix seconds).
pub fn write(call: &Call, upstream: &Upstream, now: i64) -> Outcome {
    if let Upstream::Answered(answered) = upstream {
        if answered.is_definite_refusal() {
            return Outcome::Refused(failure(upstream, now));
        }
        if let Some((answer, customer)) = applied(call, answered) {
            return Outcome::Applied { answer, customer };
        }
    }
    Outcome::Lost(if call.may_be_repeated() {
        failure(upstream, now)
    } else {
        Answer::plain_refusal(ErrorCode::OutcomeUnknown)
    })
}

/// The answer of a success; none when it is not what the contract says, or about something else than was asked for.
fn applied(call: &Call, answered: &Answered) -> Option<(Answer, Option<CustomerId>)> {
    match call {
        Call::Reply { conversation, .. } => {
            let message: Message = data(call, answered)?;
            (message.conversation_id == *conversation).then_some(())?;
            Some((json(call, message)?, None))
        }
        Call::Change { conversation, .. } => {
            let changed: Conversation = data(call, answered)?;
            (changed.id == *conversation).then_some(())?;
            let customer = changed.customer_id.clone();
            let answer = json(call, changed)?;
            let tag = answered.etag.as_deref().filter(|tag| is_tag(tag));
            let answer = match tag {
                Some(tag) => answer.with("ETag", tag.to_owned()),
                None => answer,
            };
            Some((answer, Some(customer)))
        }
        Call::History { .. } | Call::Conversations { .. } => None,
    }
}

fn data<T: DeserializeOwned>(call: &Call, answered: &Answered) -> Option<T> {
    (answered.status == call.success() && answered.is_json()).then_some(())?;
    serde_json::from_slice::<Data<T>>(&answered.body).ok().map(|envelope| envelope.data)
}

fn json(call: &Call, data: impl Serialize) -> Option<Answer> {
    serde_json::to_string(&Data { data }).ok().map(|json| Answer::json(call.success(), json))
}

/// One strong entity tag (RFC 9110 §8.8.3), quotes included, in visible ASCII.
pub(crate) fn is_tag(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    text.len() <= MAX_TAG_LENGTH
        && inner.is_some_and(|tag| tag.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'))
}
