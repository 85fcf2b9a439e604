//! What travels between the hubs and HelpThread: calls with their attempts, and webhook deliveries.

use helpthread_core::event::{Event, EventData};
use helpthread_policy::call::Call;
use helpthread_policy::hub::message::{Delivered, ToCustomer, ToWorkspace};
use helpthread_policy::hub::{Exchange, FlightId, customer, workspace};
use helpthread_policy::upstream::{Answered, Upstream};

use crate::world::{Asker, CustomerInput, Happening, Hub, WorkspaceInput, World, index_of};

/// A call on its way through its attempts.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) call: Call,
    pub(crate) key: Option<String>,
    pub(crate) left: u8,
    pub(crate) made: u8,
    pub(crate) since: i64,
}

/// A delivery that is not acknowledged yet.
pub(crate) struct Delivery {
    pub(crate) event: Event,
    pub(crate) customer: usize,
    pub(crate) attempts: u32,
    /// The hubs that have acknowledged it.
    pub(crate) acknowledged: Vec<Hub>,
}

impl World {
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
    pub(crate) fn delivers(&mut self, number: u64) {
        let Some(delivery) = self.deliveries.get_mut(&number) else { return };
        if delivery.attempts > 20 {
            return;
        }
        delivery.attempts += 1;
        let (customer, event) = (delivery.customer, delivery.event.clone());
        let delivered = Delivered { id: format!("evt_{number}"), event };
        let to_customer = ToCustomer::Event(delivered.clone());
        let to_workspace = ToWorkspace::Event(delivered);
        let (one, other) = (Asker::Delivery(number, Hub::Customer(customer)), Asker::Delivery(number, Hub::Workspace));
        self.travel(Happening::ToCustomer(customer, None, CustomerInput::Asked(one, Box::new(to_customer))));
        self.travel(Happening::ToWorkspace(None, WorkspaceInput::Asked(other, Box::new(to_workspace))));
        self.after(5_000, Happening::Delivers(number));
    }

    pub(crate) fn acknowledged(&mut self, number: u64, hub: Hub) {
        let Some(delivery) = self.deliveries.get_mut(&number) else { return };
        if !delivery.acknowledged.contains(&hub) {
            delivery.acknowledged.push(hub);
        }
        if delivery.acknowledged.len() == 2 {
            self.clients.acknowledged_event(number);
            self.deliveries.remove(&number);
        }
    }

    pub(crate) fn fetch(
        &mut self,
        hub: Hub,
        life: u32,
        flight: FlightId,
        call: Call,
        attempts: u8,
        key: Option<String>,
    ) {
        let request = Request { call, key, left: attempts, made: 0, since: self.now };
        let delay = self.chance.below(30);
        self.after(delay, Happening::Arrives(hub, life, flight, Box::new(request)));
    }

    /// An attempt: it may fail before, after or instead of doing anything. Retries are those of proxy.md §5.
    pub(crate) fn arrives(&mut self, hub: Hub, life: u32, flight: FlightId, mut request: Request) {
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

fn customer_of(event: &Event) -> Option<usize> {
    match &event.data {
        EventData::Conversation(conversation) => Some(index_of(&conversation.customer_id)),
        EventData::Message(message) => Some(index_of(&message.customer_id)),
        EventData::Other(_) => None,
    }
}
