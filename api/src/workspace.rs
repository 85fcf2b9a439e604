//! One workspace: a Durable Object whose SQLite database holds everything about it, and whose alarm delivers webhooks.
//!
//! Nothing that counts lives only in memory, so an object can be put away and woken at any time. Whether a workspace exists is read and
//! never written by a request; plain workerd still leaves an empty file of 4 KB per name that was asked for, which
//! Cloudflare does not: see `helpthread_inbox::name_key`.

use std::cell::Cell;

use helpthread_inbox::{Inbox, administration as inbox_administration, moment::Moment};
use js_sys::Date;
use wasm_bindgen::JsValue;
use worker::{
    DurableObject, Env, Error, Request, Response, Result, ScheduledTime, Socket, State, Storage, WebSocket,
    WebSocketIncomingMessage, durable_object,
};

use crate::{
    administration,
    database::ObjectDatabase,
    passage::Passage,
    platform::{self, moment},
    reply,
    round::{self, Bell, Round},
};

/// How soon to try again after the database failed, in milliseconds.
const PAUSE_MILLISECONDS: i64 = 60_000;

/// The object behind the binding `WORKSPACES`, named after its workspace.
#[durable_object]
pub struct Workspace {
    inbox: Inbox<ObjectDatabase>,
    storage: Storage,
    /// For when the alarm is set, in unix milliseconds, as far as this process knows.
    alarm_at: Cell<Option<i64>>,
    /// The time of the latest request, in unix milliseconds; 0 before the first.
    seen: Cell<i64>,
    bell: Bell,
}

impl Workspace {
    /// Sets the alarm for what is due next, and not before `not_before` (unix milliseconds).
    ///
    /// The platform commits everything that is written before the first wait as one: the change, its deliveries and, when
    /// this is called right after it, the alarm. So a process that is killed leaves all of them or none. An alarm stays
    /// set until its handler has ended, so one that is killed at work wakes again. And should an alarm be
    /// lost all the same, the object's first request sets it from the rows, which are what counts.
    async fn set_alarm(&self, moment: &Moment, not_before: i64) {
        let next = match self.inbox.next_alarm(moment) {
            Ok(Some(next)) => next.max(not_before),
            Ok(None) => return,
            Err(fault) => {
                reply::log("alarm", &fault);
                moment.milliseconds() + PAUSE_MILLISECONDS
            }
        };
        if self.alarm_at.get().is_some_and(|alarm_at| alarm_at <= next) {
            return;
        }
        #[allow(clippy::cast_precision_loss)] // times are exact in JavaScript's numbers for 285,000 years
        let time = Date::new(&JsValue::from_f64(next as f64));
        self.alarm_at.set(Some(next));
        if let Err(error) = self.storage.set_alarm(ScheduledTime::new(time)).await {
            self.alarm_at.set(None);
            reply::log("alarm", &error);
        }
    }

    /// Whether a request may have left something to deliver: each that is not a GET may, and the first one finds what an
    /// earlier process left. After the clock was set back the alarm is set for a time that is too far away.
    fn may_owe(&self, method: &str, moment: &Moment) -> bool {
        let before = self.seen.replace(moment.milliseconds());
        let set_back = moment.milliseconds() < before;
        if set_back {
            self.alarm_at.set(None);
        }
        set_back || before == 0 || method != "GET"
    }
}

// The defaults of the methods that v1 does not use panic; these refuse.
impl DurableObject for Workspace {
    fn new(state: State, env: Env) -> Self {
        let storage = state.storage();
        let inbox = Inbox::new(ObjectDatabase::of(&storage), platform::mode(&env))
            .with_demo_webhook(platform::setting(&env, "SANDBOX_WEBHOOK_URL"));
        Self { inbox, storage, alarm_at: Cell::default(), seen: Cell::default(), bell: Bell::default() }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let passage = Passage::arriving(&request)?;
        if let Some(workspace) = passage.administers()
            && inbox_administration::is_import(&passage.request())
        {
            return administration::import(&self.inbox, workspace, passage.request().id, request).await;
        }
        let passage = passage.read(request.inner()).await?;
        let (request, moment) = (passage.request(), moment());
        let answer = match passage.administers() {
            Some(workspace) => self.inbox.administer(workspace, &request, &moment),
            None => self.inbox.answer(&request, &moment),
        };
        if self.may_owe(request.method, &moment) {
            // No wait may come between the answer and this.
            self.set_alarm(&moment, 0).await;
            self.bell.ring();
        }
        reply::with(&answer, request.id)
    }

    /// Never fails: the platform would retry at times of its own, six times at most, and then forget.
    async fn alarm(&self) -> Result<Response> {
        self.alarm_at.set(None);
        let round = round::run(&self.inbox, &self.bell).await;
        let moment = moment();
        if let Err(fault) = self.inbox.upkeep(&moment) {
            reply::log("alarm", &fault);
        }
        let pause = if round == Round::Broken { moment.milliseconds() + PAUSE_MILLISECONDS } else { 0 };
        self.set_alarm(&moment, pause).await;
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
