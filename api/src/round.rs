//! A round of deliveries: what an alarm does. It makes every attempt that is due, a few at a time, and also those that requests
//! add meanwhile, until nothing is due or its time is up.

use std::{
    cell::Cell,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_util::{
    future::{Either, poll_fn, select},
    stream::{FuturesUnordered, StreamExt},
};
use helpthread_inbox::{
    Inbox,
    deliveries::{InFlight, MAX_IN_FLIGHT},
};

use worker::Delay;

use crate::{database::ObjectDatabase, deliver::deliver, platform::moment, reply};

/// No attempt begins later in a round than this, in milliseconds. The platform ends an alarm after 15 minutes.
const ROUND_MILLISECONDS: i64 = 60_000;
/// How late a delivery may be that becomes due while others are in flight.
const TICK: Duration = Duration::from_secs(1);

/// Whether everything that was due could be taken from the database and settled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    /// It could.
    Complete,
    /// The database failed, and the log has it: another round at once would fail as well.
    Broken,
}

/// Delivers what is due.
pub(crate) async fn run(inbox: &Inbox<ObjectDatabase>, bell: &Bell) -> Round {
    let until = moment().milliseconds() + ROUND_MILLISECONDS;
    let mut round = Round::Complete;
    let mut in_flight = InFlight::default();
    let mut attempts = FuturesUnordered::new();
    loop {
        while round == Round::Complete && in_flight.count() < MAX_IN_FLIGHT && moment().milliseconds() < until {
            match inbox.next_attempt(&in_flight, &moment()) {
                Ok(Some(attempt)) => {
                    in_flight.begin(&attempt);
                    attempts.push(async move {
                        let outcome = deliver(&attempt).await;
                        (attempt, outcome)
                    });
                }
                Ok(None) => break,
                Err(fault) => round = broken(&fault),
            }
        }
        match select(attempts.next(), pin!(more(bell))).await {
            Either::Left((None, _)) => return round,
            Either::Left((Some((attempt, outcome)), _)) => {
                in_flight.end(&attempt);
                if let Err(fault) = inbox.settle(&attempt, outcome, &moment()) {
                    round = broken(&fault);
                }
            }
            Either::Right(_) => {}
        }
    }
}

/// Waits until there may be more to do.
async fn more(bell: &Bell) {
    select(pin!(bell.rung()), Delay::from(TICK)).await;
}

fn broken(fault: &impl ToString) -> Round {
    reply::log("alarm", fault);
    Round::Broken
}

/// Tells a round that there may be more to deliver, so that it need not wait for an attempt to end.
#[derive(Default)]
pub(crate) struct Bell {
    rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Bell {
    /// Rings; when no round is running, the next one hears it and finds nothing more.
    pub(crate) fn ring(&self) {
        self.rung.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    async fn rung(&self) {
        poll_fn(|context: &mut Context<'_>| {
            if self.rung.take() {
                return Poll::Ready(());
            }
            self.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}
