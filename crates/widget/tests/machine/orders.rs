//! The rules at the top of `machine.rs` under random orders of events: late answers, double presses, moves.

use std::collections::{HashMap, HashSet};

use crate::stage::*;
use helpthread_widget::conversation::Field;
use helpthread_widget::event::{Alarm, Effect, Event, Frame, Ticket};
use helpthread_widget::machine::Machine;
use helpthread_widget::source::{Configuration, HistoryRequest, StatusFilter};
use helpthread_widget::state::State;
use proptest::prelude::*;

/// A step of the world around the machine. Answers name an earlier question by its position, so late ones occur often.
#[derive(Clone, Debug)]
enum Step {
    Connect,
    Disconnect,
    Configure(usize),
    Misconfigure,
    TokenSource(bool),
    Choose(usize),
    Refresh,
    Retry,
    More,
    Token { question: usize, signed_in: bool },
    Page { question: usize, count: usize, more: bool },
    Refuse { question: usize, code: usize },
    Hear { line: usize, frame: usize, index: usize },
    Close { line: usize, code: usize },
    Sight(bool),
    Network(bool),
    WakeLine,
    Tick,
}

const CLOSE_CODES: [u16; 5] = [1000, 1006, 4401, 4403, 4429];

const CODES: [&str; 5] =
    ["session_expired", "invalid_session", "customer_not_found", "upstream_unavailable", "rate_limit_exceeded"];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Connect),
        1 => Just(Step::Disconnect),
        2 => (0..CUSTOMERS.len()).prop_map(Step::Configure),
        1 => Just(Step::Misconfigure),
        2 => any::<bool>().prop_map(Step::TokenSource),
        2 => (0..4_usize).prop_map(Step::Choose),
        1 => Just(Step::Refresh),
        1 => Just(Step::Retry),
        2 => Just(Step::More),
        6 => (0..4_usize, prop::bool::weighted(0.9)).prop_map(|(question, signed_in)| Step::Token { question, signed_in }),
        6 => (0..4_usize, 0..4_usize, any::<bool>()).prop_map(|(question, count, more)| Step::Page { question, count, more }),
        2 => (0..4_usize, 0..CODES.len()).prop_map(|(question, code)| Step::Refuse { question, code }),
        6 => (0..2_usize, 0..6_usize, 0..6_usize).prop_map(|(line, frame, index)| Step::Hear { line, frame, index }),
        1 => (0..2_usize, 0..CLOSE_CODES.len()).prop_map(|(line, code)| Step::Close { line, code }),
        1 => any::<bool>().prop_map(Step::Sight),
        1 => any::<bool>().prop_map(Step::Network),
        1 => Just(Step::WakeLine),
        1 => Just(Step::Tick),
    ]
}

/// The machine, every question it ever asked, and what the world knows about it.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // facts of the world that do not depend on each other
struct World {
    machine: Machine,
    connected: bool,
    customer: Option<usize>,
    asked: Vec<Ticket>,
    fetches: Vec<(Ticket, HistoryRequest)>,
    questions: HashMap<String, usize>,
    /// Connections and whose they are; whether the newest is meant to be there.
    lines: Vec<(Ticket, usize)>,
    has_line: bool,
    hidden: bool,
    offline: bool,
}

impl World {
    /// The `back`th newest question, so that answers are sometimes timely and sometimes late.
    fn newest<T: Clone>(list: &[T], back: usize) -> Option<T> {
        list.iter().rev().nth(back).cloned()
    }

    fn event(&mut self, step: &Step) -> Option<Event> {
        Some(match *step {
            Step::Connect => {
                self.connected = true;
                Event::Connected
            }
            Step::Disconnect => {
                self.connected = false;
                Event::Disconnected
            }
            Step::Configure(customer) => {
                self.customer = Some(customer);
                Event::Configured(configuration(CUSTOMERS[customer]))
            }
            Step::Misconfigure => {
                self.customer = None;
                Event::Configured(Configuration::read("nowhere", CUSTOMERS[0], ""))
            }
            Step::TokenSource(present) => Event::TokenSourceSet(present),
            Step::Choose(choice) => Event::FilterChosen(StatusFilter::CHOICES[choice]),
            Step::Refresh => Event::RefreshAsked,
            Step::Retry => Event::RetryAsked,
            Step::More => Event::MoreAsked,
            Step::Token { question, signed_in } => {
                Event::TokenArrived(Self::newest(&self.asked, question)?, signed_in.then(token))
            }
            Step::Page { question, count, more } => {
                let (ticket, request) = Self::newest(&self.fetches, question)?;
                let cursor = more.then_some("next");
                // The next page begins where the rows on screen end.
                let from = if request.cursor.is_some() { 10 * self.fetches.len() } else { 0 };
                Event::PageArrived(ticket, page_from(&request, from, count, cursor))
            }
            Step::Refuse { question, code } => {
                let (ticket, _) = Self::newest(&self.fetches, question)?;
                Event::PageFailed(ticket, fault(CODES[code]))
            }
            Step::Hear { line, frame, index } => {
                let (ticket, customer) = Self::newest(&self.lines, line)?;
                Event::LineHeard(ticket, told(frame, customer, index))
            }
            Step::Close { line, code } => {
                let (ticket, _) = Self::newest(&self.lines, line)?;
                self.has_line &= line > 0;
                Event::LineClosed(ticket, CLOSE_CODES[code], 7)
            }
            Step::Sight(visible) => {
                self.hidden = !visible;
                Event::Visible(visible)
            }
            Step::Network(online) => {
                self.offline = !online;
                Event::Online(online)
            }
            Step::WakeLine => Event::Woken(Alarm::Line),
            Step::Tick => Event::Ticked,
        })
    }

    fn apply(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let Some(event) = self.event(step) else { return Ok(()) };
        let answers_before = self.asked.len() + self.fetches.len();
        for effect in self.machine.step(event, NOW) {
            self.observe(effect)?;
        }
        prop_assert!(self.asked.len() + self.fetches.len() <= answers_before + 1, "two questions from one event");
        self.check_screen()
    }

    /// Rule 1 for questions, and rule 3's bound: a question's ticket sees at most the first token and its replacement.
    fn observe(&mut self, effect: Effect) -> Result<(), TestCaseError> {
        match effect {
            Effect::AskToken(ticket, _) => {
                prop_assert!(self.connected && self.customer.is_some(), "asked for a token while not set up");
                let asks = self.questions.entry(format!("{ticket:?}")).or_default();
                *asks += 1;
                prop_assert!(*asks <= 2, "asked {asks} times under one ticket");
                self.asked.push(ticket);
            }
            Effect::Fetch(ticket, request, _) => {
                let customer = self.customer.and_then(|customer| CUSTOMERS.get(customer)).copied();
                prop_assert_eq!(Some(request.source.customer.as_str()), customer, "fetched another customer's page");
                prop_assert!(self.connected, "fetched while disconnected");
                prop_assert_eq!(request.filter, self.machine.filter());
                self.fetches.push((ticket, request));
            }
            Effect::Follow(ticket, request, _) => {
                let customer = self.customer.ok_or_else(|| TestCaseError::fail("followed nobody"))?;
                prop_assert_eq!(request.source.customer.as_str(), CUSTOMERS[customer]);
                prop_assert!(self.connected && !self.hidden && !self.offline, "connected where it must not");
                prop_assert!(!self.has_line, "two connections at once");
                self.has_line = true;
                self.lines.push((ticket, customer));
            }
            Effect::HangUp => self.has_line = false,
            _ => {}
        }
        Ok(())
    }

    /// Rules 1, 2 and 4 for what is on screen.
    fn check_screen(&self) -> Result<(), TestCaseError> {
        prop_assert!(
            !(self.has_line && (self.hidden || self.offline || !self.connected)),
            "a connection that nobody wants"
        );
        match self.machine.state() {
            State::Ready(history) => {
                let customer = self.customer.and_then(|customer| CUSTOMERS.get(customer)).copied();
                let filter = self.machine.filter().as_str();
                let place = |field| history.rows.iter().map(move |row| row.get(field));
                let places: Vec<_> = place(Field::Created).zip(place(Field::Id)).collect();
                let distinct: HashSet<_> = place(Field::Id).collect();
                prop_assert_eq!(distinct.len(), history.rows.len(), "a row twice");
                prop_assert!(places.is_sorted_by(|first, second| first > second), "not newest first");
                for row in &history.rows {
                    prop_assert_eq!(Some(row.get(Field::Customer)), customer, "a row of another customer");
                    prop_assert!(filter.is_empty() || row.get(Field::Status) == filter, "a row of another filter");
                }
            }
            State::Loading => prop_assert!(self.machine.is_busy(), "loading, but nothing is on its way"),
            State::Idle | State::Empty | State::Failed(_) | State::Expired => {
                prop_assert!(!self.machine.is_busy(), "at rest, but something is on its way");
            }
        }
        prop_assert!(self.connected || *self.machine.state() == State::Idle, "something on screen while disconnected");
        Ok(())
    }
}

/// A frame as the customer's hub could send it, in any order.
fn told(frame: usize, customer: usize, index: usize) -> Frame {
    let statuses = ["open", "pending", "closed"];
    let cursor = format!("e.{frame}");
    match frame {
        0 => Frame::Hello(cursor),
        1 => Frame::Reload(cursor),
        2 => Frame::Pong,
        _ => {
            let conversation = conversation(CUSTOMERS[customer], statuses[frame % 3], index);
            let updated_at = time(i64::try_from(frame).unwrap());
            Frame::Conversation(cursor, conversation.with(Field::Updated, &updated_at))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_in_every_order(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::default();
        for step in &steps {
            world.apply(step)?;
        }
    }
}
