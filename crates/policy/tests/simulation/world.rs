//! Two kinds of machines, a network between them that loses things, clients, and HelpThread: one event queue, one clock.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use helpthread_core::event::Event;
use helpthread_core::id::CustomerId;
use helpthread_policy::answer::Answer;
use helpthread_policy::call::Call;
use helpthread_policy::hub::customer::{self, CustomerHub, Follower, Record, SocketId};
use helpthread_policy::hub::message::{Delivered, PermitAnswer};
use helpthread_policy::hub::workspace::{self, WorkspaceHub};
use helpthread_policy::hub::{Exchange, FlightId, Moment, WaiterId};
use helpthread_policy::upstream::{Answered, Upstream};

use crate::chance::Chance;
use crate::clients::Clients;
use crate::plan::Plan;
use crate::upstream::{BASE, Model};

/// Whose life something belongs to: what comes for an earlier one is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Hub {
    Customer(usize),
    Workspace,
}

/// Who waits for a hub's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A client, by the number of its request.
    Client(u64),
    /// A customer's hub that asked for a permit, in that life.
    Permit(usize, u32, FlightId),
    /// A customer's hub that settles.
    Settlement(usize, u32, Option<FlightId>),
    /// The workspace's hub that bumps a customer's, in that life.
    Bump(u32, FlightId),
    /// A delivery, by its number, at one of the two hubs.
    Delivery(u64, Hub),
}

/// What is yet to happen.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    /// The outside world does something.
    Outside(u32),
    ToCustomer(usize, Option<u32>, CustomerInput),
    ToWorkspace(Option<u32>, WorkspaceInput),
    /// A request reaches HelpThread.
    Arrives(Hub, u32, FlightId, Box<Request>),
    /// A webhook delivery is attempted.
    Delivers(u64),
    /// A client has waited for long enough.
    Overdue(u64),
    /// HelpThread is down, or up again.
    Down(bool),
}

/// An input whose waiter, if it has one, is registered when it arrives.
#[derive(Debug, Clone)]
pub(crate) enum CustomerInput {
    Asked(Asker, Box<helpthread_policy::hub::message::ToCustomer>),
    Is(Box<customer::Input>),
    /// The timer or the alarm that was set for this time.
    Due(i64),
}

/// The same for the workspace's hub.
#[derive(Debug, Clone)]
pub(crate) enum WorkspaceInput {
    Asked(Asker, Box<helpthread_policy::hub::message::ToWorkspace>),
    Is(Box<workspace::Input>),
    Due(i64),
}

/// A call on its way through its attempts.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) call: Call,
    pub(crate) key: Option<String>,
    pub(crate) left: u8,
    pub(crate) made: u8,
    pub(crate) since: i64,
}

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
    fn new() -> Self {
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

    fn join(&mut self, asker: Asker) -> WaiterId {
        self.next_waiter += 1;
        self.waiters.insert(WaiterId(self.next_waiter), asker);
        WaiterId(self.next_waiter)
    }

    fn records(&self) -> Vec<Record> {
        self.disk.iter().map(|(key, value)| Record { key: key.clone(), value: value.clone() }).collect()
    }

    /// Takes a time that was set, if nothing replaced it.
    fn is_due(&mut self, at: i64) -> bool {
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

/// Everything.
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) plan: Plan,
    /// Whether every happening is printed.
    traced: bool,
    /// Unix milliseconds, the world's own.
    pub(crate) now: i64,
    /// What the hubs' clocks are off by.
    skew: i64,
    queue: BinaryHeap<Reverse<(i64, u64)>>,
    happenings: HashMap<u64, Happening>,
    next: u64,
    pub(crate) customers: Vec<Object<CustomerHub>>,
    pub(crate) workspace: Object<WorkspaceHub>,
    pub(crate) followers: HashMap<SocketId, (usize, Follower)>,
    pub(crate) model: Model,
    pub(crate) clients: Clients,
    deliveries: HashMap<u64, Delivery>,
    down: bool,
}

/// A delivery that is not acknowledged yet.
struct Delivery {
    event: Event,
    customer: usize,
    attempts: u32,
    /// The hubs that have acknowledged it.
    acknowledged: Vec<Hub>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let plan = Plan::new(&mut chance);
        let customers = (0..plan.customers).map(|_| Object::new()).collect();
        let model = Model::new(plan.customers, plan.limit, plan.honours_keys);
        let now = (BASE + 10_000) * 1_000 + i64::try_from(chance.below(60_000)).unwrap();
        let clients = Clients::new(&model);
        let mut world = Self {
            chance,
            plan,
            traced: std::env::var_os("SIMULATION_TRACE").is_some(),
            now,
            skew: 0,
            queue: BinaryHeap::new(),
            happenings: HashMap::new(),
            next: 0,
            customers,
            workspace: Object::new(),
            followers: HashMap::new(),
            model,
            clients,
            deliveries: HashMap::new(),
            down: false,
        };
        world.after(0, Happening::Outside(0));
        world
    }

    /// Plans something for later.
    pub(crate) fn after(&mut self, milliseconds: u64, happening: Happening) {
        let at = self.now + i64::try_from(milliseconds).unwrap();
        self.queue.push(Reverse((at, self.next)));
        self.happenings.insert(self.next, happening);
        self.next += 1;
    }

    /// What travels takes a while, or is lost.
    fn travel(&mut self, happening: Happening) -> bool {
        if self.chance.percent(self.plan.lost) {
            return false;
        }
        let most = if self.plan.lost > 0 && self.chance.percent(5) { 3_000 } else { 30 };
        let delay = self.chance.below(most);
        self.after(delay, happening);
        true
    }

    /// Runs until nothing is left to happen within `milliseconds` from now.
    pub(crate) fn run(&mut self, milliseconds: i64) {
        let until = self.now + milliseconds;
        while let Some(Reverse((at, number))) = self.queue.peek().copied() {
            if at > until {
                break;
            }
            self.queue.pop();
            self.now = self.now.max(at);
            self.model.seconds = self.now.div_euclid(1_000);
            if let Some(happening) = self.happenings.remove(&number) {
                if self.traced {
                    eprintln!("{} {happening:?}", self.now);
                }
                self.happen(happening);
            }
        }
        self.now = until;
    }

    fn moment(&mut self) -> Moment {
        Moment { now: self.now + self.skew, random: self.chance.bits() }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Outside(number) => self.outside(number),
            Happening::ToCustomer(index, life, input) => self.customer_takes(index, life, input),
            Happening::ToWorkspace(life, input) => self.workspace_takes(life, input),
            Happening::Arrives(hub, life, flight, request) => self.arrives(hub, life, flight, *request),
            Happening::Delivers(number) => self.delivers(number),
            Happening::Overdue(number) => self.clients.overdue(number),
            Happening::Down(down) => self.down = down,
        }
    }

    /// One step of the outside world, and the next one planned.
    fn outside(&mut self, number: u32) {
        if number >= self.plan.happenings {
            return;
        }
        if self.plan.clock_jumps && self.chance.percent(3) {
            self.skew = i64::try_from(self.chance.below(240_000)).unwrap() - 120_000;
        }
        if self.plan.others && self.chance.percent(10) {
            let requests = u32::try_from(self.chance.below(10)).unwrap();
            self.model.used_by_others(requests);
        }
        if self.plan.outages && self.chance.percent(3) {
            self.down = true;
            let length = self.chance.below(90_000);
            self.after(length, Happening::Down(false));
        }
        self.step_outside();
        let pause = self.chance.below(self.plan.pause);
        self.after(pause, Happening::Outside(number + 1));
    }

    /// The events of a change leave as deliveries.
    pub(crate) fn emit(&mut self, events: Vec<Event>) {
        for event in events {
            let Some(customer) = customer_of(&event) else { continue };
            let number = self.next;
            self.next += 1;
            self.clients.emitted(number, &event);
            if self.plan.webhooks {
                self.deliveries.insert(number, Delivery { event, customer, attempts: 0, acknowledged: Vec::new() });
                let delay = self.chance.below(200);
                self.after(delay, Happening::Delivers(number));
                if self.chance.percent(5) {
                    self.after(delay + 7, Happening::Delivers(number));
                }
            }
        }
    }

    /// What the Worker does with a delivery: both hubs, then the acknowledgement; HelpThread tries again until it has that.
    fn delivers(&mut self, number: u64) {
        let Some(delivery) = self.deliveries.get_mut(&number) else { return };
        if delivery.attempts > 20 {
            return;
        }
        delivery.attempts += 1;
        let (customer, event) = (delivery.customer, delivery.event.clone());
        let delivered = Delivered { id: format!("evt_{number}"), event };
        let to_customer = helpthread_policy::hub::message::ToCustomer::Event(delivered.clone());
        let to_workspace = helpthread_policy::hub::message::ToWorkspace::Event(delivered);
        let (one, other) = (Asker::Delivery(number, Hub::Customer(customer)), Asker::Delivery(number, Hub::Workspace));
        self.travel(Happening::ToCustomer(customer, None, CustomerInput::Asked(one, Box::new(to_customer))));
        self.travel(Happening::ToWorkspace(None, WorkspaceInput::Asked(other, Box::new(to_workspace))));
        self.after(5_000, Happening::Delivers(number));
    }

    fn acknowledged(&mut self, number: u64, hub: Hub) {
        let Some(delivery) = self.deliveries.get_mut(&number) else { return };
        if !delivery.acknowledged.contains(&hub) {
            delivery.acknowledged.push(hub);
        }
        if delivery.acknowledged.len() == 2 {
            self.clients.acknowledged_event(number);
            self.deliveries.remove(&number);
        }
    }

    /// A hub's answer has reached whoever waited for it.
    fn told(&mut self, asker: Asker, told: Told) {
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

    fn arrive_at_customer(&mut self, index: usize, life: u32, input: CustomerInput) {
        let delay = self.chance.below(20);
        self.after(delay, Happening::ToCustomer(index, Some(life), input));
    }

    /// A customer's hub takes an input; it comes to life for it if need be.
    fn customer_takes(&mut self, index: usize, life: Option<u32>, input: CustomerInput) {
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

    fn of_customer(&mut self, index: usize, effect: customer::Effect) {
        use customer::Effect;
        let life = self.customers[index].life;
        let hub = Hub::Customer(index);
        match effect {
            Effect::Answer(waiter, answer, _) => self.tell_from_customer(index, waiter, Told::Answer(Box::new(answer))),
            Effect::Acknowledge(waiter) => self.tell_from_customer(index, waiter, Told::Acknowledged),
            Effect::AskPermit(flight, request) => {
                self.ask_workspace(
                    Asker::Permit(index, life, flight),
                    helpthread_policy::hub::message::ToWorkspace::Permit(request),
                );
            }
            Effect::Fetch(flight, call, attempts) => self.fetch(hub, life, flight, call, attempts, None),
            Effect::Settle(flight, settlement) => self.ask_workspace(
                Asker::Settlement(index, life, Some(flight)),
                helpthread_policy::hub::message::ToWorkspace::Settle(settlement),
            ),
            Effect::Return(settlement) => self.ask_workspace(
                Asker::Settlement(index, life, None),
                helpthread_policy::hub::message::ToWorkspace::Settle(settlement),
            ),
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

    fn workspace_takes(&mut self, life: Option<u32>, input: WorkspaceInput) {
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

    fn of_workspace(&mut self, effect: workspace::Effect) {
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
                let message = Box::new(helpthread_policy::hub::message::ToCustomer::Bump);
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

    fn on_the_worlds_clock(&self, at: i64) -> i64 {
        (at - self.skew).max(self.now)
    }

    fn at(&mut self, at: i64, happening: Happening) {
        let milliseconds = u64::try_from(at - self.now).unwrap_or(0);
        self.after(milliseconds, happening);
    }

    pub(crate) fn ask_workspace(&mut self, asker: Asker, message: helpthread_policy::hub::message::ToWorkspace) {
        if !self.travel(Happening::ToWorkspace(None, WorkspaceInput::Asked(asker, Box::new(message)))) {
            self.told(asker, Told::Nothing);
        }
    }

    pub(crate) fn ask_customer(
        &mut self,
        index: usize,
        asker: Asker,
        message: helpthread_policy::hub::message::ToCustomer,
    ) {
        if !self.travel(Happening::ToCustomer(index, None, CustomerInput::Asked(asker, Box::new(message)))) {
            self.told(asker, Told::Nothing);
        }
    }

    /// A socket is opened: the upgrade reaches the hub at once.
    pub(crate) fn follow(&mut self, index: usize, follower: Follower, after: Option<String>) {
        self.followers.insert(follower.socket, (index, follower.clone()));
        let input = customer::Input::Followed(follower, after);
        self.customer_takes(index, None, CustomerInput::Is(Box::new(input)));
    }

    pub(crate) fn unfollow(&mut self, socket: SocketId) {
        if let Some((index, _)) = self.followers.remove(&socket) {
            self.clients.closed(socket);
            let input = customer::Input::Unfollowed(socket);
            self.customer_takes(index, None, CustomerInput::Is(Box::new(input)));
        }
    }

    fn tell_from_customer(&mut self, index: usize, waiter: WaiterId, told: Told) {
        let asker = self.customers[index].waiters.remove(&waiter).expect("a waiter is told once");
        self.tell(asker, told);
    }

    fn tell_from_workspace(&mut self, waiter: WaiterId, told: Told) {
        let asker = self.workspace.waiters.remove(&waiter).expect("a waiter is told once");
        self.tell(asker, told);
    }

    /// An answer that is lost on its way is noticed by whoever waits.
    fn tell(&mut self, asker: Asker, told: Told) {
        let lost = self.chance.percent(self.plan.lost);
        self.told(asker, if lost { Told::Nothing } else { told });
    }

    fn evict_customer(&mut self, index: usize) {
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

    fn evict_workspace(&mut self) {
        self.workspace.machine = None;
        self.workspace.life += 1;
        self.workspace.wake = None;
        let waiters: Vec<Asker> = self.workspace.waiters.drain().map(|(_, asker)| asker).collect();
        for asker in waiters {
            self.told(asker, Told::Nothing);
        }
    }

    fn fetch(&mut self, hub: Hub, life: u32, flight: FlightId, call: Call, attempts: u8, key: Option<String>) {
        let request = Request { call, key, left: attempts, made: 0, since: self.now };
        let delay = self.chance.below(30);
        self.after(delay, Happening::Arrives(hub, life, flight, Box::new(request)));
    }

    /// An attempt: it may fail before, after or instead of doing anything. Retries are those of proxy.md §5.
    fn arrives(&mut self, hub: Hub, life: u32, flight: FlightId, mut request: Request) {
        request.left = request.left.saturating_sub(1);
        request.made += 1;
        let fate = if self.down { 0 } else { self.chance.below(100) };
        let failing = if self.down { 100 } else { self.plan.failing };
        let outcome = if fate >= failing {
            let (answered, events) = self.model.serve(&request.call, request.key.as_deref(), self.now);
            self.emit(events);
            Upstream::Answered(answered)
        } else {
            match self.chance.below(4) {
                // Applied, and the answer is lost.
                0 if !self.down => {
                    let (_, events) = self.model.serve(&request.call, request.key.as_deref(), self.now);
                    self.emit(events);
                    Upstream::Failed
                }
                1 => Upstream::TimedOut,
                2 => Upstream::Answered(Answered { status: 503, ..Answered::default() }),
                _ => Upstream::Failed,
            }
        };
        let is_write = matches!(request.call, Call::Reply { .. });
        let retriable = match &outcome {
            Upstream::Answered(answered) => answered.status == 503 && (!is_write || request.key.is_some()),
            Upstream::Failed => !is_write || request.key.is_some(),
            Upstream::TimedOut => false,
        };
        if retriable && request.left > 0 && self.now - request.since < 6_000 {
            let wait = 500 + self.chance.below(1_000);
            self.after(wait, Happening::Arrives(hub, life, flight, Box::new(request)));
            return;
        }
        let wait = if matches!(outcome, Upstream::TimedOut) {
            u64::try_from(request.since + 10_000 - self.now).unwrap_or(0)
        } else if self.plan.failing > 0 && self.chance.percent(10) {
            self.chance.below(3_000)
        } else {
            self.chance.below(60)
        };
        let rate_limit = match &outcome {
            Upstream::Answered(answered) if answered.status != 503 => {
                Some(self.model.rate_limit(self.now.div_euclid(1_000)))
            }
            _ => None,
        };
        let milliseconds = u32::try_from(self.now - request.since).unwrap_or(0);
        let exchange = Exchange { upstream: outcome, attempts: request.made, rate_limit, milliseconds };
        match hub {
            Hub::Customer(index) => {
                let input = CustomerInput::Is(Box::new(customer::Input::Fetched(flight, exchange)));
                self.after(wait, Happening::ToCustomer(index, Some(life), input));
            }
            Hub::Workspace => {
                let input = WorkspaceInput::Is(Box::new(workspace::Input::Fetched(flight, exchange)));
                self.after(wait, Happening::ToWorkspace(Some(life), input));
            }
        }
    }
}

#[derive(Debug)]
/// What a hub tells someone; `Nothing` if it went or the answer was lost.
enum Told {
    Answer(Box<Answer>),
    Acknowledged,
    Permit(PermitAnswer),
    Settled(bool),
    Nothing,
}

fn customer_input(waiter: WaiterId, message: helpthread_policy::hub::message::ToCustomer) -> customer::Input {
    use helpthread_policy::hub::message::ToCustomer;
    match message {
        ToCustomer::Read(read) => customer::Input::Read(waiter, read),
        ToCustomer::Event(delivered) => customer::Input::Event(waiter, delivered),
        ToCustomer::Bump => customer::Input::Bump(waiter),
    }
}

fn workspace_input(waiter: WaiterId, message: helpthread_policy::hub::message::ToWorkspace) -> workspace::Input {
    use helpthread_policy::hub::message::ToWorkspace;
    match message {
        ToWorkspace::Permit(request) => workspace::Input::Permit(waiter, request),
        ToWorkspace::Settle(settlement) => workspace::Input::Settle(waiter, settlement),
        ToWorkspace::List(list) => workspace::Input::List(waiter, list),
        ToWorkspace::Write(write) => workspace::Input::Write(waiter, write),
        ToWorkspace::Event(delivered) => workspace::Input::Event(waiter, delivered),
    }
}

pub(crate) fn index_of(customer: &CustomerId) -> usize {
    customer.as_str().trim_start_matches("cus_").parse().unwrap()
}

fn customer_of(event: &Event) -> Option<usize> {
    use helpthread_core::event::EventData;
    match &event.data {
        EventData::Conversation(conversation) => Some(index_of(&conversation.customer_id)),
        EventData::Message(message) => Some(index_of(&message.customer_id)),
        EventData::Other(_) => None,
    }
}
