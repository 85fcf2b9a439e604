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

use helpthread_policy::{
    decide::{Decision, common_headers, decide},
    page,
};
use worker::{Context, Env, Request, Response, event};

use crate::{configuration::configuration, log::Log, platform::now, received::Received, respond::respond};

#[event(start)]
fn start() {
    std::panic::set_hook(Box::new(log::panicked));
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    let received = Received::read(&request)?;
    let log = Log::new();
    let config = configuration(&env, &log);
    let inbound = received.inbound();
    let answer = match decide(&inbound, config, now()) {
        Decision::Answer(answer) => answer,
        Decision::File(name) => files::file(&name),
        Decision::Ask(call, reader, config) => {
            let upstream = ask::ask(&call, config, &log).await;
            page::answer(&call, reader, config.expose_assignee, &upstream, now())
        }
    };
    respond(answer, common_headers(&inbound, config), &log)
}
