//! JSON log lines with a fixed set of fields. No request's path, header, body or message is ever one of them, so nothing
//! that a client or HelpThread sends can forge a line or leak through one.

use std::panic::PanicHookInfo;

use helpthread_policy::config::Problem;
use serde_json::json;
use worker::console_error;

use crate::platform::random_uuid;

/// A panic: where it was, not its message, which may hold whatever was being looked at.
pub(crate) fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
    console_error!("{}", json!({ "event": "panic", "place": place }));
}

/// Writes the lines of one request under its id.
pub(crate) struct Log {
    request_id: String,
}

impl Log {
    pub(crate) fn new() -> Self {
        Self { request_id: format!("req_{}", random_uuid()) }
    }

    /// The id that the answer's `X-Request-Id` tells.
    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Every problem of the configuration: names, never values.
    pub(crate) fn misconfigured(&self, problems: &[Problem]) {
        console_error!("{}", json!({ "event": "misconfigured", "request_id": self.request_id, "problems": problems }));
    }

    /// Upstream gave no usable answer; `reason` is one of our own words, `status` is upstream's if there was one.
    pub(crate) fn upstream_failed(&self, reason: &str, status: Option<u16>) {
        let line =
            json!({ "event": "upstream_failed", "request_id": self.request_id, "reason": reason, "status": status });
        console_error!("{line}");
    }
}
