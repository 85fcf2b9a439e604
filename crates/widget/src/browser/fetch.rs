//! Fetching one page of history from the proxy.

use gloo_net::http::RequestBuilder;
use helpthread_core::model::{Conversation, Page};
use js_sys::Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect, Response};

use super::decode;
use crate::fault::{Fault, NETWORK_UNREACHABLE, UNEXPECTED_ANSWER};
use crate::source::HistoryRequest;
use crate::token::Token;

/// The longest wait for an answer, in milliseconds: twice the proxy's own deadline, so that only a connection that says
/// nothing at all runs into it.
const TIMEOUT: u32 = 20_000;

/// Fetches a page. The token travels in the Authorization header to the endpoint and nowhere else: no cookie, no
/// redirect, no copy in a cache.
///
/// # Errors
/// The proxy's own code and message, or one of [`NETWORK_UNREACHABLE`] and [`UNEXPECTED_ANSWER`].
pub(super) async fn page(
    request: &HistoryRequest,
    token: &Token,
    signal: Option<&AbortSignal>,
) -> Result<Page<Conversation>, Fault> {
    let deadline = AbortSignal::timeout_with_u32(TIMEOUT);
    let signal = match signal {
        Some(signal) => AbortSignal::any(&Array::of2(signal, &deadline)),
        None => deadline,
    };
    let request = RequestBuilder::new(&request.to_string())
        .header("Accept", "application/json")
        .header("Authorization", &token.authorization())
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&signal))
        .build()
        .map_err(|_| unreachable())?;
    let response: Response = request.send().await.map_err(|_| unreachable())?.into();
    // The browser parses: a JSON parser in wasm would weigh more than the rest of this crate.
    let body = match response.json() {
        Ok(body) => JsFuture::from(body).await.ok(),
        Err(_) => None,
    };
    let unexpected = || unexpected(response.status());
    match body {
        Some(body) if response.ok() => decode::page(&body).ok_or_else(unexpected),
        Some(body) => Err(decode::refusal(&body).unwrap_or_else(unexpected)),
        None => Err(unexpected()),
    }
}

fn unreachable() -> Fault {
    let message =
        "The proxy could not be reached: offline, or stopped by the page's connect-src or the proxy's ALLOWED_ORIGINS.";
    Fault::new(NETWORK_UNREACHABLE, message)
}

fn unexpected(status: u16) -> Fault {
    let message = ["The answer with status ", status.to_string().as_str(), " is not what API v1 promises."].concat();
    Fault::new(UNEXPECTED_ANSWER, &message)
}
