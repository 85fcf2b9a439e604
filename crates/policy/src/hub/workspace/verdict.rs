//! Whether a write was applied (proxy.md §5): certainly, certainly not, or nobody knows.

use helpthread_core::{error::ErrorCode, id::CustomerId};

use super::writes::Writing;
use crate::{
    answer::Answer,
    answer_of::{self, Outcome},
    hub::Exchange,
    upstream::{Answered, Upstream},
};

/// What is known of a write.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It was applied; of a change, whose conversation it is.
    Applied(Answer, Option<CustomerId>),
    /// Upstream has refused it for good, and nothing has changed.
    Refused(Answer),
    /// It may have been applied.
    Lost(Answer),
}

/// Judges the exchange of a write at `now` (unix seconds).
pub(super) fn of(writing: &Writing, exchange: &Exchange, now: i64) -> Verdict {
    let call = &writing.call;
    match answer_of::write(call, &exchange.upstream, now) {
        Outcome::Applied { answer, customer } => Verdict::Applied(answer, customer),
        Outcome::Lost(answer) => Verdict::Lost(answer),
        Outcome::Refused(answer) => {
            // An earlier attempt may have been applied before its answer was lost.
            let asked_before =
                writing.again || exchange.attempts > 1 && (call.may_be_repeated() || writing.upstream_key.is_some());
            match refusal(&exchange.upstream) {
                Some(_) if !asked_before => Verdict::Refused(answer),
                // Under its own key it would have got the first answer again.
                Some(Refusal::OfRequest) if writing.upstream_key.is_some() => Verdict::Refused(answer),
                _ if call.may_be_repeated() => Verdict::Lost(answer),
                _ => Verdict::Lost(Answer::plain_refusal(ErrorCode::OutcomeUnknown)),
            }
        }
    }
}

/// What a refusal says of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// Upstream has looked at it, and at what was done under its key before.
    OfRequest,
    /// Upstream did not look at it. It was not applied this time.
    BeforeReading,
}

/// None for whatever is not the contract's refusal: a gateway's page says nothing about what is behind it.
fn refusal(upstream: &Upstream) -> Option<Refusal> {
    let Upstream::Answered(answered) = upstream else {
        return None;
    };
    match answered {
        Answered { status: 401 | 429, .. } => Some(Refusal::BeforeReading),
        Answered { status: 403, .. } => answered.refusal().map(|_| Refusal::BeforeReading),
        Answered { status: 400..=499, .. } => answered.refusal().map(|_| Refusal::OfRequest),
        Answered { .. } => None,
    }
}
