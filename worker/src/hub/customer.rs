//! One customer's hub as a Durable Object: what each effect of its machine means on the platform.

use std::rc::Rc;

use helpthread_policy::{
    hub::{
        Moment,
        customer::{CloseCode, CustomerHub as Hub, Effect, Follower, Input, LONGEST_SAID, Settings, SocketId},
        message::{PermitAnswer, Settled, Settlement, ToCustomer, ToWorkspace},
    },
    live::{Following, PROTOCOL},
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    DurableObject, Env, Headers, Request, Response, ResponseBuilder, Result, State, WebSocket, WebSocketPair,
    WebSocketRequestResponsePair, durable_object, js_sys::JsString, web_sys,
};

use super::{
    disk::Disk,
    exchange,
    shell::{Fetch, Machine, Shell},
};
use crate::{configuration::configuration, platform::moment};

/// The object behind the binding `CUSTOMER_HUBS`, one per customer. Of worker's methods it has `fetch` and `alarm`; those of sockets are below.
#[durable_object(alarm)]
pub struct CustomerHub {
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
            Effect::Answer(waiter, answer, trace) => shell.waiting.tell(waiter, exchange::answered(answer, trace)),
            Effect::Acknowledge(waiter) => shell.waiting.tell(waiter, Response::empty()),
            Effect::AskPermit(flight, request) => {
                let trace = shell.trace();
                shell.spawn(move |shell| async move {
                    let answer = exchange::told_by_workspace(&shell.env, &ToWorkspace::Permit(request)).await;
                    let answer = answer.unwrap_or(PermitAnswer::Unavailable { retry_after: 1 });
                    shell.take_within(trace, Input::Permit(flight, answer));
                });
            }
            Effect::Fetch(flight, call, attempts) => {
                shell.fetch(Fetch { flight, call, attempts, idempotency_key: None }, Input::Fetched);
            }
            Effect::Settle(flight, settlement) => shell.spawn(move |shell| async move {
                let may_store = settle(&shell.env, settlement).await;
                shell.take(Input::Settled(flight, may_store));
            }),
            Effect::Return(settlement) => shell.spawn(move |shell| async move {
                settle(&shell.env, settlement).await;
            }),
            Effect::Send(socket, frame) => with_socket(&shell.state, socket, |socket| socket.send_with_str(frame)),
            Effect::Close(socket, code) => with_socket(&shell.state, socket, |socket| close(socket, code)),
            Effect::Save(record) => shell.disk.save(&record),
            Effect::Remove(key) => shell.disk.remove(&key),
            Effect::RemoveAll => shell.disk.remove_all(),
            Effect::WakeAt(at) => shell.wake_at(at),
            Effect::AlarmAt(at) => shell.alarm_at(at),
        }
    }
}

async fn settle(env: &Env, settlement: Settlement) -> bool {
    let told = exchange::told_by_workspace::<Settled>(env, &ToWorkspace::Settle(settlement)).await;
    told.is_some_and(|settled| settled.may_store)
}

/// A socket that has gone meanwhile is no error: its client comes back with its cursor.
fn with_socket(state: &State, id: SocketId, act: impl FnOnce(&WebSocket) -> Result<()>) {
    if let Some(socket) = state.get_websockets_with_tag(&id.0.to_string()).first() {
        drop(act(socket));
    }
}

fn close(socket: &WebSocket, code: CloseCode) -> Result<()> {
    // The platform lists it until its client has answered, which it need not: whoever wakes the object must not take it for a follower.
    socket.serialize_attachment("")?;
    socket.close(Some(code.code()), Some(code.reason()))
}

/// Who a socket belongs to; none for an attachment that is not ours.
fn follower(socket: &WebSocket) -> Option<Follower> {
    let attachment = socket.deserialize_attachment::<String>().ok().flatten()?;
    serde_json::from_str(&attachment).ok()
}

/// Accepts the socket of an upgrade that the Worker has admitted.
fn accept(shell: &Rc<Shell<Hub>>, following: Following) -> Result<Response> {
    let pair = WebSocketPair::new()?;
    let Following { customer, reader, subject, expires_at, after } = following;
    let follower = Follower { socket: SocketId(moment().random), customer, reader, subject, expires_at };
    shell.state.accept_websocket_with_tags(&pair.server, &[&follower.socket.0.to_string()]);
    pair.server.serialize_attachment(serde_json::to_string(&follower)?)?;
    shell.take(Input::Followed(follower, after));
    let headers = Headers::new();
    headers.set("Sec-WebSocket-Protocol", PROTOCOL)?;
    Ok(ResponseBuilder::new().with_status(101).with_headers(headers).with_websocket(pair.client).empty())
}

impl DurableObject for CustomerHub {
    fn new(state: State, env: Env) -> Self {
        let disk = Disk::of(&state.storage());
        let followers = state.get_websockets().iter().filter_map(follower).collect();
        let settings =
            Settings { expose_assignee: configuration(&env).as_ref().is_ok_and(|config| config.expose_assignee) };
        let (hub, effects) = Hub::restore(settings, disk.records(), followers, moment());
        if let Ok(ping_pong) = WebSocketRequestResponsePair::new("ping", "pong") {
            // The platform answers by itself, so that a ping wakes no sleeping hub.
            state.set_websocket_auto_response(&ping_pong);
        }
        Self { shell: Shell::new(hub, disk, state, env, effects) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if let Some(following) = exchange::following(&request)? {
            return accept(&self.shell, following);
        }
        let (message, trace) = exchange::message(&mut request).await?;
        let input = |waiter| match message {
            ToCustomer::Read(read) => Input::Read(waiter, read),
            ToCustomer::Event(delivered) => Input::Event(waiter, delivered),
            ToCustomer::Bump => Input::Bump(waiter),
        };
        self.shell.answer(trace, input).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.shell.rung();
        Response::empty()
    }
}

/// What the platform calls when something happens to a socket. worker's own methods copy a message into wasm before anybody can measure
/// it: up to 32 MiB, and wasm's memory, which all hubs of an isolate share, never shrinks.
#[wasm_bindgen]
impl CustomerHub {
    /// A client said something: text, or an `ArrayBuffer`.
    #[wasm_bindgen(js_name = webSocketMessage)]
    pub fn heard(&self, socket: web_sys::WebSocket, message: &JsValue) {
        let text = message.dyn_ref::<JsString>().filter(|text| text.length() <= LONGEST_SAID);
        if let Some(follower) = follower(&socket.into()) {
            self.shell.take(Input::Said(follower.socket, text.map(String::from).unwrap_or_default()));
        }
    }

    /// A client closed its side.
    #[wasm_bindgen(js_name = webSocketClose)]
    pub fn closed(&self, socket: web_sys::WebSocket) {
        let socket = WebSocket::from(socket);
        self.unfollowed(&socket);
        // A client's close waits for ours: without it the browser keeps the connection. A closed one refuses, which is as well.
        let _ = socket.close::<&str>(None, None);
    }

    /// A connection broke.
    #[wasm_bindgen(js_name = webSocketError)]
    pub fn broken(&self, socket: web_sys::WebSocket) {
        self.unfollowed(&socket.into());
    }

    fn unfollowed(&self, socket: &WebSocket) {
        if let Some(follower) = follower(socket) {
            self.shell.take(Input::Unfollowed(follower.socket));
        }
    }
}
