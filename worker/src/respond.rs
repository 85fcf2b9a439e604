//! From an answer to the platform's response.

use helpthread_policy::answer::{Answer, Headers};
use worker::web_sys;

use crate::platform;

/// The response, with the headers that go with every answer to this request.
pub(crate) fn respond(answer: &Answer, common: Headers) -> worker::Result<web_sys::Response> {
    let headers: Headers = answer.headers.iter().cloned().chain(common).collect();
    platform::respond(answer.status, &headers, answer.body.as_deref())
}
