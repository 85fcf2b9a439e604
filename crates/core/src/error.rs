//! One table of error codes for the API, the proxy, the SDK and the documentation (api-v1.md §4, proxy.md §1 and §2),
//! and the refusal that carries one to a client.

use alloc::{format, string::String};
use core::fmt;

use serde::Serialize;

use crate::{
    id::{ConversationId, CustomerId},
    model::ConversationStatus,
};

/// Which part of the system answers with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Producer {
    /// The `HelpThread` API; the proxy passes it on or answers alike.
    Api,
    /// The signing proxy. (The API's sandbox answers `origin_not_allowed` too, to a web page that would reset it.)
    Proxy,
}

/// What a client does about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same request fails again: change it first.
    No,
    /// The same request may succeed later, after back-off.
    Later,
    /// The same request may succeed with a fresh session token.
    WithNewToken,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal, $producer:ident, $retry:ident, $meaning:literal, $resolution:literal;)*) => {
        /// Every code that a client can meet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $name,)*
        }

        impl ErrorCode {
            /// Every code, in the order of the contract, then the proxy's own.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it comes with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What happened.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// What to do about it.
            pub const fn resolution(self) -> &'static str {
                match self { $(Self::$name => $resolution,)* }
            }

            /// Who answers with it.
            pub const fn producer(self) -> Producer {
                match self { $(Self::$name => Producer::$producer,)* }
            }

            /// Whether to try again.
            pub const fn retry(self) -> Retry {
                match self { $(Self::$name => Retry::$retry,)* }
            }
        }
    };
}

error_codes! {
    InvalidRequest = 400 "invalid_request", Api, No,
        "The request is malformed, lacks required JSON or has unsupported fields.", "Compare the body with the schema.";
    InvalidFilter = 400 "invalid_filter", Api, No,
        "A query filter has an unsupported value.", "Use an allowed value and remove unknown filters.";
    InvalidStatusTransition = 400 "invalid_status_transition", Api, No,
        "The change of status is not allowed.", "Refresh the conversation and retry with an allowed change.";
    InvalidWebhookUrl = 400 "invalid_webhook_url", Api, No,
        "The webhook URL is not valid or not HTTPS.", "Register a public HTTPS endpoint.";
    MissingAuthentication = 401 "missing_authentication", Api, No,
        "There is no Authorization header.", "Sign every request; to the proxy, send a session token.";
    InvalidSignature = 401 "invalid_signature", Api, No,
        "The signature does not match the raw body.", "Sign the exact bytes that are sent.";
    TimestampOutOfRange = 401 "timestamp_out_of_range", Api, No,
        "The timestamp is outside the replay window.", "Sync the clock with NTP and use a fresh timestamp.";
    InsufficientScope = 403 "insufficient_scope", Api, No,
        "The credential or session lacks the permission.", "Change its scopes or use another one.";
    ConversationNotFound = 404 "conversation_not_found", Api, No,
        "The conversation does not exist or is not visible.", "Check the id and the workspace.";
    CustomerNotFound = 404 "customer_not_found", Api, No,
        "The customer does not exist or is not visible.", "Check the id and the workspace.";
    Conflict = 409 "conflict", Api, No,
        "The resource changed meanwhile.", "Fetch it again and retry if the change still applies.";
    RateLimitExceeded = 429 "rate_limit_exceeded", Api, Later,
        "There were more requests than the limit.", "Retry after X-RateLimit-Reset with exponential backoff.";
    NotFound = 404 "not_found", Api, No,
        "There is no such route.", "Check the path against the reference.";
    MethodNotAllowed = 405 "method_not_allowed", Api, No,
        "The route does not answer this method.", "Use a method of the Allow header.";
    PayloadTooLarge = 413 "payload_too_large", Api, No,
        "The body is larger than the limit.", "Send at most 256 KiB.";
    UnsupportedMediaType = 415 "unsupported_media_type", Api, No,
        "The body's content type is not JSON.", "Send Content-Type: application/json.";
    IdempotencyMismatch = 422 "idempotency_mismatch", Api, No,
        "The Idempotency-Key was used with another request.", "Use a new key for a new request.";
    InternalError = 500 "internal_error", Api, Later,
        "Something failed on our side.", "Retry with backoff; report the request id if it persists.";
    InvalidSession = 401 "invalid_session", Proxy, WithNewToken,
        "The session token is not valid.", "Ask the host's back end for a new token.";
    SessionExpired = 401 "session_expired", Proxy, WithNewToken,
        "The session token has expired.", "Ask the host's back end for a new token.";
    OriginNotAllowed = 403 "origin_not_allowed", Proxy, No,
        "The page's origin may not use this proxy.", "Add the exact origin to ALLOWED_ORIGINS.";
    Misconfigured = 503 "misconfigured", Proxy, Later,
        "The proxy's configuration is not usable.", "The operator finds every problem in the log and at /healthz.";
    UpstreamTimeout = 504 "upstream_timeout", Proxy, Later,
        "HelpThread did not answer in time.", "Retry with backoff.";
    UpstreamUnavailable = 502 "upstream_unavailable", Proxy, Later,
        "HelpThread could not be reached or answered with something else.", "Retry with backoff.";
    OutcomeUnknown = 502 "outcome_unknown", Proxy, No,
        "Whether the write was applied is not known.", "Read the conversation before writing again.";
}

impl ErrorCode {
    /// The code written `code`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that is refused: what the client is told, and nothing that it must not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code, which also decides the HTTP status.
    pub code: ErrorCode,
    /// One sentence for the client's developer. Never a secret, a token, a signature, a path or SQL.
    pub message: String,
}

impl Refusal {
    /// A refusal with a message of its own.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// A refusal whose message is the code's meaning.
    pub fn plain(code: ErrorCode) -> Self {
        Self::new(code, code.meaning())
    }

    /// `No customer was found for id cus_….`
    pub fn customer_not_found(id: &CustomerId) -> Self {
        Self::nothing_found(ErrorCode::CustomerNotFound, "customer", id.as_str())
    }

    /// `No conversation was found for id cnv_….`
    pub fn conversation_not_found(id: &ConversationId) -> Self {
        Self::nothing_found(ErrorCode::ConversationNotFound, "conversation", id.as_str())
    }

    pub(crate) fn nothing_found(code: ErrorCode, kind: &str, id: &str) -> Self {
        Self::new(code, format!("No {kind} was found for id {id}."))
    }

    /// `Conversation cnv_… cannot be moved from closed to pending.`
    pub fn status_transition(id: &ConversationId, from: &ConversationStatus, to: &ConversationStatus) -> Self {
        Self::new(
            ErrorCode::InvalidStatusTransition,
            format!("Conversation {id} cannot be moved from {} to {}.", from.as_str(), to.as_str()),
        )
    }

    /// The envelope `{"error":{"code":"…","message":"…"}}`.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Envelope<'a> {
            error: Body<'a>,
        }
        #[derive(Serialize)]
        struct Body<'a> {
            code: &'static str,
            message: &'a str,
        }
        let envelope = Envelope { error: Body { code: self.code.as_str(), message: &self.message } };
        // Two strings always serialise; the fallback keeps the envelope's shape without a panic path.
        serde_json::to_string(&envelope)
            .unwrap_or_else(|_| format!(r#"{{"error":{{"code":"{}","message":""}}}}"#, self.code))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl core::error::Error for Refusal {}
