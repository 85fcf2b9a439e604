//! Which of the contract's operations this server answers, and how a path finds one.
//!
//! [`SERVED`] lists all five of the endpoint table of `helpthread-core`. An operation that is not in it is no route of this
//! server: `not_found`, as for any other unknown path, and never an answer that looks like success.

use helpthread_core::endpoint::{Method, Operation, Route, RouteMiss, route};

/// What every path begins with.
pub const BASE_PATH: &str = "/v1";

/// The operations that this server answers.
pub const SERVED: &[Operation] = &[
    Operation::ListConversations,
    Operation::CreateMessage,
    Operation::UpdateConversation,
    Operation::ListCustomerConversations,
    Operation::CreateWebhook,
];

/// The methods that `Allow` can name, in its order.
const METHODS: [Method; 3] = [Method::Get, Method::Post, Method::Patch];

/// Finds the served operation for a method and a path, which are compared as they came.
///
/// # Errors
/// [`RouteMiss`] for the path, the method or the resource.
pub fn find(method: &str, path: &str) -> Result<Route, RouteMiss> {
    let path = path.strip_prefix(BASE_PATH).ok_or(RouteMiss::NoSuchPath)?;
    let found = route(method, path);
    if is_served(&found) {
        return found;
    }
    let allow: Vec<_> = METHODS.into_iter().filter(|method| is_served(&route(method.as_str(), path))).collect();
    Err(if allow.is_empty() { RouteMiss::NoSuchPath } else { RouteMiss::MethodNotAllowed { allow } })
}

fn is_served(found: &Result<Route, RouteMiss>) -> bool {
    match found {
        Ok(route) => SERVED.contains(&route.operation()),
        Err(RouteMiss::NoSuchResource { operation, .. }) => SERVED.contains(operation),
        Err(_) => false,
    }
}
