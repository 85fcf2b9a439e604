//! What the operator gets to know of a request: one line of the log, and the client's `Server-Timing`.
//!
//! The fields are an allow-list of numbers and of our own words. No path, header, body, token, subject or id of anybody's is among
//! them, so nothing that a client or upstream sends can forge a line or leak through one (threats.md rows 4 and 27).

use serde::Serialize;

use crate::{
    decide::About,
    hub::{CacheState, Exchange, Trace},
    upstream::Upstream,
};

/// Methods that are named; any other text of a client's is not repeated.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];

/// One request.
#[derive(Debug, Clone, Serialize)]
pub struct Line<'a> {
    event: &'static str,
    /// Ours; the answer's `X-Request-Id`.
    request_id: &'a str,
    route: &'static str,
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<CacheState>,
    upstream_attempts: u8,
    upstream_milliseconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<Said>,
    milliseconds: u32,
}

/// What upstream said last, where it was asked on behalf of this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Said {
    /// Its status.
    Status(u16),
    /// Our word for why there is none.
    Nothing(&'static str),
}

impl Said {
    /// What came of an exchange.
    pub fn of(exchange: &Exchange) -> Self {
        match &exchange.upstream {
            Upstream::Answered(answered) => Self::Status(answered.status),
            Upstream::TimedOut => Self::Nothing("deadline"),
            Upstream::Failed => Self::Nothing("connection"),
        }
    }
}

impl<'a> Line<'a> {
    /// The line of a request that was answered with `status` after `milliseconds`.
    pub fn new(request_id: &'a str, method: &str, about: About, status: u16, trace: Trace, milliseconds: u32) -> Self {
        Self {
            event: "request",
            request_id,
            route: about.route,
            method: METHODS.into_iter().find(|known| *known == method).unwrap_or("other"),
            role: about.role,
            status,
            cache: trace.cache,
            upstream_attempts: trace.attempts,
            upstream_milliseconds: trace.upstream_milliseconds,
            upstream: None,
            milliseconds,
        }
    }

    /// With what upstream said.
    #[must_use]
    pub fn with_upstream(self, said: Option<Said>) -> Self {
        Self { upstream: said, ..self }
    }

    /// The line as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The value of `Server-Timing`.
pub fn server_timing(trace: Trace, milliseconds: u32) -> String {
    if trace.attempts == 0 {
        return format!("total;dur={milliseconds}");
    }
    format!("upstream;dur={}, total;dur={milliseconds}", trace.upstream_milliseconds)
}
