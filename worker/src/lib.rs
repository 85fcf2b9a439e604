//! The signing proxy: receive, decide, ask, respond. Decisions come from `helpthread-policy`; only this crate touches the
//! platform, and it holds no rule.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod ask;
mod configuration;
mod files;
mod log;
mod platform;
mod received;
mod respond;
mod stateless;

use helpthread_policy::{
    answer::Answer,
    body::{Headed, READING_MILLISECONDS},
    config::Config,
    decide::{Admitted, Decision, Mode, common_headers, decide},
    hook::Hook,
    hub::Trace,
    inbound::Inbound,
    line::{Line, Said, server_timing},
    trace_parent::TraceParent,
};
use worker::{Context, Env, event, web_sys};

use crate::{
    configuration::configuration,
    platform::{collect, now},
    received::Received,
    respond::respond,
};

#[event(start)]
fn start() {
    std::panic::set_hook(Box::new(log::panicked));
}

#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, _context: Context) -> worker::Result<web_sys::Response> {
    let received = Received::read(&request);
    let (began, request_id) = (received.at(), received.id());
    let config = configuration(&env);
    let inbound = received.inbound();
    let (decision, about) = decide(&inbound, config, Mode::Stateless, began.div_euclid(1_000));
    let served = carry_out(decision, &request, &inbound, &request_id).await;

    let milliseconds = u32::try_from(now().saturating_sub(began)).unwrap_or(0);
    let Served { answer, trace, upstream } = served;
    let line = Line::new(&request_id, inbound.method, about, answer.status, trace.unwrap_or_default(), milliseconds);
    platform::log(&line.with_upstream(upstream).to_json());
    let mut common = common_headers(&inbound, config);
    common.extend(trace.map(|trace| ("Server-Timing", server_timing(trace, milliseconds))));
    common.push(("X-Request-Id", request_id));
    respond(&answer, common)
}

/// An answer, and what its log line tells besides.
struct Served {
    answer: Answer,
    /// None for what is refused: how long that took is nobody's business.
    trace: Option<Trace>,
    upstream: Option<Said>,
}

impl From<Answer> for Served {
    fn from(answer: Answer) -> Self {
        Self { answer, trace: None, upstream: None }
    }
}

async fn carry_out(decision: Decision<'_>, request: &web_sys::Request, inbound: &Inbound<'_>, id: &str) -> Served {
    match decision {
        Decision::Answer(answer) => answer.into(),
        Decision::File(name) => files::file(&name).into(),
        Decision::Serve(admitted, config) => serve(&admitted, config, inbound, id).await,
        Decision::ReadBody(headed, config) => {
            let body = collect(request, Headed::MAX_BYTES, READING_MILLISECONDS).await;
            match headed.admit(body) {
                Ok(admitted) => serve(&admitted, config, inbound, id).await,
                Err(refused) => refused.into(),
            }
        }
        // Only a deployment with hubs decides so.
        Decision::Follow(..) => Answer::plain_refusal(helpthread_core::error::ErrorCode::NotFound).into(),
        Decision::Receive(hook, config) => {
            let body = collect(request, Hook::MAX_BYTES, READING_MILLISECONDS).await;
            // Nothing is kept here, so a delivery has no effect beyond being acknowledged.
            hook.receive(body, config, now().div_euclid(1_000))
                .map_or_else(Answer::into, |_| Hook::acknowledged().into())
        }
    }
}

async fn serve(admitted: &Admitted, config: &Config, inbound: &Inbound<'_>, request_id: &str) -> Served {
    let trace_parent = inbound.header("traceparent").and_then(TraceParent::parse);
    let (answer, trace, upstream) = stateless::serve(admitted, config, request_id, trace_parent).await;
    Served { answer, trace: Some(trace), upstream: Some(upstream) }
}
