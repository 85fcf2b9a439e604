//! A hub's machine in its object: takes inputs, performs effects, feeds back what comes of them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use helpthread_policy::{
    call::Call,
    hub::{Exchange, FlightId, Moment, WaiterId},
    trace_parent::TraceParent,
};
use wasm_bindgen::JsValue;
use worker::{Env, Error, Response, Result, State};

use super::{clock::Clock, disk::Disk, waiting::Waiting};
use crate::{
    ask,
    configuration::configuration,
    platform::{Watch, moment},
};

/// A call of upstream on a machine's behalf.
pub(super) struct Fetch {
    pub(super) flight: FlightId,
    pub(super) call: Call,
    pub(super) attempts: u8,
    pub(super) idempotency_key: Option<String>,
}

/// A pure machine, and what its effects mean here.
pub(super) trait Machine: Sized + 'static {
    type Input: 'static;
    type Effect;

    fn step(&mut self, input: Self::Input, moment: Moment) -> Vec<Self::Effect>;

    /// The input of a timer or an alarm.
    fn woken() -> Self::Input;

    /// Does one thing. What takes time is [`spawn`](Shell::spawn)ed.
    fn perform(shell: &Rc<Shell<Self>>, effect: Self::Effect);
}

/// A machine and the services of its object.
pub(super) struct Shell<M> {
    machine: RefCell<M>,
    pub(super) waiting: Waiting,
    pub(super) disk: Disk,
    pub(super) clock: Clock,
    pub(super) state: State,
    pub(super) env: Env,
    /// What [`State`] wraps.
    object: JsValue,
    /// The trace of the request that the current step is about. Lost where a call waits for others: its own trace then begins here.
    trace: Cell<Option<TraceParent>>,
}

impl<M: Machine> Shell<M> {
    /// The object as it comes to life; `effects` are those of restoring the machine.
    pub(super) fn new(machine: M, disk: Disk, state: State, env: Env, effects: Vec<M::Effect>) -> Rc<Self> {
        let clock = Clock::new(state.storage());
        let (machine, waiting, trace) = (RefCell::new(machine), Waiting::default(), Cell::default());
        let inner = state._inner();
        let (object, state) = (JsValue::from(inner.clone()), State::from(inner));
        let shell = Rc::new(Self { machine, waiting, disk, clock, state, env, object, trace });
        shell.perform(effects);
        shell
    }

    /// Takes a step and does what follows from it. The machine is borrowed for the step only, and no step waits.
    pub(super) fn take(self: &Rc<Self>, input: M::Input) {
        let effects = self.machine.borrow_mut().step(input, moment());
        self.perform(effects);
    }

    /// The same on behalf of a client with this trace.
    pub(super) fn take_within(self: &Rc<Self>, trace: Option<TraceParent>, input: M::Input) {
        self.trace.set(trace);
        self.take(input);
        self.trace.set(None);
    }

    /// The trace of the current step.
    pub(super) fn trace(&self) -> Option<TraceParent> {
        self.trace.get()
    }

    fn perform(self: &Rc<Self>, effects: Vec<M::Effect>) {
        for effect in effects {
            M::perform(self, effect);
        }
    }

    /// Has the machine answer someone.
    pub(super) async fn answer(
        self: &Rc<Self>,
        trace: Option<TraceParent>,
        input: impl FnOnce(WaiterId) -> M::Input,
    ) -> Result<Response> {
        let _watch = Watch::begin(&self.object);
        let (waiter, answer) = self.waiting.join();
        self.take_within(trace, input(waiter));
        answer.await.map_err(|_| Error::from("the hub forgot a request"))?
    }

    /// Goes on with something that takes time, also when nobody waits for it any more.
    pub(super) fn spawn<F: Future<Output = ()> + 'static>(self: &Rc<Self>, task: impl FnOnce(Rc<Self>) -> F) {
        self.state.wait_until(task(Rc::clone(self)));
    }

    /// Calls upstream; `input` makes of the outcome what the machine is told.
    pub(super) fn fetch(self: &Rc<Self>, fetch: Fetch, input: impl FnOnce(FlightId, Exchange) -> M::Input + 'static) {
        let trace = self.trace();
        self.spawn(move |shell| async move {
            let Fetch { flight, call, attempts, idempotency_key } = fetch;
            let exchange = match configuration(&shell.env) {
                Ok(config) => ask::ask(&call, config, attempts, idempotency_key.as_deref(), trace).await,
                // The Worker lets nothing through then, so this is a hub that was waiting when the settings changed.
                Err(_) => Exchange::failed(),
            };
            shell.take(input(flight, exchange));
        });
    }

    /// Calls the machine back at `at` (unix milliseconds), if nothing replaces that and the object lives on.
    pub(super) fn wake_at(self: &Rc<Self>, at: i64) {
        let timer = self.clock.begin();
        self.spawn(move |shell| async move {
            if shell.clock.wait(timer, at).await {
                shell.take(M::woken());
            }
        });
    }

    /// Calls the machine back at `at` (unix milliseconds), whatever happens to the object.
    pub(super) fn alarm_at(self: &Rc<Self>, at: i64) {
        self.spawn(move |shell| async move { shell.clock.set_alarm(at).await });
    }

    /// The alarm has rung.
    pub(super) fn rung(self: &Rc<Self>) {
        self.clock.rung();
        self.take(M::woken());
    }
}
