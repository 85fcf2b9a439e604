//! One attempt at a webhook delivery: a POST that is not redirected, bounded in time, whose answer's body is not read.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};
use helpthread_inbox::deliveries::{Attempt, DEADLINE_MILLISECONDS, Outcome};
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// Sends, and tells what came of it.
pub(crate) async fn deliver(attempt: &Attempt) -> Outcome {
    let controller = AbortController::default();
    let signal = controller.signal();
    let outcome = {
        let exchange = pin!(exchange(attempt, &signal));
        let deadline = pin!(Delay::from(Duration::from_millis(DEADLINE_MILLISECONDS.into())));
        match select(exchange, deadline).await {
            Either::Left((Ok(status), _)) => Outcome::Answered(status),
            Either::Left((Err(_), _)) => Outcome::Unreachable,
            Either::Right(_) => Outcome::TimedOut,
        }
    };
    // The status is all that counts: whatever else the webhook would send is cut off here.
    controller.abort();
    outcome
}

async fn exchange(attempt: &Attempt, signal: &AbortSignal) -> worker::Result<u16> {
    let headers = Headers::new();
    for (name, value) in &attempt.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    // A redirect could lead to an address that the webhook's URL may not have (threats.md row 35).
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(attempt.body.as_str().into()));
    let request = Request::new_with_init(&attempt.url, &init)?;
    Ok(Fetch::Request(request).send_with_signal(signal).await?.status_code())
}
