//! The hubs as objects: machines that live and die, what their effects mean in this world, and who is told what.

use std::collections::{BTreeMap, HashMap};

use helpthread_policy::answer::Answer;
use helpthread_policy::hub::WaiterId;
use helpthread_policy::hub::customer::{self, CustomerHub, Record, SocketId};
use helpthread_policy::hub::message::{PermitAnswer, ToCustomer, ToWorkspace};
use helpthread_policy::hub::workspace::{self, WorkspaceHub};

use crate::world::{Asker, CustomerInput, Happening, Hub, WorkspaceInput, World, index_of};

/// An object: its machine while it is in memory, its disk for ever.
pub(crate) struct Object<M> {
    pub(crate) machine: Option<M>,
    pub(crate) disk: BTreeMap<String, String>,
    pub(crate) life: u32,
    pub(crate) wake: Option<i64>,
    pub(crate) alarm: Option<i64>,
    pub(crate) waiters: HashMap<WaiterId, Asker>,
    pub(crate) next_waiter: u64,
}

impl<M> Object<M> {
    pub(crate) fn new() -> Self {
        Self {
            machine: None,
            disk: BTreeMap::new(),
            life: 0,
            wake: None,
            alarm: None,
            waiters: HashMap::new(),
            next_waiter: 0,
        }
    }

    pub(crate) fn join(&mut self, asker: Asker) -> WaiterId {
        self.next_waiter += 1;
        self.waiters.insert(WaiterId(self.next_waiter), asker);
        WaiterId(self.next_waiter)
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        self.disk.iter().map(|(key, value)| Record { key: key.clone(), value: value.clone() }).collect()
    }

    /// Takes a time that was set, if nothing replaced it.
    pub(crate) fn is_due(&mut self, at: i64) -> bool {
        let (wake, alarm) = (self.wake == Some(at), self.alarm == Some(at));
        if wake {
            self.wake = None;
        }
        if alarm {
            self.alarm = None;
        }
        wake || alarm
    }
}

impl World {
    /// A hub's answer has reached whoever waited for it.
    pub(crate) fn told(&mut self, asker: Asker, told: Told) {
        if self.traced {
            eprintln!("{} told {asker:?} {told:?}", self.now);
        }
        self.clients.look(&self.model);
        match (asker, told) {
            (Asker::Client(number), Told::Answer(answer)) => self.clients.answered(number, &answer),
            (Asker::Client(number), Told::Nothing) => self.clients.broken(number),
            (Asker::Permit(index, life, flight), told) => {
                let answer = match told {
                    Told::Permit(answer) => answer,
                    _ => PermitAnswer::Unavailable { retry_after: 1 },
                };
                let input = CustomerInput::Is(Box::new(customer::Input::Permit(flight, answer)));
                self.arrive_at_customer(index, life, input);
            }
            (Asker::Settlement(index, life, Some(flight)), told) => {
                let may_store = matches!(told, Told::Settled(true));
                let input = CustomerInput::Is(Box::new(customer::Input::Settled(flight, may_store)));
                self.arrive_at_customer(index, life, input);
            }
            (Asker::Bump(life, flight), told) => {
                let done = matches!(told, Told::Acknowledged);
                let input = WorkspaceInput::Is(Box::new(workspace::Input::Bumped(flight, done)));
                let delay = self.chance.below(20);
                self.after(delay, Happening::ToWorkspace(Some(life), input));
            }
            (Asker::Delivery(number, hub), Told::Acknowledged) => self.acknowledged(number, hub),
            (Asker::Settlement(_, _, None) | Asker::Delivery(..) | Asker::Client(_), _) => {}
        }
    }

    pub(crate) fn arrive_at_customer(&mut self, index: usize, life: u32, input: CustomerInput) {
        let delay = self.chance.below(20);
        self.after(delay, Happening::ToCustomer(index, Some(life), input));
    }

    /// A customer's hub takes an input; it comes to life for it if need be.
    pub(crate) fn customer_takes(&mut self, index: usize, life: Option<u32>, input: CustomerInput) {
        if life.is_some_and(|life| life != self.customers[index].life) {
            return;
        }
        if let CustomerInput::Due(at) = input
            && !self.customers[index].is_due(at)
        {
            return;
        }
        let moment = self.moment();
        let mut effects = Vec::new();
        if self.customers[index].machine.is_none() {
            let followers = self.followers.values().filter(|(owner, _)| *owner == index);
            let followers = followers.map(|(_, follower)| follower.clone()).collect();
            let records = self.customers[index].records();
            let settings = customer::Settings { expose_assignee: false };
            let (machine, restored) = CustomerHub::restore(settings, records, followers, moment);
            self.customers[index].machine = Some(machine);
            effects.extend(restored);
        }
        let object = &mut self.customers[index];
        let input = match input {
            CustomerInput::Is(input) => *input,
            CustomerInput::Due(_) => customer::Input::Woken,
            CustomerInput::Asked(asker, message) => customer_input(object.join(asker), *message),
        };
        if let Some(machine) = &mut object.machine {
            effects.extend(machine.step(input, moment));
        }
        for effect in effects {
            if self.traced {
                eprintln!("{} customer {index} at {}: {effect:?}", self.now, moment.now);
            }
            self.of_customer(index, effect);
        }
        if self.chance.percent(self.plan.evicted) {
            self.evict_customer(index);
        }
    }

    pub(crate) fn of_customer(&mut self, index: usize, effect: customer::Effect) {
        use customer::Effect;
        let life = self.customers[index].life;
        let hub = Hub::Customer(index);
        match effect {
            Effect::Answer(waiter, answer, _) => self.tell_from_customer(index, waiter, Told::Answer(Box::new(answer))),
            Effect::Acknowledge(waiter) => self.tell_from_customer(index, waiter, Told::Acknowledged),
            Effect::AskPermit(flight, request) => {
                self.ask_workspace(Asker::Permit(index, life, flight), ToWorkspace::Permit(request));
            }
            Effect::Fetch(flight, call, attempts) => self.fetch(hub, life, flight, call, attempts, None),
            Effect::Settle(flight, settlement) => {
                self.ask_workspace(Asker::Settlement(index, life, Some(flight)), ToWorkspace::Settle(settlement));
            }
            Effect::Return(settlement) => {
                self.ask_workspace(Asker::Settlement(index, life, None), ToWorkspace::Settle(settlement));
            }
            Effect::Send(socket, frame) => {
                assert!(self.followers.contains_key(&socket), "a frame for a closed socket");
                self.clients.look(&self.model);
                self.clients.frame(socket, &frame);
            }
            Effect::Close(socket, _) => {
                self.followers.remove(&socket);
                self.clients.closed(socket);
            }
            Effect::Save(record) => drop(self.customers[index].disk.insert(record.key, record.value)),
            Effect::Remove(key) => drop(self.customers[index].disk.remove(&key)),
            Effect::RemoveAll => self.customers[index].disk.clear(),
            Effect::WakeAt(at) => {
                let at = self.on_the_worlds_clock(at);
                self.customers[index].wake = Some(at);
                self.at(at, Happening::ToCustomer(index, Some(life), CustomerInput::Due(at)));
            }
            Effect::AlarmAt(at) => {
                let at = self.on_the_worlds_clock(at);
                self.customers[index].alarm = Some(at);
                self.at(at, Happening::ToCustomer(index, None, CustomerInput::Due(at)));
            }
        }
    }

    pub(crate) fn workspace_takes(&mut self, life: Option<u32>, input: WorkspaceInput) {
        if life.is_some_and(|life| life != self.workspace.life) {
            return;
        }
        if let WorkspaceInput::Due(at) = input
            && !self.workspace.is_due(at)
        {
            return;
        }
        let moment = self.moment();
        let mut effects = Vec::new();
        if self.workspace.machine.is_none() {
            let settings = workspace::Settings { upstream_idempotency: self.plan.honours_keys };
            let (machine, restored) = WorkspaceHub::restore(settings, self.workspace.records(), moment);
            self.workspace.machine = Some(machine);
            effects.extend(restored);
        }
        let object = &mut self.workspace;
        let input = match input {
            WorkspaceInput::Is(input) => *input,
            WorkspaceInput::Due(_) => workspace::Input::Woken,
            WorkspaceInput::Asked(asker, message) => workspace_input(object.join(asker), *message),
        };
        if let Some(machine) = &mut object.machine {
            effects.extend(machine.step(input, moment));
        }
        for effect in effects {
            if self.traced {
                eprintln!("{} workspace at {}: {effect:?}", self.now, moment.now);
            }
            self.of_workspace(effect);
        }
        if self.chance.percent(self.plan.evicted) {
            self.evict_workspace();
        }
    }

    pub(crate) fn of_workspace(&mut self, effect: workspace::Effect) {
        use workspace::Effect;
        let life = self.workspace.life;
        match effect {
            Effect::Permit(waiter, answer) => self.tell_from_workspace(waiter, Told::Permit(answer)),
            Effect::Settled(waiter, settled) => self.tell_from_workspace(waiter, Told::Settled(settled.may_store)),
            Effect::Answer(waiter, answer, _) => self.tell_from_workspace(waiter, Told::Answer(Box::new(answer))),
            Effect::Acknowledge(waiter) => self.tell_from_workspace(waiter, Told::Acknowledged),
            Effect::Fetch { flight, call, attempts, idempotency_key } => {
                self.fetch(Hub::Workspace, life, flight, call, attempts, idempotency_key);
            }
            Effect::Bump(flight, customer) => {
                let index = index_of(&customer);
                let asker = Asker::Bump(life, flight);
                let message = Box::new(ToCustomer::Bump);
                if !self.travel(Happening::ToCustomer(index, None, CustomerInput::Asked(asker, message))) {
                    self.told(asker, Told::Nothing);
                }
            }
            Effect::Save(record) => drop(self.workspace.disk.insert(record.key, record.value)),
            Effect::Remove(key) => drop(self.workspace.disk.remove(&key)),
            Effect::WakeAt(at) => {
                let at = self.on_the_worlds_clock(at);
                self.workspace.wake = Some(at);
                self.at(at, Happening::ToWorkspace(Some(life), WorkspaceInput::Due(at)));
            }
            Effect::AlarmAt(at) => {
                let at = self.on_the_worlds_clock(at);
                self.workspace.alarm = Some(at);
                self.at(at, Happening::ToWorkspace(None, WorkspaceInput::Due(at)));
            }
            Effect::Note(_) => {}
        }
    }

    pub(crate) fn tell_from_customer(&mut self, index: usize, waiter: WaiterId, told: Told) {
        let asker = self.customers[index].waiters.remove(&waiter).expect("a waiter is told once");
        self.tell(asker, told);
    }

    pub(crate) fn tell_from_workspace(&mut self, waiter: WaiterId, told: Told) {
        let asker = self.workspace.waiters.remove(&waiter).expect("a waiter is told once");
        self.tell(asker, told);
    }

    /// An answer that is lost on its way is noticed by whoever waits.
    pub(crate) fn tell(&mut self, asker: Asker, told: Told) {
        let lost = self.chance.percent(self.plan.lost);
        self.told(asker, if lost { Told::Nothing } else { told });
    }

    pub(crate) fn evict_customer(&mut self, index: usize) {
        let crashed = self.chance.percent(30);
        let object = &mut self.customers[index];
        object.machine = None;
        object.life += 1;
        object.wake = None;
        let waiters: Vec<Asker> = object.waiters.drain().map(|(_, asker)| asker).collect();
        for asker in waiters {
            self.told(asker, Told::Nothing);
        }
        if crashed {
            // Sockets survive hibernation, not a crash.
            let lost: Vec<SocketId> =
                self.followers.iter().filter(|(_, (owner, _))| *owner == index).map(|(id, _)| *id).collect();
            for socket in lost {
                self.followers.remove(&socket);
                self.clients.closed(socket);
            }
        }
    }

    pub(crate) fn evict_workspace(&mut self) {
        self.workspace.machine = None;
        self.workspace.life += 1;
        self.workspace.wake = None;
        let waiters: Vec<Asker> = self.workspace.waiters.drain().map(|(_, asker)| asker).collect();
        for asker in waiters {
            self.told(asker, Told::Nothing);
        }
    }
}

#[derive(Debug)]
/// What a hub tells someone; `Nothing` if it went or the answer was lost.
pub(crate) enum Told {
    Answer(Box<Answer>),
    Acknowledged,
    Permit(PermitAnswer),
    Settled(bool),
    Nothing,
}

fn customer_input(waiter: WaiterId, message: ToCustomer) -> customer::Input {
    match message {
        ToCustomer::Read(read) => customer::Input::Read(waiter, read),
        ToCustomer::Event(delivered) => customer::Input::Event(waiter, delivered),
        ToCustomer::Bump => customer::Input::Bump(waiter),
    }
}

fn workspace_input(waiter: WaiterId, message: ToWorkspace) -> workspace::Input {
    match message {
        ToWorkspace::Permit(request) => workspace::Input::Permit(waiter, request),
        ToWorkspace::Settle(settlement) => workspace::Input::Settle(waiter, settlement),
        ToWorkspace::List(list) => workspace::Input::List(waiter, list),
        ToWorkspace::Write(write) => workspace::Input::Write(waiter, write),
        ToWorkspace::Event(delivered) => workspace::Input::Event(waiter, delivered),
    }
}
