//! What an administrator wants, read strictly: once in the Worker to find the object, once more in the object.

use helpthread_core::body::{Fields, wrong};
use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::query::{self, Limit};
use helpthread_core::scope::{Scope, Scopes};
use serde_json::Value;

use super::inbound::NewInbound;
use super::routes::Route;
use super::workspaces::NewWorkspace;
use super::{credentials, names};
use crate::answer::Answer;
use crate::door;
use crate::moment::Moment;
use crate::name_key::NameKey;
use crate::request::Request;
use crate::seed;

/// A request, read.
pub(super) enum Errand {
    /// A new workspace.
    CreateWorkspace(NewWorkspace),
    /// A further credential.
    CreateCredential(NewCredential),
    /// The end of the credential with this key.
    RevokeCredential(String),
    /// A customer writes in.
    Inbound(NewInbound),
    /// The registered webhooks.
    ListWebhooks(Listing),
    /// The delivery log.
    ListDeliveries(Listing),
    /// An import into the workspace of this name.
    Import(String),
    /// Back to the seed.
    Reset,
}

/// Body of `POST /_admin/credentials`.
pub(super) struct NewCredential {
    workspace: String,
    pub(super) scopes: Scopes,
}

/// A list's query.
pub(super) struct Listing {
    workspace: String,
    /// As the page before gave it out.
    pub(super) cursor: Option<String>,
    pub(super) limit: Limit,
}

/// The name of the workspace whose object answers: a new one for a new workspace, which then does not exist yet.
///
/// # Errors
/// The answer to a request that is wrong whatever the object holds.
pub fn workspace(route: &Route, request: &Request<'_>, name_key: &NameKey, moment: &Moment) -> Result<String, Answer> {
    let found = Errand::read(route, request).and_then(|errand| errand.workspace(name_key, moment));
    found.map_err(|refusal| Answer::refused(&refusal).sealed(request.id, moment.now()))
}

impl Errand {
    /// Reads query and body, in v1's order of checks; an import's body is left for [`super::Import`].
    pub(super) fn read(route: &Route, request: &Request<'_>) -> Result<Self, Refusal> {
        let body = request.body.whole()?;
        if route.takes_json() {
            request.require_json()?;
        }
        match route {
            Route::ListWebhooks => return Listing::parse(request.query).map(Self::ListWebhooks),
            Route::ListDeliveries => return Listing::parse(request.query).map(Self::ListDeliveries),
            _ if !request.query.is_empty() => {
                let message = "This operation takes no query parameters.";
                return Err(Refusal::new(ErrorCode::InvalidFilter, message));
            }
            _ => {}
        }
        match route {
            Route::CreateWorkspace => NewWorkspace::parse(body).map(Self::CreateWorkspace),
            Route::CreateCredential => NewCredential::parse(body).map(Self::CreateCredential),
            Route::Inbound => NewInbound::parse(body).map(Self::Inbound),
            Route::RevokeCredential(key) => Ok(Self::RevokeCredential(key.clone())),
            Route::Import(workspace) => Ok(Self::Import(workspace.clone())),
            Route::Reset => Ok(Self::Reset),
            Route::ListWebhooks | Route::ListDeliveries => Err(Refusal::plain(ErrorCode::NotFound)),
        }
    }

    fn workspace(self, name_key: &NameKey, moment: &Moment) -> Result<String, Refusal> {
        Ok(match self {
            Self::CreateWorkspace(_) => name_key.marked(&names::workspace(moment)),
            Self::CreateCredential(new) => new.workspace,
            Self::RevokeCredential(key) => door::workspace_of(&key).ok_or_else(credentials::unknown)?.to_owned(),
            Self::Inbound(new) => new.workspace,
            Self::ListWebhooks(listing) | Self::ListDeliveries(listing) => listing.workspace,
            Self::Import(workspace) => workspace,
            Self::Reset => seed::WORKSPACE.to_owned(),
        })
    }
}

impl NewCredential {
    fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("body", json, &["workspace", "scopes"])?;
        Ok(Self { workspace: names::named(&mut fields)?, scopes: scopes(fields.optional("scopes"))? })
    }
}

impl Listing {
    fn parse(query: &str) -> Result<Self, Refusal> {
        let (mut workspace, mut cursor, mut limit) = (None, None, Limit::default());
        for (name, value) in query::parameters(query, &["workspace", "cursor", "limit"])? {
            match name {
                "workspace" => workspace = Some(value.into_owned()).filter(|name| door::is_name(name)),
                "cursor" => cursor = Some(value.into_owned()),
                _ => limit = query::limit(&value)?,
            }
        }
        let message = "The query parameter workspace must be a workspace's name.";
        let workspace = workspace.ok_or_else(|| Refusal::new(ErrorCode::InvalidFilter, message))?;
        Ok(Self { workspace, cursor, limit })
    }
}

fn scopes(given: Option<Value>) -> Result<Scopes, Refusal> {
    const RULE: &str =
        "must be a non-empty list without repetition of: conversations:read, conversations:write, webhooks:manage";
    let Some(Value::Array(names)) = given else {
        return Err(wrong("scopes", RULE));
    };
    let mut scopes: Vec<Scope> = Vec::with_capacity(Scope::ALL.len());
    for name in &names {
        match name.as_str().and_then(Scope::parse) {
            Some(scope) if !scopes.contains(&scope) => scopes.push(scope),
            _ => return Err(wrong("scopes", RULE)),
        }
    }
    if scopes.is_empty() { Err(wrong("scopes", RULE)) } else { Ok(Scopes::of(scopes)) }
}
