//! The state of a customer's hub, and its time: what falls due, when to be woken, when nothing is left to keep.

use std::collections::BTreeMap;

use super::{CloseCode, Effect, Follower, Input, Record, SocketId, dedupe, dedupe::Deliveries, live, live::Log};
use crate::hub::{
    Moment,
    customer::errand::{Asker, Stage},
    flights::Flights,
    pages::{self, Change, Pages},
    request_limit::RequestLimit,
};

/// The configuration that this hub needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// `EXPOSE_ASSIGNEE`: customers may see who is in charge.
    pub expose_assignee: bool,
}

/// One customer's pages, flights and followers.
#[derive(Debug)]
pub struct CustomerHub {
    pub(super) settings: Settings,
    pub(super) pages: Pages,
    pub(super) flights: Flights<Asker, Stage>,
    pub(super) next_flight: u64,
    pub(super) requests: RequestLimit,
    /// Until when a page is not fetched again in the background, in unix milliseconds: the last try has failed.
    pub(super) postponed: BTreeMap<String, i64>,
    pub(super) deliveries: Deliveries,
    pub(super) log: Option<Log>,
    pub(super) followers: BTreeMap<SocketId, Follower>,
    wake_at: Option<i64>,
    alarm_at: Option<i64>,
    /// Something may be on disk, if only what an earlier life of this object left there.
    on_disk: bool,
}

impl From<Change> for Effect {
    fn from(change: Change) -> Self {
        match change {
            Change::Save(record) => Self::Save(record),
            Change::Remove(key) => Self::Remove(key),
        }
    }
}

/// Changes as effects.
pub(super) fn written(changes: impl IntoIterator<Item = Change>) -> impl Iterator<Item = Effect> {
    changes.into_iter().map(Effect::from)
}

impl CustomerHub {
    /// The hub as `records` on disk and `followers` on open sockets leave it. What is unreadable or too old is removed.
    pub fn restore(
        settings: Settings,
        records: Vec<Record>,
        followers: Vec<Follower>,
        moment: Moment,
    ) -> (Self, Vec<Effect>) {
        let mut sorted = Sorted::default();
        for record in records {
            sorted.add(record);
        }
        let (pages, page_changes) = Pages::restore(sorted.pages, moment.now);
        let (deliveries, delivery_changes) = Deliveries::restore(sorted.deliveries, moment.now);
        let (log, log_changes) = Log::restore(sorted.head, sorted.states, moment.now);
        let unknown = sorted.unknown.into_iter().map(|record| Change::Remove(record.key));
        let changes = page_changes.into_iter().chain(delivery_changes).chain(log_changes).chain(unknown);
        let mut effects: Vec<Effect> = written(changes).collect();
        let mut hub = Self {
            settings,
            pages,
            flights: Flights::default(),
            // Not from 0: nothing that an earlier life of this object asked for may pass for an answer to this one.
            next_flight: moment.random,
            requests: RequestLimit::default(),
            postponed: BTreeMap::new(),
            deliveries,
            log,
            followers: followers.into_iter().map(|follower| (follower.socket, follower)).collect(),
            wake_at: None,
            alarm_at: None,
            on_disk: true,
        };
        effects.extend(hub.resume_following(moment));
        effects.extend(hub.fall_due(moment));
        effects.extend(hub.keep_time(moment));
        (hub, effects)
    }

    /// Takes `input` at `moment`.
    pub fn step(&mut self, input: Input, moment: Moment) -> Vec<Effect> {
        let woken = matches!(input, Input::Woken);
        let mut effects = self.fall_due(moment);
        effects.extend(match input {
            Input::Read(waiter, read) => self.read(waiter, read, moment),
            Input::Permit(flight, answer) => self.permitted(flight, answer, moment),
            Input::Fetched(flight, exchange) => self.fetched(flight, &exchange, moment),
            Input::Settled(flight, may_store) => self.settled(flight, may_store, moment),
            Input::Event(waiter, delivered) => self.event(waiter, delivered, moment),
            Input::Bump(waiter) => self.bumped(waiter, moment),
            Input::Followed(follower, after) => self.followed(follower, after.as_deref(), moment),
            Input::Said(socket, text) => self.said(socket, &text),
            Input::Unfollowed(socket) => {
                self.followers.remove(&socket);
                Vec::new()
            }
            Input::Woken => Vec::new(),
        });
        if woken {
            // Whichever of the two it was: both are asked for again if they are still needed.
            (self.wake_at, self.alarm_at) = (None, None);
        }
        effects.extend(self.note_idleness(moment));
        if woken && self.keeps_nothing() && std::mem::take(&mut self.on_disk) {
            effects.push(Effect::RemoveAll);
        }
        effects.extend(self.keep_time(moment));
        self.on_disk |= effects.iter().any(|effect| matches!(effect, Effect::Save(_)));
        effects
    }

    /// Whether there is anything that an event could make untrue.
    pub(super) fn has_something_to_lose(&self) -> bool {
        !self.pages.is_empty() || !self.flights.is_empty() || !self.followers.is_empty() || self.log.is_some()
    }

    /// Whether nothing that is on disk, or will be in a moment, is of use.
    fn keeps_nothing(&self) -> bool {
        !self.has_something_to_lose() && self.deliveries.next_expiry().is_none()
    }

    fn fall_due(&mut self, moment: Moment) -> Vec<Effect> {
        let now = moment.now;
        let mut effects = self.answer_overdue(moment);
        self.postponed.retain(|_, until| now < *until);
        let mut changes = self.pages.expire(now);
        changes.extend(self.deliveries.expire(now));
        if let Some(log) = self.log.take_if(|log| log.is_over(now)) {
            changes.extend(log.end());
        }
        changes.extend(self.log.as_mut().map(|log| log.expire(now)).unwrap_or_default());
        effects.extend(written(changes));
        let expired: Vec<SocketId> = self
            .followers
            .values()
            .filter(|follower| ends_at(follower) <= now)
            .map(|follower| follower.socket)
            .collect();
        for socket in expired {
            self.followers.remove(&socket);
            effects.push(Effect::Close(socket, CloseCode::Expired));
        }
        effects.extend(self.note_idleness(moment));
        effects
    }

    fn note_idleness(&mut self, moment: Moment) -> Option<Effect> {
        let followed = !self.followers.is_empty();
        self.log.as_mut()?.followed(followed, moment.now).map(Effect::from)
    }

    /// Asks to be woken where that is earlier than what was asked for before: a time that comes too early does no harm, and
    /// each one costs something.
    fn keep_time(&mut self, moment: Moment) -> Vec<Effect> {
        let expiries = [
            self.pages.next_expiry(),
            self.deliveries.next_expiry(),
            self.log.as_ref().and_then(Log::next_expiry),
            self.followers.values().map(ends_at).min(),
        ];
        let alarm = advance(&mut self.alarm_at, expiries.into_iter().flatten().min(), moment.now);
        let wake = advance(&mut self.wake_at, self.flights.next_deadline(), moment.now);
        alarm.map(Effect::AlarmAt).into_iter().chain(wake.map(Effect::WakeAt)).collect()
    }
}

/// The time to ask for, if `needed` is not covered by what was asked for already.
fn advance(asked_for: &mut Option<i64>, needed: Option<i64>, now: i64) -> Option<i64> {
    let needed = needed?;
    let covered = asked_for.is_some_and(|at| now < at && at <= needed);
    (!covered).then(|| *asked_for.insert(needed))
}

fn ends_at(follower: &Follower) -> i64 {
    follower.expires_at.saturating_mul(1_000)
}

/// Records by what they hold.
#[derive(Default)]
struct Sorted {
    pages: Vec<Record>,
    deliveries: Vec<Record>,
    head: Option<Record>,
    states: Vec<Record>,
    unknown: Vec<Record>,
}

impl Sorted {
    fn add(&mut self, record: Record) {
        let key = record.key.as_str();
        if key == live::RECORD_KEY {
            self.head = Some(record);
        } else if key.starts_with(live::STATE_PREFIX) {
            self.states.push(record);
        } else if key.starts_with(dedupe::RECORD_PREFIX) {
            self.deliveries.push(record);
        } else if key.starts_with(pages::RECORD_PREFIX) {
            self.pages.push(record);
        } else {
            self.unknown.push(record);
        }
    }
}
