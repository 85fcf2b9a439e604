//! Those who wait for a hub: one request into the object each.

use std::{cell::Cell, cell::RefCell, collections::HashMap};

use futures_channel::oneshot;
use helpthread_policy::hub::WaiterId;
use worker::Response;

/// Requests whose answer is still to come.
#[derive(Default)]
pub(super) struct Waiting {
    next: Cell<u64>,
    senders: RefCell<HashMap<WaiterId, oneshot::Sender<worker::Result<Response>>>>,
}

impl Waiting {
    /// One more who waits, and where the answer will come.
    pub(super) fn join(&self) -> (WaiterId, oneshot::Receiver<worker::Result<Response>>) {
        let waiter = WaiterId(self.next.get());
        self.next.set(waiter.0.wrapping_add(1));
        let (sender, receiver) = oneshot::channel();
        self.senders.borrow_mut().insert(waiter, sender);
        (waiter, receiver)
    }

    /// Answers one. Who is gone already is told nothing.
    pub(super) fn tell(&self, waiter: WaiterId, response: worker::Result<Response>) {
        let sender = self.senders.borrow_mut().remove(&waiter);
        if let Some(sender) = sender {
            drop(sender.send(response));
        }
    }
}
