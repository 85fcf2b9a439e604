//! A request as it arrived: the few parts that decisions are made from.

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
    /// The path, raw: from the first `/` after the authority to the query or fragment.
    pub fn path(&self) -> &'a str {
        let target = self.target();
        target.split(['?', '#']).next().unwrap_or_default()
    }

    /// The query, raw and without `?`; empty when there is none.
    pub fn query(&self) -> &'a str {
        let target = self.target().split('#').next().unwrap_or_default();
        target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Whether this is a CORS preflight (Fetch standard, "CORS-preflight request").
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.origin.is_some() && self.requested_method.is_some()
    }

    fn target(&self) -> &'a str {
        let after_scheme = self.url.split_once("://").map_or(self.url, |(_, rest)| rest);
        after_scheme.find('/').and_then(|start| after_scheme.get(start..)).unwrap_or_default()
    }
}
