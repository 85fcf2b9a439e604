//! A request as it arrived: the few parts that decisions are made from.

use helpthread_core::target::Target;

/// The parts of a client's request that the proxy looks at. Everything else is ignored, cookies included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inbound<'a> {
    /// The method as sent.
    pub method: &'a str,
    /// The whole URL as the platform gives it, not normalised.
    pub url: &'a str,
    /// The headers, in the order of [`HEADERS`]; a repeated one arrives as one value with commas.
    pub headers: [Option<&'a str>; HEADERS.len()],
}

/// The headers that are looked at, so that a platform can read them all at once.
pub const HEADERS: [&str; 12] = [
    "origin",
    "authorization",
    "access-control-request-method",
    "content-type",
    "if-match",
    "idempotency-key",
    "upgrade",
    "sec-websocket-protocol",
    "traceparent",
    helpthread_core::webhook::ID_HEADER,
    helpthread_core::webhook::TIMESTAMP_HEADER,
    helpthread_core::webhook::SIGNATURE_HEADER,
];

impl<'a> Inbound<'a> {
    /// The path and the query, raw.
    pub fn target(&self) -> Target<'a> {
        Target::of(self.url)
    }

    /// A header of [`HEADERS`], in lower case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let index = HEADERS.iter().position(|known| *known == name)?;
        self.headers.get(index).copied().flatten()
    }

    /// `Origin`.
    pub fn origin(&self) -> Option<&'a str> {
        self.header("origin")
    }

    /// Whether this is a CORS preflight (Fetch standard, "CORS-preflight request").
    pub fn is_preflight(&self) -> bool {
        let requests_a_method = self.header("access-control-request-method").is_some();
        self.method == "OPTIONS" && self.origin().is_some() && requests_a_method
    }

    /// Whether the body claims to be JSON; parameters such as charset are fine.
    pub fn is_json(&self) -> bool {
        is_json(self.header("content-type"))
    }

    /// The same request with another value of a header, which must be one of [`HEADERS`].
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&'a str>) -> Self {
        for (known, slot) in HEADERS.iter().zip(&mut self.headers) {
            if *known == name {
                *slot = value;
            }
        }
        self
    }
}

/// Whether a `Content-Type` is JSON, parameters aside.
pub(crate) fn is_json(content_type: Option<&str>) -> bool {
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
