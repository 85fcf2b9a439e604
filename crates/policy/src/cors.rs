//! CORS (proxy.md §2): exact origins, no credentials mode, preflight before authentication, `Vary: Origin` always.

use helpthread_core::origin::Origin;

use crate::{
    answer::{Answer, Headers},
    inbound::Inbound,
    route::Place,
};

/// The origins whose pages may read the proxy's answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<Origin>);

/// What a request's Origin header means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestOrigin<'a> {
    /// There is none: not a page of another origin.
    Absent,
    /// One of [`AllowedOrigins`].
    Allowed(&'a str),
    /// Any other, `null` included.
    Foreign,
}

impl AllowedOrigins {
    /// The set of these origins.
    pub fn new(origins: Vec<Origin>) -> Self {
        Self(origins)
    }

    /// Judges an Origin header by exact comparison.
    pub fn judge<'a>(&self, header: Option<&'a str>) -> RequestOrigin<'a> {
        match header {
            None => RequestOrigin::Absent,
            Some(text) if self.0.iter().any(|origin| origin.as_str() == text) => RequestOrigin::Allowed(text),
            Some(_) => RequestOrigin::Foreign,
        }
    }
}

/// The headers that every answer at `place` carries, refusals too.
pub fn headers(place: Place, inbound: &Inbound<'_>, origins: &AllowedOrigins) -> Headers {
    let mut headers = vec![("Vary", "Origin".to_owned())];
    match place {
        Place::Widget => {
            headers.push(("Access-Control-Allow-Origin", "*".to_owned()));
            headers.push(("Cross-Origin-Resource-Policy", "cross-origin".to_owned()));
        }
        Place::Elsewhere => {
            if let RequestOrigin::Allowed(origin) = origins.judge(inbound.origin()) {
                headers.push(("Access-Control-Allow-Origin", origin.to_owned()));
                let exposed = "ETag, Retry-After, X-Request-Id, Age, HelpThread-Cache";
                headers.push(("Access-Control-Expose-Headers", exposed.to_owned()));
            }
        }
    }
    headers
}

/// The answer to a preflight from an allowed origin for a route that answers `method`.
pub fn preflight(method: &str) -> Answer {
    let headers = vec![
        ("Access-Control-Allow-Methods", method.to_owned()),
        ("Access-Control-Allow-Headers", "authorization, content-type, idempotency-key, if-match".to_owned()),
        ("Access-Control-Max-Age", "600".to_owned()),
        ("Cache-Control", "no-store".to_owned()),
    ];
    Answer { status: 204, headers, body: None }
}
