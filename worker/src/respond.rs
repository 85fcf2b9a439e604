//! From an answer to the platform's response.

use helpthread_policy::answer::{Answer, Headers};
use worker::{Response, ResponseBuilder};

use crate::log::Log;

/// The response, with the headers that go with every answer to this request.
pub(crate) fn respond(answer: Answer, common: Headers, log: &Log) -> worker::Result<Response> {
    let headers = worker::Headers::new();
    for (name, value) in answer.headers.into_iter().chain(common) {
        headers.set(name, &value)?;
    }
    headers.set("X-Request-Id", log.request_id())?;
    let builder = ResponseBuilder::new().with_status(answer.status).with_headers(headers);
    Ok(match answer.body {
        Some(body) => builder.fixed(body.into_owned()),
        None => builder.empty(),
    })
}
