//! Changes and those who follow them: events and writes make a new revision, sockets are told what they may see of it.

use helpthread_core::{event::EventData, model::Conversation};
use serde::Serialize;

use super::{
    CloseCode, CustomerHub, Effect, Follower, SocketId,
    cursor::Cursor,
    live::{Log, News},
    machine::written,
};
use crate::{
    hub::{Moment, WaiterId, message::Delivered},
    page,
};

/// The most sockets of one customer.
const MAX_FOLLOWERS: usize = 100;
/// For how long after an event a write is left to its own event to tell, in milliseconds.
const EVENTS_COME_MILLISECONDS: i64 = 10 * 60 * 1_000;

/// A text frame (proxy.md §4).
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame<'a> {
    Hello { cursor: String },
    Conversation { cursor: String, data: &'a Conversation },
    Reload { cursor: String },
}

impl CustomerHub {
    pub(super) fn event(&mut self, waiter: WaiterId, delivered: Delivered, moment: Moment) -> Vec<Effect> {
        let Delivered { id, event } = delivered;
        if self.deliveries.knows(&id) {
            return vec![Effect::Acknowledge(waiter)];
        }
        let on_disk = self.has_something_to_lose();
        let mut effects = self.drop_pages();
        let mut frames = Vec::new();
        if let Some(log) = &mut self.log {
            log.heard(moment.now);
            // A message is told by the `conversation.updated` that follows it; its text is for nobody here.
            if let EventData::Conversation(conversation) = &event.data {
                let (news, changes) = log.take(event.timestamp, conversation, moment.now);
                effects.extend(written(changes));
                frames = match news {
                    News::None => Vec::new(),
                    News::Conversation => self.tell(conversation),
                    News::Reload => self.tell_to_reload(),
                };
            }
        }
        // Only now: a delivery that is remembered has had its effect.
        effects.extend(written(self.deliveries.remember(id, moment.now, on_disk)));
        effects.extend(frames);
        effects.push(Effect::Acknowledge(waiter));
        effects
    }

    pub(super) fn bumped(&mut self, waiter: WaiterId, moment: Moment) -> Vec<Effect> {
        let mut effects = self.drop_pages();
        if let Some(log) = self.log.as_mut().filter(|log| !log.heard_within(EVENTS_COME_MILLISECONDS, moment.now)) {
            effects.push(log.reload().into());
            effects.extend(self.tell_to_reload());
        }
        effects.push(Effect::Acknowledge(waiter));
        effects
    }

    pub(super) fn followed(&mut self, follower: Follower, after: Option<&str>, moment: Moment) -> Vec<Effect> {
        // An upgrade is a request like any other, and each is written to the disk.
        let is_too_often = self.requests.admit(&follower.subject, moment.seconds()).is_err();
        if is_too_often || self.followers.len() >= MAX_FOLLOWERS {
            return vec![Effect::Close(follower.socket, CloseCode::TooMany)];
        }
        if follower.expires_at <= moment.seconds() {
            return vec![Effect::Close(follower.socket, CloseCode::Expired)];
        }
        let mut effects: Vec<Effect> = self.begin_log(moment).into_iter().collect();
        if let Some(log) = &self.log {
            effects.extend(self.greet(log, &follower, after));
        }
        self.followers.insert(follower.socket, follower);
        effects
    }

    /// The `hello` of a new follower, and what it has missed since the cursor `after`. Its cursor is where the follower stands, so
    /// that a socket that breaks right after it resumes there.
    fn greet(&self, log: &Log, follower: &Follower, after: Option<&str>) -> Vec<Effect> {
        let socket = follower.socket;
        let Some(after) = after else {
            return frame(socket, &Frame::Hello { cursor: log.cursor().to_string() }).into_iter().collect();
        };
        let missed = Cursor::parse(after).and_then(|cursor| Some((cursor, log.since(cursor, &follower.customer)?)));
        let Some((cursor, missed)) = missed else {
            let hello = frame(socket, &Frame::Hello { cursor: log.beginning().to_string() });
            let reload = frame(socket, &Frame::Reload { cursor: log.cursor().to_string() });
            return hello.into_iter().chain(reload).collect();
        };
        let hello = frame(socket, &Frame::Hello { cursor: cursor.to_string() });
        let states = missed.into_iter().filter_map(|(cursor, data)| self.conversation_frame(follower, cursor, data));
        hello.into_iter().chain(states).collect()
    }

    pub(super) fn said(&mut self, socket: SocketId, text: &str) -> Vec<Effect> {
        if text == "ping" || self.followers.remove(&socket).is_none() {
            return Vec::new();
        }
        vec![Effect::Close(socket, CloseCode::Refused)]
    }

    /// Those who followed before this object was woken follow on; if the log is gone, they must load again.
    pub(super) fn resume_following(&mut self, moment: Moment) -> Vec<Effect> {
        if self.followers.is_empty() || self.log.is_some() {
            return Vec::new();
        }
        self.begin_log(moment).into_iter().chain(self.tell_to_reload()).collect()
    }

    fn begin_log(&mut self, moment: Moment) -> Option<Effect> {
        self.log.is_none().then(|| self.log.insert(Log::new(moment.random)).save().into())
    }

    fn drop_pages(&mut self) -> Vec<Effect> {
        self.postponed.clear();
        written(self.pages.bump()).collect()
    }

    fn tell(&self, conversation: &Conversation) -> Vec<Effect> {
        let Some(log) = &self.log else {
            return Vec::new();
        };
        let concerned = self.followers.values().filter(|follower| follower.customer == conversation.customer_id);
        concerned.filter_map(|follower| self.conversation_frame(follower, log.cursor(), conversation)).collect()
    }

    fn tell_to_reload(&self) -> Vec<Effect> {
        let Some(log) = &self.log else {
            return Vec::new();
        };
        let reload = Frame::Reload { cursor: log.cursor().to_string() };
        self.followers.keys().filter_map(|socket| frame(*socket, &reload)).collect()
    }

    fn conversation_frame(&self, follower: &Follower, cursor: Cursor, data: &Conversation) -> Option<Effect> {
        let mut data = data.clone();
        if page::hides_assignee(follower.reader, self.settings.expose_assignee) {
            data.assignee_id = None;
        }
        frame(follower.socket, &Frame::Conversation { cursor: cursor.to_string(), data: &data })
    }
}

fn frame(socket: SocketId, frame: &Frame<'_>) -> Option<Effect> {
    serde_json::to_string(frame).ok().map(|text| Effect::Send(socket, text))
}
