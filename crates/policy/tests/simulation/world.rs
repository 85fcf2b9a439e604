//! Two kinds of machines, a network between them that loses things, clients, and HelpThread: one event queue, one clock.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use helpthread_core::id::CustomerId;
use helpthread_policy::hub::customer::{self, CustomerHub, Follower, SocketId};
use helpthread_policy::hub::message::{ToCustomer, ToWorkspace};
use helpthread_policy::hub::workspace::{self, WorkspaceHub};
use helpthread_policy::hub::{FlightId, Moment};

use crate::chance::Chance;
use crate::clients::Clients;
use crate::objects::{Object, Told};
use crate::plan::Plan;
use crate::traffic::{Delivery, Request};
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
    Asked(Asker, Box<ToCustomer>),
    Is(Box<customer::Input>),
    /// The timer or the alarm that was set for this time.
    Due(i64),
}

/// The same for the workspace's hub.
#[derive(Debug, Clone)]
pub(crate) enum WorkspaceInput {
    Asked(Asker, Box<ToWorkspace>),
    Is(Box<workspace::Input>),
    Due(i64),
}

/// Everything.
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) plan: Plan,
    /// Whether every happening is printed.
    pub(crate) traced: bool,
    /// Unix milliseconds, the world's own.
    pub(crate) now: i64,
    /// What the hubs' clocks are off by.
    pub(crate) skew: i64,
    queue: BinaryHeap<Reverse<(i64, u64)>>,
    happenings: HashMap<u64, Happening>,
    pub(crate) next: u64,
    pub(crate) customers: Vec<Object<CustomerHub>>,
    pub(crate) workspace: Object<WorkspaceHub>,
    pub(crate) followers: HashMap<SocketId, (usize, Follower)>,
    pub(crate) model: Model,
    pub(crate) clients: Clients,
    pub(crate) deliveries: HashMap<u64, Delivery>,
    pub(crate) down: bool,
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
    pub(crate) fn travel(&mut self, happening: Happening) -> bool {
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

    pub(crate) fn moment(&mut self) -> Moment {
        Moment { now: self.now + self.skew, random: self.chance.bits() }
    }

    pub(crate) fn happen(&mut self, happening: Happening) {
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
    pub(crate) fn outside(&mut self, number: u32) {
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

    pub(crate) fn on_the_worlds_clock(&self, at: i64) -> i64 {
        (at - self.skew).max(self.now)
    }

    pub(crate) fn at(&mut self, at: i64, happening: Happening) {
        let milliseconds = u64::try_from(at - self.now).unwrap_or(0);
        self.after(milliseconds, happening);
    }

    pub(crate) fn ask_workspace(&mut self, asker: Asker, message: ToWorkspace) {
        if !self.travel(Happening::ToWorkspace(None, WorkspaceInput::Asked(asker, Box::new(message)))) {
            self.told(asker, Told::Nothing);
        }
    }

    pub(crate) fn ask_customer(&mut self, index: usize, asker: Asker, message: ToCustomer) {
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
}

pub(crate) fn index_of(customer: &CustomerId) -> usize {
    customer.as_str().trim_start_matches("cus_").parse().unwrap()
}
