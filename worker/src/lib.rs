//! The signing proxy: receive, decide, ask, respond. Decisions come from `helpthread-policy`; only this crate touches the
//! platform, and it holds no rule.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod ask;
mod configuration;
mod files;
mod hub;
mod log;
mod platform;
mod received;
mod respond;
mod stateless;

use std::sync::OnceLock;

use futures_util::FutureExt;
use helpthread_core::error::ErrorCode;
use helpthread_policy::{
    answer::Answer,
    body::{Headed, READING_MILLISECONDS},
    config::Config,
    decide::{Admitted, Decision, Mode, common_headers, decide},
    hook::{self, Hook},
    hub::Trace,
    inbound::Inbound,
    line::{Line, Said, server_timing},
    trace_parent::TraceParent,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Env, event, wasm_bindgen_futures::future_to_promise, web_sys};

use crate::{
    configuration::configuration,
    platform::{Told, collect, now},
    received::Received,
    respond::respond,
};

#[event(start)]
fn start() {
    std::panic::set_hook(Box::new(log::panicked));
}

/// The Worker's `fetch` handler. What can be answered at once, as every refusal can, is; the rest becomes a promise. With `event(fetch)`
/// each of them would be a promise and a task, which makes a refusal 4 % dearer.
///
/// # Errors
/// If the platform makes no response of the answer.
#[wasm_bindgen(js_name = fetch)]
pub fn handle(request: web_sys::Request, env: Env) -> Result<JsValue, JsValue> {
    let mut answering = Box::pin(answer(request, env));
    match answering.as_mut().now_or_never() {
        Some(response) => Ok(response?.into()),
        None => Ok(future_to_promise(async move { Ok(answering.await?.into()) }).into()),
    }
}

async fn answer(request: web_sys::Request, env: Env) -> worker::Result<web_sys::Response> {
    let received = Received::read(&request);
    let (began, request_id) = (received.at(), received.id());
    let config = configuration(&env);
    let inbound = received.inbound();
    let mode = *MODE.get_or_init(|| if hub::exchange::are_bound(&env) { Mode::Hubs } else { Mode::Stateless });
    let (decision, about) = decide(&inbound, config, mode, began.div_euclid(1_000));
    let worker = Worker { request: &request, inbound, env: &env, mode, request_id: &request_id };
    let served = worker.carry_out(decision).await;

    let milliseconds = u32::try_from(now().saturating_sub(began)).unwrap_or(0);
    let Served { answer, trace, upstream } = served;
    let status = answer.status();
    let line = Line::new(&request_id, inbound.method, about, status, trace.unwrap_or_default(), milliseconds);
    platform::log(&line.with_upstream(upstream).to_json());
    let mut common = common_headers(&inbound, config);
    common.extend(trace.map(|trace| ("Server-Timing", server_timing(trace, milliseconds))));
    common.push(("X-Request-Id", request_id));
    match answer {
        Outgoing::Answer(answer) => respond(&answer, common),
        Outgoing::Relayed(told) => platform::relay(&told.response, &common),
        Outgoing::Socket(response) => Ok(response),
    }
}

/// Whether there are hubs; bindings do not change under a running deployment.
static MODE: OnceLock<Mode> = OnceLock::new();

/// What is sent.
enum Outgoing {
    /// The Worker's own answer.
    Answer(Answer),
    /// A hub's, whose body stays outside of wasm.
    Relayed(Told),
    /// A hub's side of a WebSocket, which no header can be added to.
    Socket(web_sys::Response),
}

impl Outgoing {
    fn status(&self) -> u16 {
        match self {
            Self::Answer(answer) => answer.status,
            Self::Relayed(told) => told.status,
            Self::Socket(response) => response.status(),
        }
    }
}

/// An answer, and what its log line tells besides.
struct Served {
    answer: Outgoing,
    /// None for what is refused: how long that took is nobody's business.
    trace: Option<Trace>,
    upstream: Option<Said>,
}

impl From<Answer> for Served {
    fn from(answer: Answer) -> Self {
        Self { answer: Outgoing::Answer(answer), trace: None, upstream: None }
    }
}

impl From<ErrorCode> for Served {
    fn from(code: ErrorCode) -> Self {
        Answer::plain_refusal(code).into()
    }
}

impl From<Told> for Served {
    fn from(told: Told) -> Self {
        let trace = serde_json::from_str(&told.trace).ok();
        Self { answer: Outgoing::Relayed(told), trace, upstream: None }
    }
}

/// One request on its way.
struct Worker<'a> {
    request: &'a web_sys::Request,
    inbound: Inbound<'a>,
    env: &'a Env,
    mode: Mode,
    request_id: &'a str,
}

impl Worker<'_> {
    async fn carry_out(&self, decision: Decision<'_>) -> Served {
        match decision {
            Decision::Answer(answer) => answer.into(),
            Decision::File(name) => files::file(&name).into(),
            Decision::Serve(admitted, config) => self.serve(admitted, config).await,
            Decision::ReadBody(headed, config) => {
                let body = collect(self.request, Headed::MAX_BYTES, READING_MILLISECONDS).await;
                match headed.admit(body) {
                    Ok(admitted) => self.serve(admitted, config).await,
                    Err(refused) => refused.into(),
                }
            }
            Decision::Follow(following, _) => match hub::exchange::follow(self.env, &following).await {
                Some(response) => Served { answer: Outgoing::Socket(response), trace: None, upstream: None },
                None => ErrorCode::InternalError.into(),
            },
            Decision::Receive(hook, config) => {
                let body = collect(self.request, Hook::MAX_BYTES, READING_MILLISECONDS).await;
                match hook.receive(body, config, now().div_euclid(1_000)) {
                    Ok(received) => self.receive(received).await,
                    Err(refused) => refused.into(),
                }
            }
        }
    }

    async fn serve(&self, admitted: Admitted, config: &Config) -> Served {
        let trace_parent = self.inbound.header("traceparent").and_then(TraceParent::parse);
        match self.mode {
            Mode::Hubs => {
                hub::serve::serve(admitted, self.env, trace_parent).await.map_or_else(Served::from, Served::from)
            }
            Mode::Stateless => {
                let (answer, trace, upstream) =
                    stateless::serve(&admitted, config, self.request_id, trace_parent).await;
                Served { answer: Outgoing::Answer(answer), trace: Some(trace), upstream: Some(upstream) }
            }
        }
    }

    async fn receive(&self, delivered: hook::Received) -> Served {
        // Without hubs nothing is kept, so a delivery has no effect beyond being acknowledged.
        if self.mode == Mode::Stateless || hub::serve::receive(delivered, self.env).await {
            Hook::acknowledged().into()
        } else {
            ErrorCode::InternalError.into()
        }
    }
}
