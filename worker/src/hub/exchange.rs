//! How the Worker and the hubs ask one another: JSON in the body of a request into the object, the answer as it is.

use helpthread_core::id::CustomerId;
use helpthread_policy::{
    answer::Answer,
    hub::{
        Trace,
        message::{ToCustomer, ToWorkspace},
        name,
    },
    live::Following,
    trace_parent::TraceParent,
};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use worker::{Env, Request, Response, Result, js_sys::Reflect, web_sys};

use crate::platform::{self, Told};

/// The binding of the customers' hubs.
const CUSTOMERS: &str = "CUSTOMER_HUBS";
/// The binding of the workspace's hub.
const WORKSPACE: &str = "WORKSPACE_HUB";
/// What is logged of an answer, from the hub to the Worker; it goes no further.
const TRACE: &str = "HelpThread-Trace";
/// Who follows, from the Worker to the hub.
const FOLLOW: &str = "HelpThread-Follow";

/// Whether this deployment has hubs.
pub(crate) fn are_bound(env: &Env) -> bool {
    namespace(env, CUSTOMERS).is_some() && namespace(env, WORKSPACE).is_some()
}

/// Asks a customer's hub.
pub(crate) async fn ask_customer(
    env: &Env,
    customer: &CustomerId,
    message: &ToCustomer,
    trace: Option<TraceParent>,
) -> Option<Told> {
    ask(env, CUSTOMERS, &name::of_customer(customer), message, trace).await
}

/// Asks the workspace's hub.
pub(crate) async fn ask_workspace(env: &Env, message: &ToWorkspace, trace: Option<TraceParent>) -> Option<Told> {
    ask(env, WORKSPACE, name::OF_WORKSPACE, message, trace).await
}

/// Asks the workspace's hub something that it answers in JSON.
pub(super) async fn told_by_workspace<T: DeserializeOwned>(env: &Env, message: &ToWorkspace) -> Option<T> {
    let told = ask_workspace(env, message, None).await.filter(|told| told.status == 200)?;
    Response::from(told.response).json().await.ok()
}

/// Has a customer's hub accept a socket.
pub(crate) async fn follow(env: &Env, following: &Following) -> Option<web_sys::Response> {
    let message = serde_json::to_string(following).ok()?;
    platform::follow_object(&namespace(env, CUSTOMERS)?, &name::of_customer(&following.customer), &message).await
}

async fn ask(
    env: &Env,
    binding: &str,
    name: &str,
    message: &impl Serialize,
    trace: Option<TraceParent>,
) -> Option<Told> {
    let message = serde_json::to_string(message).ok()?;
    let trace = trace.map(|trace| trace.child(platform::moment().random));
    platform::ask_object(&namespace(env, binding)?, name, &message, trace.as_deref()).await
}

/// Plain workerd has no value for a binding that its configuration does not name.
fn namespace(env: &Env, binding: &str) -> Option<JsValue> {
    Reflect::get(env.as_ref(), &JsValue::from_str(binding)).ok().filter(JsValue::is_object)
}

/// In the hub: what the Worker or the other hub asks, and the client's trace.
pub(super) async fn message<T: DeserializeOwned>(request: &mut Request) -> Result<(T, Option<TraceParent>)> {
    let trace = request.headers().get("traceparent")?.as_deref().and_then(TraceParent::parse);
    Ok((serde_json::from_str(&request.text().await?)?, trace))
}

/// In the hub: the socket that the Worker has admitted, if this is about one.
pub(super) fn following(request: &Request) -> Result<Option<Following>> {
    request.headers().get(FOLLOW)?.map(|json| Ok(serde_json::from_str(&json)?)).transpose()
}

/// In the hub: a client's answer, and what is logged of it.
pub(super) fn answered(answer: Answer, trace: Trace) -> Result<Response> {
    let answer = answer.with(TRACE, serde_json::to_string(&trace)?);
    platform::respond(answer.status, &answer.headers, answer.body.as_deref()).map(Response::from)
}
