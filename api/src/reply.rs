//! An answer as a response of the platform, and its fault in the log.

use helpthread_inbox::answer::Answer;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Headers, Response, ResponseBuilder, Result, console_error};

#[wasm_bindgen(module = "/src/boundary.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn headers(lines: &str) -> std::result::Result<web_sys::Headers, JsValue>;
}

/// The response of the Worker itself.
pub(crate) fn told(answer: &Answer, request_id: &str) -> Result<web_sys::Response> {
    with(answer, request_id).map(Into::into)
}

/// The response; what went wrong inside goes to the log under the request's id, and nowhere else.
pub(crate) fn with(answer: &Answer, request_id: &str) -> Result<Response> {
    if let Some(fault) = &answer.fault {
        log(request_id, fault);
    }
    let lines: Vec<_> = answer.headers.iter().flat_map(|(name, value)| [*name, value.as_str()]).collect();
    let headers = Headers(headers(&lines.join("\n"))?);
    let builder = ResponseBuilder::new().with_status(answer.status).with_headers(headers);
    Ok(builder.fixed(answer.body.clone().into_bytes()))
}

/// Writes a fault to the log. `request_id` is `alarm` where there was no request.
pub(crate) fn log(request_id: &str, fault: &impl ToString) {
    let line = serde_json::json!({"level": "error", "request_id": request_id, "fault": fault.to_string()});
    console_error!("{line}");
}
