//! One signed request to HelpThread: made at the last moment, never redirected, bounded in time and size.

use futures_util::{
    StreamExt,
    future::{Either, select},
};
use helpthread_policy::{
    call::Call,
    config::Config,
    upstream::{Answered, DEADLINE_MILLISECONDS, MAX_ANSWER_BYTES, Upstream},
};
use std::{pin::pin, time::Duration};
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
};

use crate::{log::Log, platform::now};

/// Asks, and tells what came of it. Whatever fails is logged here, in our own words.
pub(crate) async fn ask(call: &Call, config: &Config, log: &Log) -> Upstream {
    let controller = AbortController::default();
    let signal = controller.signal();
    let exchange = pin!(exchange(call, config, &signal));
    let deadline = pin!(Delay::from(Duration::from_millis(DEADLINE_MILLISECONDS.into())));
    match select(exchange, deadline).await {
        Either::Left((Ok(answered), _)) => {
            if answered.status != 200 {
                log.upstream_failed("status", Some(answered.status));
            }
            Upstream::Answered(answered)
        }
        Either::Left((Err(reason), _)) => {
            log.upstream_failed(reason, None);
            Upstream::Failed
        }
        Either::Right(_) => {
            controller.abort();
            log.upstream_failed("deadline", None);
            Upstream::TimedOut
        }
    }
}

/// The request and the whole answer, or our word for why there is none.
async fn exchange(call: &Call, config: &Config, signal: &AbortSignal) -> Result<Answered, &'static str> {
    let request = request(call, config).map_err(|_| "request")?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await.map_err(|_| "connection")?;
    let header = |name| response.headers().get(name).ok().flatten();
    let (content_type, reset) = (header("Content-Type"), header(helpthread_core::rate_limit::RESET_HEADER));
    let status = response.status_code();
    Ok(Answered { status, content_type, reset, body: body(&mut response).await?, ..Answered::default() })
}

fn request(call: &Call, config: &Config) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("Accept", "application/json")?;
    headers.set("Authorization", &config.signer.authorization(b"", now()))?;
    let mut init = RequestInit::new();
    // Following a redirect would carry the signature to another host.
    init.with_method(Method::Get).with_headers(headers).with_redirect(RequestRedirect::Manual);
    Request::new_with_init(&call.url(&config.upstream), &init)
}

/// The body, counted while it is read: a length that upstream states proves nothing.
async fn body(response: &mut Response) -> Result<Vec<u8>, &'static str> {
    let mut body = Vec::new();
    let mut stream = response.stream().map_err(|_| "body")?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| "body")?;
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err("too_large");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
