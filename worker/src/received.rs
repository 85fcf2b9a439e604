//! The few parts of a request that decisions are made from, out of the platform's object.

use helpthread_policy::inbound::Inbound;
use worker::Request;

/// Owns what [`Inbound`] borrows.
pub(crate) struct Received {
    method: String,
    url: String,
    origin: Option<String>,
    authorization: Option<String>,
    requested_method: Option<String>,
}

impl Received {
    pub(crate) fn read(request: &Request) -> worker::Result<Self> {
        let headers = request.headers();
        // The inner request's strings: workers-rs' own method() and url() normalise what must be judged as it came.
        let inner = request.inner();
        Ok(Self {
            method: inner.method(),
            url: inner.url(),
            origin: headers.get("Origin")?,
            authorization: headers.get("Authorization")?,
            requested_method: headers.get("Access-Control-Request-Method")?,
        })
    }

    pub(crate) fn inbound(&self) -> Inbound<'_> {
        Inbound {
            method: &self.method,
            url: &self.url,
            origin: self.origin.as_deref(),
            authorization: self.authorization.as_deref(),
            requested_method: self.requested_method.as_deref(),
        }
    }
}
