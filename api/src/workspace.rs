//! One workspace: a Durable Object whose SQLite database holds everything about it.
//!
//! Nothing lives only in memory, so an object can be put away and woken at any time. Whether a workspace exists is read and
//! never written by a request; plain workerd still leaves an empty file of 4 KB per name that was asked for, which
//! Cloudflare does not.

use helpthread_inbox::Inbox;
use worker::{
    DurableObject, Env, Error, Request, Response, Result, Socket, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use crate::{
    administration,
    database::ObjectDatabase,
    passage::Passage,
    platform::{self, moment},
    reply,
};

/// The object behind the binding `WORKSPACES`, named after its workspace.
#[durable_object]
pub struct Workspace {
    inbox: Inbox<ObjectDatabase>,
}

// The defaults of the methods that v1 does not use panic; these refuse.
impl DurableObject for Workspace {
    fn new(state: State, env: Env) -> Self {
        Self { inbox: Inbox::new(ObjectDatabase::of(&state.storage()), platform::mode(&env)) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        if let Some(workspace) = Passage::administers(&request)? {
            return administration::answer(&self.inbox, &workspace, request).await;
        }
        let passage = Passage::arrive(request).await?;
        let request = passage.request();
        reply::with(&self.inbox.answer(&request, &moment()), request.id)
    }

    async fn alarm(&self) -> Result<Response> {
        Response::empty()
    }

    async fn connect(&self, _socket: Socket) -> Result<()> {
        Err(Error::from("a workspace takes no connections"))
    }

    async fn websocket_message(&self, _socket: WebSocket, _message: WebSocketIncomingMessage) -> Result<()> {
        Err(Error::from("a workspace has no sockets"))
    }

    async fn websocket_close(&self, _socket: WebSocket, _code: usize, _reason: String, _clean: bool) -> Result<()> {
        Ok(())
    }

    async fn websocket_error(&self, _socket: WebSocket, _error: Error) -> Result<()> {
        Ok(())
    }
}
