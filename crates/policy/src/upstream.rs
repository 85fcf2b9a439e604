//! What came of a request to HelpThread, and what a client is told when it was not a success (proxy.md §2, "Answers from
//! upstream").

use helpthread_core::{
    error::{ErrorCode, Refusal},
    rate_limit::RateLimit,
};
use serde::Deserialize;

use crate::answer::Answer;

/// The largest answer that is read, in bytes.
pub const MAX_ANSWER_BYTES: usize = 2 * 1024 * 1024;
/// The time for one request, its answer's body included, in milliseconds.
pub const DEADLINE_MILLISECONDS: u32 = 10_000;

/// What came of a request.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// A whole answer of at most [`MAX_ANSWER_BYTES`].
    Answered(Answered),
    /// No whole answer within the deadline.
    TimedOut,
    /// No answer: the connection failed, or the answer was too large.
    Failed,
}

/// The parts of an answer that are looked at. Every other header stays behind.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `X-RateLimit-Reset`, in unix seconds.
    pub reset: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answered {
    /// Whether the body claims to be JSON; parameters such as charset are fine.
    pub fn is_json(&self) -> bool {
        let essence = self.content_type.as_deref().and_then(|value| value.split(';').next()).unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    }
}

/// What a client is told about an answer that is not the expected success.
pub fn failure(upstream: &Upstream, now: i64) -> Answer {
    let answered = match upstream {
        Upstream::TimedOut => return Answer::plain_refusal(ErrorCode::UpstreamTimeout),
        Upstream::Failed => return Answer::plain_refusal(ErrorCode::UpstreamUnavailable),
        Upstream::Answered(answered) => answered,
    };
    match answered.status {
        // The client's own mistake, or a fact about what it asked for: it may know the code and the message.
        400 | 404 | 409 | 422 => error_envelope(answered)
            .map_or_else(|| Answer::plain_refusal(ErrorCode::UpstreamUnavailable), |refusal| Answer::refusal(&refusal)),
        // Never 401: the widget would ask for a new session token, which is not what is wrong.
        401 | 403 => Answer::plain_refusal(ErrorCode::Misconfigured),
        429 => Answer::rate_limited(limit(answered, now), now),
        _ => Answer::plain_refusal(ErrorCode::UpstreamUnavailable),
    }
}

/// The refusal of an error answer, if it is one of the contract's with the status that the contract gives it.
fn error_envelope(answered: &Answered) -> Option<Refusal> {
    #[derive(Deserialize)]
    struct Envelope {
        error: Body,
    }
    #[derive(Deserialize)]
    struct Body {
        code: String,
        message: String,
    }
    let Envelope { error } = serde_json::from_slice(&answered.body).ok()?;
    let code = ErrorCode::parse(&error.code).filter(|code| code.status() == answered.status)?;
    Some(Refusal::new(code, error.message))
}

/// When upstream's window ends; by the contract's minute when it does not say.
fn limit(answered: &Answered, now: i64) -> RateLimit {
    let by_minute = RateLimit::after(0, 0, now);
    let reset = answered.reset.as_deref().and_then(|text| text.trim().parse().ok());
    // A window is a minute long: a reset further away is a wrong clock, and a client must not wait for it.
    let reset = reset.filter(|reset: &i64| *reset <= now.saturating_add(120)).unwrap_or(by_minute.reset);
    RateLimit { reset, ..by_minute }
}
