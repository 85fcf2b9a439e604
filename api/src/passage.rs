//! A request on its way from the client through the Worker to the workspace's object.
//!
//! Path and query stay the text that came, so `/v1/x/../conversations` is not a route. A fetch would normalise the URL, and one
//! with GET cannot carry the body that the signature covers. So the object is always asked with POST at one URL, and method
//! and target travel in headers, which the Worker sets and a client cannot.

use futures_util::StreamExt;
use helpthread_core::target::Target;
use helpthread_inbox::request::{self, Body};
use js_sys::Uint8Array;
use worker::{Headers, Method, Request, RequestInit, Result};

/// Where the object is asked; the name means nothing, the object is chosen by its stub.
const OBJECT_URL: &str = "http://workspace/";
const METHOD: &str = "X-HelpThread-Method";
const REQUEST_ID: &str = "X-Request-Id";
const AUTHORIZATION: &str = "Authorization";
/// The URL as it came. This and what follows is a client's text, percent-encoded for the passage: a header holds no other
/// characters than Latin-1, and workerd writes one that is not ASCII to its log.
const TARGET: &str = "X-HelpThread-Target";
const CONTENT_TYPE: &str = "Content-Type";
const IF_MATCH: &str = "If-Match";
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// One request, read.
pub(crate) struct Passage {
    id: String,
    method: String,
    target: String,
    authorization: Option<String>,
    content_type: Option<String>,
    if_match: Option<String>,
    idempotency_key: Option<String>,
    body: Body,
}

impl Passage {
    /// In the Worker: reads a client's request, its body no further than the limit.
    pub(crate) async fn receive(mut request: Request, id: String) -> Result<Self> {
        let headers = request.headers();
        let authorization = headers.get(AUTHORIZATION)?;
        let content_type = headers.get(CONTENT_TYPE)?;
        let if_match = headers.get(IF_MATCH)?;
        let idempotency_key = headers.get(IDEMPOTENCY_KEY)?;
        // Without the header the answer is known, and nobody's body is read.
        let body = if authorization.is_some() { read(&mut request).await? } else { Body::default() };
        let (method, target) = (request.inner().method(), request.inner().url());
        Ok(Self { id, method, target, authorization, content_type, if_match, idempotency_key, body })
    }

    /// In the object: reads what the Worker handed on.
    pub(crate) async fn arrive(mut request: Request) -> Result<Self> {
        let headers = request.headers();
        let id = headers.get(REQUEST_ID)?.unwrap_or_default();
        let method = headers.get(METHOD)?.unwrap_or_default();
        let carried = |name| headers.get(name)?.as_deref().map(decoded).transpose();
        let target = carried(TARGET)?.unwrap_or_default();
        let authorization = headers.get(AUTHORIZATION)?;
        let content_type = carried(CONTENT_TYPE)?;
        let if_match = carried(IF_MATCH)?;
        let idempotency_key = carried(IDEMPOTENCY_KEY)?;
        let body = read(&mut request).await?;
        Ok(Self { id, method, target, authorization, content_type, if_match, idempotency_key, body })
    }

    /// The request for the object. Only what the inbox reads travels on.
    pub(crate) fn handed_on(&self) -> Result<Request> {
        let headers = Headers::new();
        headers.set(REQUEST_ID, &self.id)?;
        headers.set(METHOD, &self.method)?;
        headers.set(AUTHORIZATION, self.authorization.as_deref().unwrap_or_default())?;
        for (name, text) in [
            (TARGET, Some(&self.target)),
            (CONTENT_TYPE, self.content_type.as_ref()),
            (IF_MATCH, self.if_match.as_ref()),
            (IDEMPOTENCY_KEY, self.idempotency_key.as_ref()),
        ] {
            if let Some(text) = text {
                headers.set(name, &String::from(js_sys::encode_uri_component(text)))?;
            }
        }
        let body = Uint8Array::from(self.body.bytes().unwrap_or_default());
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
        Request::new_with_init(OBJECT_URL, &init)
    }

    /// The request as the inbox sees it.
    pub(crate) fn request(&self) -> request::Request<'_> {
        let Target { path, query } = Target::of(&self.target);
        request::Request {
            id: &self.id,
            method: &self.method,
            path,
            query,
            authorization: self.authorization.as_deref(),
            content_type: self.content_type.as_deref(),
            if_match: self.if_match.as_deref(),
            idempotency_key: self.idempotency_key.as_deref(),
            body: &self.body,
        }
    }
}

async fn read(request: &mut Request) -> Result<Body> {
    let mut body = Body::default();
    if request.inner().body().is_none() {
        return Ok(body);
    }
    let mut pieces = request.stream()?;
    while let Some(piece) = pieces.next().await {
        if !body.push(&piece?) {
            break; // Dropping the stream cancels it: the rest is not read.
        }
    }
    Ok(body)
}

fn decoded(text: &str) -> Result<String> {
    Ok(String::from(js_sys::decode_uri_component(text)?))
}
