//! Single flight: whoever asks for a page that is being fetched waits for that fetch, if its answer can be new enough.
//!
//! A flight is found by its key until its fetch has begun, and after that only under the revision that it began with: who
//! asks after a change starts another flight. Each waiter is answered within [`PATIENCE_MILLISECONDS`] of its asking, even
//! if nothing more is heard of the flight, and a stage that lasts longer than that is given up.
//!
//! `W` is what a hub knows of a waiter, `S` how far it has got with the flight.

use std::collections::BTreeMap;

use super::{FlightId, WaiterId};

/// How long a waiter waits, and a stage of a flight may last, in milliseconds.
pub const PATIENCE_MILLISECONDS: i64 = 12_000;
/// The most flights at a time.
pub const MAX_FLIGHTS: usize = 64;

/// Someone who waits for a flight.
#[derive(Debug, Clone)]
pub struct Waiter<W> {
    /// Who.
    pub id: WaiterId,
    /// What the hub knows of it.
    pub who: W,
    /// When it asked, in unix milliseconds. Being carried over does not change it.
    pub asked_at: i64,
    /// Its place in the order of askings and beginnings.
    asked: u64,
}

/// A call under way or about to be.
#[derive(Debug)]
pub struct Flight<W, S> {
    /// What is being fetched: the canonical query, with whatever else identifies the list.
    pub key: String,
    /// How far the hub has got with it.
    pub stage: S,
    /// Who waits, in the order of asking.
    pub waiters: Vec<Waiter<W>>,
    /// When its fetch began, under which revision; none before.
    pub began: Option<Began>,
    /// No waiter may join any more.
    closed: bool,
    stage_since: i64,
}

/// The beginning of a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Began {
    /// In unix milliseconds.
    pub at: i64,
    /// Of the pages, at that time.
    pub revision: u64,
    /// Its place in the order of askings and beginnings.
    place: u64,
}

impl<W, S> Flight<W, S> {
    fn accepts(&self, key: &str, revision: u64) -> bool {
        self.key == key && !self.closed && self.began.is_none_or(|began| began.revision == revision)
    }
}

/// The flights of one hub.
#[derive(Debug)]
pub struct Flights<W, S> {
    flights: BTreeMap<FlightId, Flight<W, S>>,
    places: u64,
}

impl<W, S> Default for Flights<W, S> {
    fn default() -> Self {
        Self { flights: BTreeMap::new(), places: 0 }
    }
}

impl<W, S> Flights<W, S> {
    /// Whether none is under way.
    pub fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }

    /// Whether no other may start.
    pub fn is_full(&self) -> bool {
        self.flights.len() >= MAX_FLIGHTS
    }

    /// The flight whose page is new enough for someone who asks for `key` under `revision`.
    pub fn find(&self, key: &str, revision: u64) -> Option<FlightId> {
        self.flights.iter().find(|(_, flight)| flight.accepts(key, revision)).map(|(id, _)| *id)
    }

    /// Starts a flight; nothing is fetched for it yet.
    pub fn start(&mut self, id: FlightId, key: String, stage: S, now: i64) {
        let flight = Flight { key, stage, waiters: Vec::new(), began: None, closed: false, stage_since: now };
        self.flights.insert(id, flight);
    }

    /// Makes someone wait for a flight that [`find`](Self::find) gave or [`start`](Self::start) started.
    pub fn join(&mut self, id: FlightId, waiter: WaiterId, who: W, now: i64) {
        let asked = self.next_place();
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.waiters.push(Waiter { id: waiter, who, asked_at: now, asked });
        }
    }

    /// Makes those who waited for another flight wait for this one; their time of asking stays.
    pub fn carry_over(&mut self, id: FlightId, waiters: Vec<Waiter<W>>) {
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.waiters.extend(waiters);
        }
    }

    /// The fetch begins, under `revision`.
    pub fn begin(&mut self, id: FlightId, revision: u64, stage: S, now: i64) {
        let place = self.next_place();
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.began = Some(Began { at: now, revision, place });
        }
        self.advance(id, stage, now);
    }

    /// The flight gets to another stage.
    pub fn advance(&mut self, id: FlightId, stage: S, now: i64) {
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.stage = stage;
            flight.stage_since = now;
        }
    }

    /// Takes out those who asked before the fetch began: whatever it brings is new enough for them.
    pub fn take_early(&mut self, id: FlightId) -> Vec<Waiter<W>> {
        let Some(flight) = self.flights.get_mut(&id) else {
            return Vec::new();
        };
        let place = flight.began.map_or(0, |began| began.place);
        let (early, late) = std::mem::take(&mut flight.waiters).into_iter().partition(|waiter| waiter.asked < place);
        flight.waiters = late;
        early
    }

    /// Lets no other waiter join.
    pub fn close(&mut self, id: FlightId) {
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.closed = true;
        }
    }

    /// A flight under way.
    pub fn get(&self, id: FlightId) -> Option<&Flight<W, S>> {
        self.flights.get(&id)
    }

    /// Ends a flight.
    pub fn land(&mut self, id: FlightId) -> Option<Flight<W, S>> {
        self.flights.remove(&id)
    }

    /// Takes out those who have waited long enough, each with the key of its flight.
    pub fn overdue(&mut self, now: i64) -> Vec<(String, Waiter<W>)> {
        let mut overdue = Vec::new();
        for flight in self.flights.values_mut() {
            let (out, waiting) =
                std::mem::take(&mut flight.waiters).into_iter().partition(|waiter| now >= waiter.deadline());
            flight.waiters = waiting;
            overdue.extend(Vec::into_iter(out).map(|waiter| (flight.key.clone(), waiter)));
        }
        overdue
    }

    /// Takes out the flights that nothing has been heard of for too long.
    pub fn lost(&mut self, now: i64) -> Vec<Flight<W, S>> {
        let is_lost = |flight: &Flight<W, S>| now >= flight.stage_since.saturating_add(PATIENCE_MILLISECONDS);
        let ids: Vec<FlightId> = self.flights.iter().filter(|(_, flight)| is_lost(flight)).map(|(id, _)| *id).collect();
        ids.into_iter().filter_map(|id| self.land(id)).collect()
    }

    /// When the next waiter has waited long enough, in unix milliseconds.
    pub fn next_deadline(&self) -> Option<i64> {
        self.flights.values().flat_map(|flight| &flight.waiters).map(Waiter::deadline).min()
    }

    fn next_place(&mut self) -> u64 {
        self.places = self.places.saturating_add(1);
        self.places
    }
}

impl<W> Waiter<W> {
    fn deadline(&self) -> i64 {
        self.asked_at.saturating_add(PATIENCE_MILLISECONDS)
    }
}
