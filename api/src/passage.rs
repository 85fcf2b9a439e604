//! A request on its way from the client through the Worker to the workspace's object.
//!
//! Path and query stay the text that came, so `/v1/x/../conversations` is not a route. A fetch would normalise the URL, and one
//! with GET cannot carry the body that the signature covers. So the object is always asked with POST at one URL, and method
//! and target travel, with all else that the inbox reads, as one JSON text in one header, which the Worker sets and a client
//! cannot. It is ASCII: a header holds no other characters than Latin-1, and workerd writes one that is not ASCII to its log.

use std::{fmt::Write, pin::pin, time::Duration};

use futures_util::{
    StreamExt,
    future::{Either, select},
};
use helpthread_core::target::Target;
use helpthread_inbox::request::{self, Body, READING_MILLISECONDS, Unread};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{Delay, Env, Error, Request, Result};

#[wasm_bindgen(module = "/src/boundary.js")]
extern "C" {
    fn head(request: &JsValue) -> String;
    fn passage(request: &JsValue) -> Option<String>;
    #[wasm_bindgen(catch, js_name = handOn)]
    async fn hand_on(
        namespace: &JsValue,
        workspace: &str,
        passage: &str,
        body: &JsValue,
    ) -> std::result::Result<JsValue, JsValue>;
}

/// The binding of the objects.
const OBJECTS: &str = "WORKSPACES";

/// One request, read.
pub(crate) struct Passage {
    id: String,
    method: String,
    target: String,
    authorization: Option<String>,
    content_type: Option<String>,
    if_match: Option<String>,
    idempotency_key: Option<String>,
    /// The name of the workspace that an administrator acts on. The Worker sets it after the token was checked.
    administers: Option<String>,
    body: Body,
}

impl Passage {
    /// In the Worker: reads a client's request, its body no further than the limit.
    pub(crate) async fn receive(request: web_sys::Request, id: String) -> Result<Self> {
        let passage = Self::head(&request, id)?;
        // Without the header the answer is known, and nobody's body is read.
        if passage.authorization.is_some() { passage.read(&request).await } else { Ok(passage) }
    }

    /// In the Worker: a client's request, its body not read yet.
    pub(crate) fn head(request: &web_sys::Request, id: String) -> Result<Self> {
        let (method, target, authorization, content_type, if_match, idempotency_key) =
            serde_json::from_str(&head(request))?;
        let (body, administers) = (Body::default(), None);
        Ok(Self { id, method, target, authorization, content_type, if_match, idempotency_key, administers, body })
    }

    /// With the body, read no further than the limit.
    pub(crate) async fn read(mut self, request: &web_sys::Request) -> Result<Self> {
        if request.body().is_some() {
            // The same request: its own `clone` would give it a second body.
            let same: web_sys::Request = AsRef::<JsValue>::as_ref(request).clone().unchecked_into();
            self.body = read(same.into()).await?;
        }
        Ok(self)
    }

    /// In the object: what the Worker handed on, its body not read yet.
    pub(crate) fn arriving(request: &Request) -> Result<Self> {
        let carried = passage(request.inner()).ok_or_else(|| Error::from("a request that no Worker handed on"))?;
        let (id, method, target, authorization, content_type, if_match, idempotency_key, administers) =
            serde_json::from_str(&carried)?;
        let body = Body::default();
        Ok(Self { id, method, target, authorization, content_type, if_match, idempotency_key, administers, body })
    }

    /// In the object: the workspace that an admitted administrator acts on; none for a request of v1.
    pub(crate) fn administers(&self) -> Option<&str> {
        self.administers.as_deref()
    }

    /// Has the object of `workspace` answer. Only what the inbox reads travels on. The answer is handed back as it
    /// is, without its body crossing over here.
    pub(crate) async fn handed_on(&self, workspace: &str, env: &Env) -> Result<web_sys::Response> {
        self.asked(workspace, env, self.bytes()).await
    }

    /// For an admitted administrator: without the token, and with `stream` in place of a body that was not read.
    pub(crate) async fn handed_on_to(
        mut self,
        workspace: &str,
        env: &Env,
        stream: Option<JsValue>,
    ) -> Result<web_sys::Response> {
        self.administers = Some(workspace.to_owned());
        self.authorization = None;
        let body = stream.unwrap_or_else(|| self.bytes());
        self.asked(workspace, env, body).await
    }

    async fn asked(&self, workspace: &str, env: &Env, body: JsValue) -> Result<web_sys::Response> {
        let namespace = js_sys::Reflect::get(env.as_ref(), &JsValue::from_str(OBJECTS))?;
        let passage = ascii(&serde_json::to_string(&(
            &self.id,
            &self.method,
            &self.target,
            &self.authorization,
            &self.content_type,
            &self.if_match,
            &self.idempotency_key,
            &self.administers,
        ))?);
        Ok(hand_on(&namespace, workspace, &passage, &body).await?.unchecked_into())
    }

    /// Nothing for an empty body: a stream with nothing in it would have to be read to learn that.
    fn bytes(&self) -> JsValue {
        match self.body.bytes() {
            Some(bytes) if !bytes.is_empty() => Uint8Array::from(bytes).into(),
            _ => JsValue::UNDEFINED,
        }
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

/// Reads a body as far as the inbox wants it. Leaving cancels the stream: the rest is not read.
async fn read(mut request: Request) -> Result<Body> {
    let mut body = Body::default();
    let mut pieces = request.stream()?;
    let mut deadline = pin!(Delay::from(Duration::from_millis(READING_MILLISECONDS.into())));
    loop {
        match select(pieces.next(), deadline.as_mut()).await {
            Either::Left((Some(Ok(piece)), _)) => {
                if !body.push(&piece) {
                    return Ok(body);
                }
            }
            Either::Left((None, _)) => return Ok(body),
            Either::Left((Some(Err(_)), _)) => {
                body.give_up(Unread::Broken);
                return Ok(body);
            }
            Either::Right(_) => {
                body.give_up(Unread::TooSlow);
                return Ok(body);
            }
        }
    }
}

/// JSON with every character that is not ASCII escaped, which leaves it the same JSON.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a String does not fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}
