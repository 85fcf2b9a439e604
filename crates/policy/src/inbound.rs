//! A request as it arrived: the few parts that decisions are made from.

use helpthread_core::target::Target;

/// The parts of a client's request that the proxy looks at. Everything else is ignored, cookies included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inbound<'a> {
    /// The method as sent.
    pub method: &'a str,
    /// The whole URL as the platform gives it, not normalised.
    pub url: &'a str,
    /// The `Origin` header.
    pub origin: Option<&'a str>,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `Access-Control-Request-Method` header, which makes an OPTIONS request a preflight.
    pub requested_method: Option<&'a str>,
}

impl<'a> Inbound<'a> {
    /// The path and the query, raw.
    pub fn target(&self) -> Target<'a> {
        Target::of(self.url)
    }

    /// Whether this is a CORS preflight (Fetch standard, "CORS-preflight request").
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.origin.is_some() && self.requested_method.is_some()
    }
}
