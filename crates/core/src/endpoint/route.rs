//! From a method and a path to an operation and its typed id, by the table alone.
//!
//! A path is matched as it came: nothing is decoded or normalised, so `..`, `//`, `%2f` and a trailing slash are simply
//! not routes (threats.md row 9).

use alloc::{string::String, vec::Vec};

use super::{ENDPOINTS, Endpoint, Method, Operation};
use crate::{
    error::{ErrorCode, Refusal},
    id::{ConversationId, CustomerId, is_identifier},
};

/// A request that v1 has a row for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `GET /conversations`
    ListConversations,
    /// `POST /conversations/:id/messages`
    CreateMessage(ConversationId),
    /// `PATCH /conversations/:id`
    UpdateConversation(ConversationId),
    /// `GET /customers/:id/conversations`
    ListCustomerConversations(CustomerId),
    /// `POST /webhooks`
    CreateWebhook,
}

impl Route {
    /// The operation.
    pub fn operation(&self) -> Operation {
        match self {
            Self::ListConversations => Operation::ListConversations,
            Self::CreateMessage(_) => Operation::CreateMessage,
            Self::UpdateConversation(_) => Operation::UpdateConversation,
            Self::ListCustomerConversations(_) => Operation::ListCustomerConversations,
            Self::CreateWebhook => Operation::CreateWebhook,
        }
    }

    /// The path below the base URL, made from typed parts: what a signer requests.
    pub fn path(&self) -> String {
        let template = self.operation().endpoint().path;
        match self {
            Self::ListConversations | Self::CreateWebhook => template.into(),
            Self::CreateMessage(id) | Self::UpdateConversation(id) => template.replace(":id", id.as_str()),
            Self::ListCustomerConversations(id) => template.replace(":id", id.as_str()),
        }
    }
}

/// Why a request is not a [`Route`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteMiss {
    /// No row has this path: `not_found`.
    NoSuchPath,
    /// The path is known, the method is not: `method_not_allowed`, with what `Allow` lists.
    MethodNotAllowed {
        /// The methods of this path, in the order of the table.
        allow: Vec<Method>,
    },
    /// The path's id has another type's prefix, so nothing can exist there. The scope is checked before this is told.
    NoSuchResource {
        /// The operation that was asked for.
        operation: Operation,
        /// The contract's `…_not_found`.
        refusal: Refusal,
    },
}

/// Finds the operation for a method and a path below the base URL (`/conversations`, not `/v1/conversations`).
///
/// # Errors
/// [`RouteMiss`] says what is missing: the path, the method or the resource.
pub fn route(method: &str, path: &str) -> Result<Route, RouteMiss> {
    let candidates: Vec<(&Endpoint, &str)> =
        ENDPOINTS.iter().filter_map(|endpoint| id_in(endpoint.path, path).map(|id| (endpoint, id))).collect();
    if candidates.is_empty() {
        return Err(RouteMiss::NoSuchPath);
    }
    let Some((endpoint, id)) = candidates.iter().find(|(endpoint, _)| endpoint.method.as_str() == method) else {
        return Err(RouteMiss::MethodNotAllowed {
            allow: candidates.iter().map(|(endpoint, _)| endpoint.method).collect(),
        });
    };
    typed(endpoint.operation, id)
}

/// The identifier at `:id` when `path` fits `template`; empty when the template has none.
fn id_in<'a>(template: &str, path: &'a str) -> Option<&'a str> {
    let mut id = "";
    let mut given = path.split('/');
    for wanted in template.split('/') {
        let segment = given.next()?;
        if wanted == ":id" {
            id = is_identifier(segment).then_some(segment)?;
        } else if wanted != segment {
            return None;
        }
    }
    given.next().is_none().then_some(id)
}

fn typed(operation: Operation, id: &str) -> Result<Route, RouteMiss> {
    let miss = |code, kind| RouteMiss::NoSuchResource { operation, refusal: Refusal::nothing_found(code, kind, id) };
    let conversation = || ConversationId::parse(id).map_err(|_| miss(ErrorCode::ConversationNotFound, "conversation"));
    match operation {
        Operation::ListConversations => Ok(Route::ListConversations),
        Operation::CreateWebhook => Ok(Route::CreateWebhook),
        Operation::CreateMessage => conversation().map(Route::CreateMessage),
        Operation::UpdateConversation => conversation().map(Route::UpdateConversation),
        Operation::ListCustomerConversations => CustomerId::parse(id)
            .map(Route::ListCustomerConversations)
            .map_err(|_| miss(ErrorCode::CustomerNotFound, "customer")),
    }
}
