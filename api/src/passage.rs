//! A request on its way from the client through the Worker to the workspace's object.
//!
//! Path and query stay the text that came, so `/v1/x/../conversations` is not a route. A fetch would normalise the URL, and one
//! with GET cannot carry the body that the signature covers. So the object is always asked with POST at one URL, and method
//! and target travel in headers, which the Worker sets and a client cannot.

use futures_util::StreamExt;
use helpthread_core::target::Target;
use helpthread_inbox::request::{self, Body};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use worker::{Headers, Method, Request, RequestInit, Result};

/// Where the object is asked; the name means nothing, the object is chosen by its stub.
const OBJECT_URL: &str = "http://workspace/";
const METHOD: &str = "X-HelpThread-Method";
/// The name of the workspace that an administrator acts on. The Worker sets it after the token was checked; headers of a
/// client are never copied, so nobody else can.
const ADMINISTERS: &str = "X-HelpThread-Administers";
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
        let passage = Self::head(&request, id)?;
        // Without the header the answer is known, and nobody's body is read.
        if passage.authorization.is_some() { passage.read(&mut request).await } else { Ok(passage) }
    }

    /// In the Worker: a client's request, its body not read yet.
    pub(crate) fn head(request: &Request, id: String) -> Result<Self> {
        let headers = request.headers();
        let authorization = headers.get(AUTHORIZATION)?;
        let content_type = headers.get(CONTENT_TYPE)?;
        let if_match = headers.get(IF_MATCH)?;
        let idempotency_key = headers.get(IDEMPOTENCY_KEY)?;
        let (method, target) = (request.inner().method(), request.inner().url());
        let body = Body::default();
        Ok(Self { id, method, target, authorization, content_type, if_match, idempotency_key, body })
    }

    /// With the body, read no further than the limit.
    pub(crate) async fn read(mut self, request: &mut Request) -> Result<Self> {
        self.body = read(request).await?;
        Ok(self)
    }

    /// In the object: reads what the Worker handed on.
    pub(crate) async fn arrive(mut request: Request) -> Result<Self> {
        Self::arriving(&request)?.read(&mut request).await
    }

    /// In the object: what the Worker handed on, its body not read yet.
    pub(crate) fn arriving(request: &Request) -> Result<Self> {
        let headers = request.headers();
        let id = headers.get(REQUEST_ID)?.unwrap_or_default();
        let method = headers.get(METHOD)?.unwrap_or_default();
        let carried = |name| headers.get(name)?.as_deref().map(decoded).transpose();
        let target = carried(TARGET)?.unwrap_or_default();
        let authorization = headers.get(AUTHORIZATION)?;
        let content_type = carried(CONTENT_TYPE)?;
        let if_match = carried(IF_MATCH)?;
        let idempotency_key = carried(IDEMPOTENCY_KEY)?;
        let body = Body::default();
        Ok(Self { id, method, target, authorization, content_type, if_match, idempotency_key, body })
    }

    /// In the object: the workspace that an admitted administrator acts on; none for a request of v1.
    pub(crate) fn administers(request: &Request) -> Result<Option<String>> {
        request.headers().get(ADMINISTERS)
    }

    /// The request for the object. Only what the inbox reads travels on.
    pub(crate) fn handed_on(&self) -> Result<Request> {
        let headers = self.headers()?;
        headers.set(AUTHORIZATION, self.authorization.as_deref().unwrap_or_default())?;
        handed_on(headers, self.bytes())
    }

    /// The request of an admitted administrator for the object of `workspace`: without the token, and with `stream` in place
    /// of a body that was not read.
    pub(crate) fn handed_on_to(&self, workspace: &str, stream: Option<JsValue>) -> Result<Request> {
        let headers = self.headers()?;
        headers.set(ADMINISTERS, workspace)?;
        handed_on(headers, stream.unwrap_or_else(|| self.bytes()))
    }

    fn headers(&self) -> Result<Headers> {
        let headers = Headers::new();
        headers.set(REQUEST_ID, &self.id)?;
        headers.set(METHOD, &self.method)?;
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
        Ok(headers)
    }

    fn bytes(&self) -> JsValue {
        Uint8Array::from(self.body.bytes().unwrap_or_default()).into()
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

fn handed_on(headers: Headers, body: JsValue) -> Result<Request> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body));
    Request::new_with_init(OBJECT_URL, &init)
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
