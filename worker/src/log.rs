//! JSON log lines with a fixed set of fields. No request's path, header, body or message is ever one of them, so nothing
//! that a client or HelpThread sends can forge a line or leak through one.

use std::panic::PanicHookInfo;

use helpthread_policy::{config::Problem, hub::workspace::Note};
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

/// What the workspace's hub wants the operator to know.
pub(crate) fn noted(note: Note) {
    let line = match note {
        Note::ForeignUse { requests } => json!({ "event": "foreign_use_of_the_workspace_key", "requests": requests }),
        Note::BreakerOpened { until } => json!({ "event": "upstream_left_alone", "until": until }),
        Note::BreakerClosed => json!({ "event": "upstream_answers_again" }),
    };
    console_error!("{line}");
}

/// A hub's storage refused something; the hub goes on with what it has in memory.
pub(crate) fn storage_failed(operation: &str) {
    console_error!("{}", json!({ "event": "storage_failed", "operation": operation }));
}
