//! In the Worker: which hub is asked for what, and what a client is told when a hub cannot be reached.

use futures_util::future::join;
use helpthread_core::error::ErrorCode;
use helpthread_policy::{
    call::Call,
    decide::Admitted,
    hook::Received,
    hub::message::{List, Read, ToCustomer, ToWorkspace, Write},
    trace_parent::TraceParent,
};
use worker::Env;

use super::exchange::{ask_customer, ask_workspace};
use crate::platform::Told;

/// The hub's answer, or the code of what went wrong.
pub(crate) async fn serve(admitted: Admitted, env: &Env, trace: Option<TraceParent>) -> Result<Told, ErrorCode> {
    let Admitted { call, reader, subject, idempotency_key } = admitted;
    match call {
        Call::History { ref customer, .. } => {
            let customer = customer.clone();
            let read = ToCustomer::Read(Read { call, reader, subject });
            match ask_customer(env, &customer, &read, trace).await {
                Some(told) => Ok(told),
                // The hub went while it was at work: a new one is there already.
                None => ask_customer(env, &customer, &read, trace).await.ok_or(ErrorCode::InternalError),
            }
        }
        Call::Conversations { .. } => {
            let list = ToWorkspace::List(List { call, subject });
            match ask_workspace(env, &list, trace).await {
                Some(told) => Ok(told),
                None => ask_workspace(env, &list, trace).await.ok_or(ErrorCode::InternalError),
            }
        }
        // Asking again might write again.
        Call::Reply { .. } | Call::Change { .. } => {
            let write = ToWorkspace::Write(Write { call, subject, idempotency_key });
            ask_workspace(env, &write, trace).await.ok_or(ErrorCode::OutcomeUnknown)
        }
    }
}

/// Tells both hubs of a verified delivery. Whether both have recorded it; if not, HelpThread has to deliver it again.
pub(crate) async fn receive(received: Received, env: &Env) -> bool {
    let Received { delivered, customer: Some(customer) } = received else { return true };
    let (to_customer, to_workspace) = (ToCustomer::Event(delivered.clone()), ToWorkspace::Event(delivered));
    let (one, other) =
        join(ask_customer(env, &customer, &to_customer, None), ask_workspace(env, &to_workspace, None)).await;
    [one, other].into_iter().all(|told| told.is_some_and(|told| told.status == 200))
}
