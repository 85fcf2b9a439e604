//! Administration and sandbox (api-v1.md §9): the same two steps as v1, on paths of their own.

use futures_util::StreamExt;
use helpthread_core::target::Target;
use helpthread_inbox::{
    Inbox,
    administration::{self, Entrance, Visitor},
    answer::{self, Answer},
};
use wasm_bindgen::JsValue;
use worker::{Env, Request, Response, Result};

use crate::{
    database::ObjectDatabase,
    passage::Passage,
    platform::{self, moment, now},
    reply,
};

/// Whether the request is for here, and not for v1.
pub(crate) fn concerns(request: &web_sys::Request) -> bool {
    administration::concerns(Target::of(&request.url()).path)
}

/// In the Worker: lets an administrator in and asks the workspace's object.
pub(crate) async fn receive(request: web_sys::Request, id: String, env: &Env) -> Result<web_sys::Response> {
    match admitted(request, &id, env).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(answer)) => reply::told(&answer, &id),
        Err(error) => reply::told(&answer::failure(&id, format!("administration: {error}"), now()), &id),
    }
}

async fn admitted(
    request: web_sys::Request,
    id: &str,
    env: &Env,
) -> Result<std::result::Result<web_sys::Response, Answer>> {
    let (origin, fetch_site) = (header(&request, "Origin")?, header(&request, "Sec-Fetch-Site")?);
    let visitor = Visitor { origin: origin.as_deref(), fetch_site: fetch_site.as_deref() };
    let entrance = Entrance::new(platform::setting(env, "ADMIN_TOKEN"), platform::mode(env));
    let mut passage = Passage::head(&request, id.to_owned())?;
    let route = match entrance.admit(&passage.request(), visitor, now()) {
        Ok(route) => route,
        Err(answer) => return Ok(Err(answer)),
    };
    let stream = if route.streams() {
        request.body().map(Into::into)
    } else {
        passage = passage.read(&request).await?;
        None
    };
    let workspace = match administration::workspace(&route, &passage.request(), &platform::name_key(env), &moment()) {
        Ok(workspace) => workspace,
        Err(answer) => return Ok(Err(answer)),
    };
    passage.handed_on_to(&workspace, env, stream).await.map(Ok)
}

fn header(request: &web_sys::Request, name: &str) -> std::result::Result<Option<String>, JsValue> {
    request.headers().get(name)
}

/// In the object: imports a stream.
pub(crate) async fn import(
    inbox: &Inbox<ObjectDatabase>,
    workspace: &str,
    id: &str,
    mut request: Request,
) -> Result<Response> {
    let mut import = match inbox.import(workspace, id, &moment()) {
        Ok(import) => import,
        Err(answer) => return reply::with(&answer, id),
    };
    if request.inner().body().is_some() {
        let mut pieces = request.stream()?;
        while let Some(piece) = pieces.next().await {
            if !import.push(&piece?) {
                break;
            }
        }
    }
    reply::with(&import.finish(id, now()), id)
}
