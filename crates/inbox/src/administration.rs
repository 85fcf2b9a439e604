//! What administrators do (api-v1.md §9): workspaces, credentials, customers who write in, imports, and what webhooks were
//! sent; and the sandbox's way back to its seed.
//!
//! ```text
//! Worker                                             Workspace object
//! Entrance::admit  is there an administration here?
//!                  the token, then 404 and 405
//! errand::workspace  the body: whose object? ──────▶ Inbox::administer   read again, one transaction
//!                                            ──────▶ Inbox::import       a stream, a transaction per batch
//! ```
//!
//! It shares nothing with v1 but the tables: no rate limit, no HTHMAC, and no path of it is under `/v1`. Whoever calls
//! [`Inbox::administer`] has been admitted: the token is checked in the Worker and does not travel on.

mod credentials;
mod deliveries;
mod entrance;
mod errand;
mod import;
mod inbound;
mod names;
mod plan;
mod reset;
mod routes;
mod webhooks;
mod workspaces;

pub use entrance::{DEVELOPMENT_TOKEN, Entrance, MIN_TOKEN_BYTES, Visitor, concerns};
pub use errand::workspace;
pub use import::{BATCH_LINES, Import, MAX_LINE_BYTES};
pub use routes::Route;

use helpthread_core::error::{ErrorCode, Refusal};
use serde::Serialize;

use crate::answer::Answer;
use crate::database::Database;
use crate::failure::Failure;
use crate::inbox::Inbox;
use crate::mode::Mode;
use crate::moment::Moment;
use crate::request::Request;
use errand::Errand;

/// Whether an admitted request goes to [`Inbox::import`] with its stream, and not to [`Inbox::administer`].
pub fn is_import(request: &Request<'_>) -> bool {
    Route::find(request.method, request.path).is_ok_and(|route| route.streams())
}

impl<D: Database> Inbox<D> {
    /// The answer to an administrator's request, which [`Entrance::admit`] let in and [`workspace`] sent to this workspace.
    pub fn administer(&self, workspace: &str, request: &Request<'_>, moment: &Moment) -> Answer {
        self.administered(workspace, request, moment).unwrap_or_else(Answer::from).sealed(request.id, moment.now())
    }

    fn administered(&self, workspace: &str, request: &Request<'_>, moment: &Moment) -> Result<Answer, Failure> {
        let errand = Errand::read(&Route::find(request.method, request.path)?, request)?;
        let database = self.database();
        match errand {
            Errand::CreateWorkspace(new) => {
                return workspaces::create(database, moment, self.mode(), workspace, &new);
            }
            Errand::Reset if self.mode() == Mode::Sandbox => {
                let answer = reset::to_seed(database, moment.now())?;
                self.point_demo_webhook()?;
                return Ok(answer);
            }
            _ => {}
        }
        if !self.is_workspace(workspace, moment.now())? {
            return Err(match errand {
                Errand::RevokeCredential(_) => credentials::unknown(),
                _ => no_workspace(workspace),
            }
            .into());
        }
        match errand {
            Errand::CreateCredential(new) => credentials::create(database, moment, self.mode(), workspace, new.scopes),
            Errand::RevokeCredential(key) => credentials::revoke(database, &key),
            Errand::Inbound(new) => inbound::receive(database, moment, new),
            Errand::ListWebhooks(listing) => webhooks::list(database, &listing),
            Errand::ListDeliveries(listing) => deliveries::list(database, &listing),
            Errand::CreateWorkspace(_) | Errand::Import(_) | Errand::Reset => {
                Err(Refusal::plain(ErrorCode::NotFound).into())
            }
        }
    }

    /// Begins an import into this workspace, before anything of the body is read.
    ///
    /// # Errors
    /// The answer, when there is no such workspace.
    pub fn import(&self, workspace: &str, request_id: &str, moment: &Moment) -> Result<Import<'_, D>, Answer> {
        let begun = match self.is_workspace(workspace, moment.now()) {
            Ok(true) => Import::begin(self.database()).map_err(Failure::from),
            Ok(false) => Err(no_workspace(workspace).into()),
            Err(fault) => Err(fault.into()),
        };
        begun.map_err(|failure| Answer::from(failure).sealed(request_id, moment.now()))
    }
}

fn no_workspace(name: &str) -> Refusal {
    Refusal::new(ErrorCode::NotFound, format!("No workspace was found for id {name}."))
}

/// `{"data": …}` with this status.
fn data(status: u16, data: impl Serialize) -> Answer {
    Answer::json(status, &helpthread_core::model::Data { data })
}
