//! JSON log lines with a fixed set of fields. No request's path, header, body or message is ever one of them, so nothing
//! that a client or HelpThread sends can forge a line or leak through one.

use std::panic::PanicHookInfo;

use helpthread_policy::config::Problem;
use serde_json::json;
use worker::console_error;

/// A panic: where it was, not its message, which may hold whatever was being looked at.
pub(crate) fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
    console_error!("{}", json!({ "event": "panic", "place": place }));
}

/// Every problem of the configuration: names, never values.
pub(crate) fn misconfigured(problems: &[Problem]) {
    console_error!("{}", json!({ "event": "misconfigured", "problems": problems }));
}
