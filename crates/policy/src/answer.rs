//! An answer of the proxy, before it becomes a platform's response.

use std::borrow::Cow;

use helpthread_core::{
    error::{ErrorCode, Refusal},
    rate_limit::RateLimit,
};

/// Header names and values, in the order in which they are sent.
pub type Headers = Vec<(&'static str, String)>;

/// Status, headers and body. Only headers that the proxy itself wrote can be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, without those of [`crate::cors::headers`].
    pub headers: Headers,
    /// The body; none for 204.
    pub body: Option<Cow<'static, [u8]>>,
}

impl Answer {
    /// A JSON answer that no cache may keep.
    pub fn json(status: u16, body: String) -> Self {
        let headers = vec![
            ("Content-Type", "application/json; charset=utf-8".to_owned()),
            ("Cache-Control", "no-store".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ];
        Self { status, headers, body: Some(Cow::Owned(body.into_bytes())) }
    }

    /// A file that never changes under its name, or one that a browser must ask for again (`stable_name`).
    pub fn file(bytes: &'static [u8], content_type: &str, stable_name: bool) -> Self {
        let caching = if stable_name { "no-cache" } else { "public, max-age=31536000, immutable" };
        let headers = vec![
            ("Content-Type", content_type.to_owned()),
            ("Cache-Control", caching.to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ];
        Self { status: 200, headers, body: Some(Cow::Borrowed(bytes)) }
    }

    /// A refusal in the contract's envelope.
    pub fn refusal(refusal: &Refusal) -> Self {
        Self::json(refusal.code.status(), refusal.to_json())
    }

    /// A refusal whose message is the code's meaning.
    pub fn plain_refusal(code: ErrorCode) -> Self {
        Self::refusal(&Refusal::plain(code))
    }

    /// 429 with the seconds until the limit's window ends.
    pub fn rate_limited(limit: RateLimit, now: i64) -> Self {
        Self::plain_refusal(ErrorCode::RateLimitExceeded).with("Retry-After", limit.retry_after(now).to_string())
    }

    /// 405 with what the route answers to.
    pub fn method_not_allowed(allow: &str) -> Self {
        Self::plain_refusal(ErrorCode::MethodNotAllowed).with("Allow", allow.to_owned())
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
