//! The paths of api-v1.md §9. Each has one method, and is compared as it came.

use helpthread_core::error::{ErrorCode, Refusal};

use crate::answer::Answer;
use crate::door;
use crate::failure::Failure;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `POST /_admin/workspaces`
    CreateWorkspace,
    /// `POST /_admin/credentials`
    CreateCredential,
    /// `DELETE /_admin/credentials/:key`
    RevokeCredential(String),
    /// `POST /_admin/inbound`: a customer writes in.
    Inbound,
    /// `GET /_admin/webhooks?workspace=`
    ListWebhooks,
    /// `GET /_admin/deliveries?workspace=`
    ListDeliveries,
    /// `POST /_admin/workspaces/:id/import`
    Import(String),
    /// `POST /_sandbox/reset`
    Reset,
}

impl Route {
    /// Whether the body is a stream of any length, which is not read into memory.
    pub fn streams(&self) -> bool {
        matches!(self, Self::Import(_))
    }

    /// Whether the body is one of JSON.
    pub(super) fn takes_json(&self) -> bool {
        matches!(self, Self::CreateWorkspace | Self::CreateCredential | Self::Inbound)
    }

    /// Finds the route again that [`find`] has found in the Worker.
    pub(super) fn find(method: &str, path: &str) -> Result<Self, Failure> {
        at(path).filter(|route| route.method() == method).ok_or_else(|| Refusal::plain(ErrorCode::NotFound).into())
    }

    fn method(&self) -> &'static str {
        match self {
            Self::ListWebhooks | Self::ListDeliveries => "GET",
            Self::RevokeCredential(_) => "DELETE",
            Self::CreateWorkspace | Self::CreateCredential | Self::Inbound | Self::Import(_) | Self::Reset => "POST",
        }
    }
}

/// The route of a method and a path; otherwise 404, or 405 with `Allow`.
pub(super) fn find(method: &str, path: &str) -> Result<Route, Answer> {
    let Some(route) = at(path) else {
        return Err(Answer::refused(&Refusal::plain(ErrorCode::NotFound)));
    };
    if route.method() != method {
        let mut answer = Answer::refused(&Refusal::plain(ErrorCode::MethodNotAllowed));
        answer.headers.push(("Allow", route.method().to_owned()));
        return Err(answer);
    }
    Ok(route)
}

fn at(path: &str) -> Option<Route> {
    let segments: Vec<&str> = path.split('/').collect();
    Some(match *segments.as_slice() {
        ["", "_admin", "workspaces"] => Route::CreateWorkspace,
        ["", "_admin", "workspaces", name, "import"] if door::is_name(name) => Route::Import(name.to_owned()),
        ["", "_admin", "credentials"] => Route::CreateCredential,
        ["", "_admin", "credentials", key] if !key.is_empty() => Route::RevokeCredential(key.to_owned()),
        ["", "_admin", "inbound"] => Route::Inbound,
        ["", "_admin", "webhooks"] => Route::ListWebhooks,
        ["", "_admin", "deliveries"] => Route::ListDeliveries,
        ["", "_sandbox", "reset"] => Route::Reset,
        _ => return None,
    })
}
