//! The platform's clock, randomness, requests and responses, in as few crossings as possible: `platform.js` says why.

use helpthread_policy::{answer::Headers, body::ReadBody, hub::Moment};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    Date,
    js_sys::{Array, Promise, Uint8Array},
    wasm_bindgen_futures::JsFuture,
    web_sys,
};

mod bound {
    use super::{JsValue, Promise, wasm_bindgen, web_sys};

    #[wasm_bindgen(module = "/src/platform.js")]
    extern "C" {
        pub(super) fn receive(request: &web_sys::Request, names: &str) -> String;
        pub(super) fn collect(request: &web_sys::Request, most: u32, milliseconds: u32) -> Promise;
        pub(super) fn ask(
            url: &str,
            method: &str,
            headers: &str,
            body: Option<&str>,
            milliseconds: u32,
            most: u32,
            names: &str,
        ) -> Promise;
        #[wasm_bindgen(js_name = askObject)]
        pub(super) fn ask_object(namespace: &JsValue, name: &str, message: &str, trace: Option<&str>) -> Promise;
        #[wasm_bindgen(js_name = followObject)]
        pub(super) fn follow_object(namespace: &JsValue, name: &str, message: &str) -> Promise;
        pub(super) fn watch(state: &JsValue, milliseconds: u32) -> f64;
        pub(super) fn unwatch(timer: f64);
        #[wasm_bindgen(catch)]
        pub(super) fn relay(response: &web_sys::Response, headers: &str) -> Result<web_sys::Response, JsValue>;
        #[wasm_bindgen(catch)]
        pub(super) fn respond(status: u16, headers: &str, body: Option<&[u8]>) -> Result<web_sys::Response, JsValue>;
    }

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Math)]
        pub(super) fn random() -> f64;
        #[wasm_bindgen(js_namespace = console)]
        pub(super) fn log(line: &str);
    }
}

/// A request's parts, one a line; see `platform.js`.
pub(crate) fn receive(request: &web_sys::Request, names: &str) -> String {
    bound::receive(request, names)
}

/// A request's body of at most `most` bytes.
pub(crate) async fn collect(request: &web_sys::Request, most: usize, milliseconds: u32) -> ReadBody {
    let Ok(read) = JsFuture::from(bound::collect(request, count(most), milliseconds)).await else {
        return ReadBody::Broken;
    };
    match (read.as_string().as_deref(), read.dyn_ref::<Uint8Array>()) {
        (_, Some(bytes)) => ReadBody::Whole(bytes.to_vec()),
        (Some("too_large"), _) => ReadBody::TooLarge,
        (Some("deadline"), _) => ReadBody::TooSlow,
        _ => ReadBody::Broken,
    }
}

/// One request to make.
pub(crate) struct Question<'a> {
    pub(crate) url: &'a str,
    pub(crate) method: &'static str,
    pub(crate) headers: Headers,
    pub(crate) body: Option<&'a str>,
    pub(crate) milliseconds: u32,
    pub(crate) most: usize,
    /// The headers of the answer that are wanted, one a line.
    pub(crate) names: &'a str,
}

/// What came of a request.
pub(crate) enum Reply {
    /// An answer; the wanted headers one a line, absent ones empty; no body if it was larger than it may be.
    Answered {
        status: u16,
        headers: String,
        body: Vec<u8>,
    },
    TimedOut,
    Failed,
}

/// Makes one request, never redirected.
pub(crate) async fn ask(question: &Question<'_>) -> Reply {
    let Question { url, method, body, milliseconds, most, names, .. } = question;
    let headers = lines(&question.headers);
    let promise = bound::ask(url, method, &headers, *body, *milliseconds, count(*most), names);
    let Ok(told) = JsFuture::from(promise).await else { return Reply::Failed };
    if told.as_string().as_deref() == Some("deadline") {
        return Reply::TimedOut;
    }
    let Ok(told) = told.dyn_into::<Array>() else { return Reply::Failed };
    let head = told.get(0).as_string().unwrap_or_default();
    let Some((status, headers)) = head.split_once('\n') else { return Reply::Failed };
    let body = told.get(1).dyn_ref().map(Uint8Array::to_vec).unwrap_or_default();
    Reply::Answered { status: status.parse().unwrap_or(0), headers: headers.to_owned(), body }
}

/// A response with these headers and no other.
pub(crate) fn respond(status: u16, headers: &Headers, body: Option<&[u8]>) -> worker::Result<web_sys::Response> {
    Ok(bound::respond(status, &lines(headers), body)?)
}

/// What an object answered.
pub(crate) struct Told {
    pub(crate) status: u16,
    /// What the hub tells of the answer besides; empty if nothing.
    pub(crate) trace: String,
    pub(crate) response: web_sys::Response,
}

/// Asks the object called `name`; none if it cannot be reached, or went while it was at work.
pub(crate) async fn ask_object(namespace: &JsValue, name: &str, message: &str, trace: Option<&str>) -> Option<Told> {
    let told = JsFuture::from(bound::ask_object(namespace, name, message, trace)).await.ok()?;
    let told = told.dyn_into::<Array>().ok()?;
    let head = told.get(0).as_string()?;
    let (status, trace) = head.split_once('\n')?;
    Some(Told { status: status.parse().ok()?, trace: trace.to_owned(), response: told.get(1).dyn_into().ok()? })
}

/// Has the object called `name` accept a socket.
pub(crate) async fn follow_object(namespace: &JsValue, name: &str, message: &str) -> Option<web_sys::Response> {
    JsFuture::from(bound::follow_object(namespace, name, message)).await.ok()?.dyn_into().ok()
}

/// An object's response with these headers besides its own.
pub(crate) fn relay(response: &web_sys::Response, headers: &Headers) -> worker::Result<web_sys::Response> {
    Ok(bound::relay(response, &lines(headers))?)
}

/// How often it is seen to that an object which owes an answer still knows of it, in milliseconds.
const WATCH_MILLISECONDS: u32 = 250;

/// A request that an object is about to answer. Should a panic take the memory that knows of it, the object is ended.
pub(crate) struct Watch {
    timer: f64,
}

impl Watch {
    /// `state` is the object's.
    pub(crate) fn begin(state: &JsValue) -> Self {
        Self { timer: bound::watch(state, WATCH_MILLISECONDS) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        bound::unwatch(self.timer);
    }
}

/// A moment for a hub's machine.
pub(crate) fn moment() -> Moment {
    Moment { now: now(), random: u64::from(random()) << 32 | u64::from(random()) }
}

/// Waits.
pub(crate) async fn sleep(milliseconds: u32) {
    worker::Delay::from(std::time::Duration::from_millis(milliseconds.into())).await;
}

/// Writes a line of the log.
pub(crate) fn log(line: &str) {
    bound::log(line);
}

/// Unix milliseconds. Stands still while a request computes, and moves on at every await.
pub(crate) fn now() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}

/// 32 random bits, for what need not be secret.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ random < 1")]
pub(crate) fn random() -> u32 {
    (bound::random() * f64::from(u32::MAX)) as u32
}

fn lines(headers: &Headers) -> String {
    let mut lines = String::new();
    for (name, value) in headers {
        lines.extend([name, "\n", value.as_str(), "\n"]);
    }
    lines
}

fn count(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
