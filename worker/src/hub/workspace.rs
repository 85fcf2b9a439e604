//! The workspace's hub as a Durable Object: what each effect of its machine means on the platform.

use std::rc::Rc;

use helpthread_policy::hub::{
    Moment,
    message::{ToCustomer, ToWorkspace},
    workspace::{Effect, Input, Settings, WorkspaceHub as Hub},
};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, Socket, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use super::{
    disk::Disk,
    exchange,
    shell::{Fetch, Machine, Shell},
};
use crate::{configuration::configuration, log, platform::moment};

/// The object behind the binding `WORKSPACE_HUB`; there is one.
#[durable_object]
pub struct WorkspaceHub {
    shell: Rc<Shell<Hub>>,
}

impl Machine for Hub {
    type Input = Input;
    type Effect = Effect;

    fn step(&mut self, input: Input, moment: Moment) -> Vec<Effect> {
        Self::step(self, input, moment)
    }

    fn woken() -> Input {
        Input::Woken
    }

    fn perform(shell: &Rc<Shell<Self>>, effect: Effect) {
        match effect {
            Effect::Permit(waiter, answer) => shell.waiting.tell(waiter, Response::from_json(&answer)),
            Effect::Settled(waiter, settled) => shell.waiting.tell(waiter, Response::from_json(&settled)),
            Effect::Answer(waiter, answer, trace) => shell.waiting.tell(waiter, exchange::answered(answer, trace)),
            Effect::Acknowledge(waiter) => shell.waiting.tell(waiter, Response::empty()),
            Effect::Fetch { flight, call, attempts, idempotency_key } => {
                shell.fetch(Fetch { flight, call, attempts, idempotency_key }, Input::Fetched);
            }
            Effect::Bump(flight, customer) => shell.spawn(move |shell| async move {
                let told = exchange::ask_customer(&shell.env, &customer, &ToCustomer::Bump, None).await;
                shell.take(Input::Bumped(flight, told.is_some_and(|told| told.status == 200)));
            }),
            Effect::Save(record) => shell.disk.save(&record),
            Effect::Remove(key) => shell.disk.remove(&key),
            Effect::WakeAt(at) => shell.wake_at(at),
            Effect::AlarmAt(at) => shell.alarm_at(at),
            Effect::Note(note) => log::noted(note),
        }
    }
}

// The defaults of the methods that are not used panic; these refuse.
impl DurableObject for WorkspaceHub {
    fn new(state: State, env: Env) -> Self {
        let disk = Disk::of(&state.storage());
        let upstream_idempotency = configuration(&env).as_ref().is_ok_and(|config| config.upstream_idempotency);
        let (hub, effects) = Hub::restore(Settings { upstream_idempotency }, disk.records(), moment());
        Self { shell: Shell::new(hub, disk, state, env, effects) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let (message, trace) = exchange::message(&mut request).await?;
        let input = |waiter| match message {
            ToWorkspace::Permit(request) => Input::Permit(waiter, request),
            ToWorkspace::Settle(settlement) => Input::Settle(waiter, settlement),
            ToWorkspace::List(list) => Input::List(waiter, list),
            ToWorkspace::Write(write) => Input::Write(waiter, write),
            ToWorkspace::Event(delivered) => Input::Event(waiter, delivered),
        };
        self.shell.answer(trace, input).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.shell.rung();
        Response::empty()
    }

    async fn websocket_message(&self, _socket: WebSocket, _message: WebSocketIncomingMessage) -> Result<()> {
        Err(Error::from("this hub has no sockets"))
    }

    async fn websocket_close(&self, _socket: WebSocket, _code: usize, _reason: String, _clean: bool) -> Result<()> {
        Ok(())
    }

    async fn websocket_error(&self, _socket: WebSocket, _error: Error) -> Result<()> {
        Ok(())
    }

    async fn connect(&self, _socket: Socket) -> Result<()> {
        Err(Error::from("a hub takes no connections"))
    }
}
