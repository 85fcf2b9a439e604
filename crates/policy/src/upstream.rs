//! What came of a request to HelpThread, and what a client is told when it was not a success (proxy.md §2, "Answers from
//! upstream").

use helpthread_core::{
    error::{ErrorCode, Refusal},
    rate_limit::RateLimit,
};
use serde::Deserialize;

use crate::{answer::Answer, inbound::is_json};

/// The largest answer that is read, in bytes.
pub const MAX_ANSWER_BYTES: usize = 2 * 1024 * 1024;
/// The time for a call, all its attempts and their answers' bodies included, in milliseconds.
pub const DEADLINE_MILLISECONDS: u32 = 10_000;

/// What came of a request.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// A whole answer of at most [`MAX_ANSWER_BYTES`].
    Answered(Answered),
    /// No whole answer within the deadline.
    TimedOut,
    /// No whole answer: the connection failed.
    Failed,
}

/// The parts of an answer that are looked at. Every other header stays behind.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Date`.
    pub date: Option<String>,
    /// `X-RateLimit-Limit`.
    pub limit: Option<String>,
    /// `X-RateLimit-Remaining`.
    pub remaining: Option<String>,
    /// `X-RateLimit-Reset`, in unix seconds.
    pub reset: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answered {
    /// What the three headers say of the budget; none when one is missing or not a number.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::parse(self.limit.as_deref(), self.remaining.as_deref(), self.reset.as_deref())
    }

    /// Tells the end of the window by our clock, where upstream's is known to be `skew` seconds ahead of it.
    pub(crate) fn turn_back(&mut self, skew: i64) {
        let ours = |text: &String| text.trim().parse::<i64>().ok().map(|reset| reset.saturating_sub(skew).to_string());
        if skew != 0
            && let Some(reset) = self.reset.as_ref().and_then(ours)
        {
            self.reset = Some(reset);
        }
    }

    /// The contract's refusal that this error answer is, if its code has the status that the contract gives it.
    pub fn refusal(&self) -> Option<Refusal> {
        #[derive(Deserialize)]
        struct Envelope {
            error: Body,
        }
        #[derive(Deserialize)]
        struct Body {
            code: String,
            message: String,
        }
        let Envelope { error } = serde_json::from_slice(&self.body).ok()?;
        let code = ErrorCode::parse(&error.code).filter(|code| code.status() == self.status)?;
        let fit = is_fit_for_a_client(&error.message);
        Some(if fit { Refusal::new(code, error.message) } else { Refusal::plain(code) })
    }

    /// Whether nothing was applied, whatever was asked for. A gateway's page is none: it says nothing about what is behind it.
    pub fn is_definite_refusal(&self) -> bool {
        match self.status {
            401 | 429 => true,
            400..=499 => self.refusal().is_some(),
            _ => false,
        }
    }

    /// Whether the body claims to be JSON; parameters such as charset are fine.
    pub fn is_json(&self) -> bool {
        is_json(self.content_type.as_deref())
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
        400 | 404 | 409 | 422 => answered
            .refusal()
            .map_or_else(|| Answer::plain_refusal(ErrorCode::UpstreamUnavailable), |refusal| Answer::refusal(&refusal)),
        // Never 401: the widget would ask for a new session token, which is not what is wrong.
        401 | 403 => Answer::plain_refusal(ErrorCode::Misconfigured),
        429 => Answer::rate_limited(limit(answered, now), now),
        _ => Answer::plain_refusal(ErrorCode::UpstreamUnavailable),
    }
}

/// Whether a message of upstream's may be shown: one short line that holds neither a signature nor anything as long as one. An
/// upstream that echoes what it was sent would otherwise hand the signature to a browser.
fn is_fit_for_a_client(message: &str) -> bool {
    // Whatever stands around it: a signature that is glued to a word is still one.
    let mut digits = message.as_bytes().split(|byte| !byte.is_ascii_hexdigit());
    message.len() <= 300
        && !message.chars().any(char::is_control)
        && !message.contains("HTHMAC")
        && !digits.any(|run| run.len() >= 64)
}

/// When upstream's window ends; by the contract's minute when it does not say.
fn limit(answered: &Answered, now: i64) -> RateLimit {
    let by_minute = RateLimit::after(0, 0, now);
    let reset = answered.reset.as_deref().and_then(|text| text.trim().parse().ok());
    // A window is a minute long: a reset further away is a wrong clock, and a client must not wait for it.
    let reset = reset.filter(|reset: &i64| *reset <= now.saturating_add(120)).unwrap_or(by_minute.reset);
    RateLimit { reset, ..by_minute }
}
