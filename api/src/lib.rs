//! The `HelpThread` v1 API on Durable Objects: receive, find the workspace's object, answer. Every rule is in
//! `helpthread-inbox`; only this crate touches the platform.
//!
//! ```text
//! client ─▶ Worker (here): header there? body within the limit? which workspace?
//!             └─▶ Workspace (workspace.rs), one object per workspace: Inbox::answer over its SQLite (database.rs)
//!                  └─▶ its alarm (round.rs): webhook deliveries (deliver.rs)
//! ```
//!
//! Administration and sandbox take the same two steps on paths of their own (administration.rs).
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod administration;
mod database;
mod deliver;
mod passage;
mod platform;
mod reply;
mod round;
mod workspace;

use helpthread_inbox::{answer, door};
use web_sys::{Request, Response};
use worker::{Context, Env, event};

use crate::{passage::Passage, platform::now};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    let id = platform::request_id();
    if administration::concerns(&request) {
        return administration::receive(request, id, &env).await;
    }
    let passage = match Passage::receive(request, id.clone()).await {
        Ok(passage) => passage,
        Err(error) => return reply::told(&answer::failure(&id, format!("reading the request: {error}"), now()), &id),
    };
    let workspace = match door::admit(&passage.request(), &platform::name_key(&env)) {
        Ok(workspace) => workspace,
        Err(refusal) => return reply::told(&answer::refusal(&id, &refusal, now()), &id),
    };
    match passage.handed_on(&workspace, &env).await {
        Ok(response) => Ok(response),
        Err(error) => reply::told(&answer::failure(&id, format!("asking the workspace: {error}"), now()), &id),
    }
}
