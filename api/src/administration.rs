//! Administration and sandbox (api-v1.md §9): the same two steps as v1, on paths of their own.

use futures_util::StreamExt;
use helpthread_core::target::Target;
use helpthread_inbox::{
    Inbox,
    administration::{self, Entrance, Visitor},
    answer::{self, Answer},
};
use worker::{Env, Request, Response, Result};

use crate::{
    database::ObjectDatabase,
    object,
    passage::Passage,
    platform::{self, moment, now},
    reply,
};

/// Whether the request is for here, and not for v1.
pub(crate) fn concerns(request: &Request) -> bool {
    administration::concerns(Target::of(&request.inner().url()).path)
}

/// In the Worker: lets an administrator in and asks the workspace's object.
pub(crate) async fn receive(request: Request, id: String, env: &Env) -> Result<Response> {
    match admitted(request, &id, env).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(answer)) => reply::with(&answer, &id),
        Err(error) => reply::with(&answer::failure(&id, format!("administration: {error}"), now()), &id),
    }
}

async fn admitted(mut request: Request, id: &str, env: &Env) -> Result<std::result::Result<Response, Answer>> {
    let (origin, fetch_site) = (request.headers().get("Origin")?, request.headers().get("Sec-Fetch-Site")?);
    let visitor = Visitor { origin: origin.as_deref(), fetch_site: fetch_site.as_deref() };
    let entrance = Entrance::new(platform::setting(env, "ADMIN_TOKEN"), platform::mode(env));
    let mut passage = Passage::head(&request, id.to_owned())?;
    let route = match entrance.admit(&passage.request(), visitor, now()) {
        Ok(route) => route,
        Err(answer) => return Ok(Err(answer)),
    };
    let stream = if route.streams() {
        request.inner().body().map(Into::into)
    } else {
        passage = passage.read(&mut request).await?;
        None
    };
    let workspace = match administration::workspace(&route, &passage.request(), &moment()) {
        Ok(workspace) => workspace,
        Err(answer) => return Ok(Err(answer)),
    };
    let request = passage.handed_on_to(&workspace, stream)?;
    object(&workspace, env)?.fetch_with_request(request).await.map(Ok)
}

/// In the object: answers what [`receive`] handed on.
pub(crate) async fn answer(inbox: &Inbox<ObjectDatabase>, workspace: &str, mut request: Request) -> Result<Response> {
    let passage = Passage::arriving(&request)?;
    if administration::is_import(&passage.request()) {
        let answer = imported(inbox, workspace, &passage, &mut request).await?;
        return reply::with(&answer, passage.request().id);
    }
    let passage = passage.read(&mut request).await?;
    let request = passage.request();
    reply::with(&inbox.administer(workspace, &request, &moment()), request.id)
}

async fn imported(
    inbox: &Inbox<ObjectDatabase>,
    workspace: &str,
    passage: &Passage,
    request: &mut Request,
) -> Result<Answer> {
    let id = passage.request().id;
    let mut import = match inbox.import(workspace, id, &moment()) {
        Ok(import) => import,
        Err(answer) => return Ok(answer),
    };
    if request.inner().body().is_some() {
        let mut pieces = request.stream()?;
        while let Some(piece) = pieces.next().await {
            if !import.push(&piece?) {
                break;
            }
        }
    }
    Ok(import.finish(id, now()))
}
