//! What went wrong, in a form both a person and a host's `helpthread-error` listener can use.

use alloc::borrow::ToOwned;
use alloc::string::String;

/// A failure the widget shows: a stable code, and a message meant for the host's developer.
///
/// The customer never sees `message`; she sees the sentence of her language for [`Fault::kind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A code of the error table (api-v1.md §4, proxy.md §2), or one of this module's constants.
    pub code: String,
    /// One sentence for whoever embeds the widget. Never holds a token.
    pub message: String,
    /// After how many seconds the proxy takes requests again, if it said so.
    pub retry_after: Option<u32>,
}

/// The families of failure that deserve different words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The proxy could not be reached at all.
    Unreachable,
    /// Too many requests: waiting helps.
    RateLimited,
    /// The page is set up wrongly: trying again does not help the customer.
    Misconfigured,
    /// Nobody knows whether a reply arrived: trying again is safe, for it carries the same key.
    Unknown,
    /// The session is over.
    Expired,
    /// Anything else: trying again may help.
    Unavailable,
}

impl FaultKind {
    /// Its name in the widget's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::RateLimited => "rateLimited",
            Self::Misconfigured => "misconfigured",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The request never got an answer: offline, refused, or stopped by the browser (CORS, `connect-src`).
pub const NETWORK_UNREACHABLE: &str = "network_unreachable";
/// The answer was not what api-v1.md promises.
pub const UNEXPECTED_ANSWER: &str = "unexpected_answer";
/// The host's `getToken` threw, or returned something that cannot be a token.
pub const TOKEN_UNAVAILABLE: &str = "token_unavailable";
/// The `customer` attribute is not a customer id.
pub const INVALID_CUSTOMER: &str = "invalid_customer";
/// The `endpoint` attribute is not an absolute http or https URL.
pub const INVALID_ENDPOINT: &str = "invalid_endpoint";

impl Fault {
    /// A fault with a code and a message for developers.
    pub fn new(code: &str, message: &str) -> Self {
        Self { code: code.to_owned(), message: message.to_owned(), retry_after: None }
    }

    /// Which words to show for this fault.
    pub fn kind(&self) -> FaultKind {
        match self.code.as_str() {
            NETWORK_UNREACHABLE => FaultKind::Unreachable,
            "rate_limit_exceeded" => FaultKind::RateLimited,
            INVALID_CUSTOMER | INVALID_ENDPOINT | "origin_not_allowed" | "insufficient_scope" | "misconfigured" => {
                FaultKind::Misconfigured
            }
            "outcome_unknown" => FaultKind::Unknown,
            "session_expired" | "invalid_session" => FaultKind::Expired,
            _ => FaultKind::Unavailable,
        }
    }
}
