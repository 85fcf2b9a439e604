//! The live connection's part of the machine: [`crate::line`] says when, this says what follows.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Machine;
use crate::conversation::{Conversation, Field, Page};
use crate::event::{Alarm, Announcement, Effect, Frame, Notice, Ticket};
use crate::fault::FaultKind;
use crate::line::{Ended, Phase};
use crate::source::LineRequest;
use crate::state::{History, State, Taken};

impl Machine {
    /// Brings the connection in line with everything else (rule 1 of [`crate::line`]); called after every event.
    pub(super) fn settle_line(&mut self, now: i64) {
        let Some(source) = self.source().filter(|_| self.connected && !self.aloof && !self.hidden && !self.offline)
        else {
            return self.hang_up();
        };
        let at_rest = matches!(self.state, State::Ready(_) | State::Empty);
        let token = self.token.as_ref().filter(|token| at_rest && !token.is_expiring(now));
        let (Phase::Down, Some(token)) = (self.line.phase(), token) else { return };
        let request = LineRequest { source: Arc::clone(source), after: self.line.cursor().map(str::to_owned) };
        let token = Arc::clone(token);
        let ticket = self.next_ticket();
        self.line.opening(ticket);
        self.emit(Effect::Follow(ticket, request, token));
        self.show();
    }

    fn hang_up(&mut self) {
        if self.line.is_up() {
            self.line.hung_up();
            self.emit(Effect::HangUp);
            self.show();
        }
    }

    pub(super) fn seen(&mut self, visible: bool, now: i64) {
        self.hidden = !visible;
        if visible {
            self.recover(now);
        }
    }

    pub(super) fn networked(&mut self, online: bool, now: i64) {
        if online != self.offline {
            return;
        }
        self.offline = !online;
        self.show();
        if online {
            self.recover(now);
        } else {
            self.say(Announcement::Offline);
        }
    }

    /// What could not be reached may be within reach again.
    fn recover(&mut self, now: i64) {
        self.line.may_try();
        match &self.state {
            State::Failed(FaultKind::Unreachable) => self.begin(now),
            State::Failed(_) => self.allowed_again(now),
            _ if self.aloof => self.renew(now),
            _ => {}
        }
    }

    pub(super) fn ticked(&mut self) {
        match self.line.tick() {
            Some(true) => self.emit(Effect::Ping),
            Some(false) => {}
            // Nobody is there. The next settling connects anew.
            None => self.hang_up(),
        }
    }

    pub(super) fn line_heard(&mut self, ticket: Ticket, frame: Frame, now: i64) {
        if !self.line.is(ticket) {
            return;
        }
        match frame {
            Frame::Hello(cursor) => {
                self.show();
                if self.line.opened(ticket, cursor) {
                    self.renew(now);
                }
            }
            Frame::Conversation(cursor, conversation) => {
                self.line.heard(Some(cursor));
                if self.flight.is_some() {
                    self.meanwhile.push(conversation.clone());
                }
                self.take_in(&conversation);
            }
            Frame::Reload(cursor) => {
                self.line.heard(Some(cursor));
                self.renew(now);
            }
            Frame::Pong => self.line.heard(None),
        }
    }

    pub(super) fn line_closed(&mut self, ticket: Ticket, code: u16, random: u16, now: i64) {
        if !self.line.is(ticket) {
            return;
        }
        self.show();
        match self.line.ended(code, random) {
            Ended::Again(wait, ask_why) => {
                self.emit(Effect::Wake(Alarm::Line, wait));
                if ask_why {
                    self.renew(now);
                }
            }
            Ended::NeedsToken => {
                self.token = self.token.take().map(|token| Arc::new(Arc::unwrap_or_clone(token).spent()));
                self.renew(now);
            }
            Ended::Over => {}
        }
    }

    /// Takes in what is known to be news about a conversation of this customer.
    pub(super) fn take_in(&mut self, conversation: &Conversation) {
        let filter = self.filter;
        if self.source().is_none_or(|source| source.customer.as_str() != conversation.get(Field::Customer)) {
            return;
        }
        if matches!(self.state, State::Empty) && filter.admits(conversation.get(Field::Status)) {
            self.state = State::Ready(History::of(Page { rows: Vec::new(), cursor: String::new() }));
        }
        let State::Ready(history) = &mut self.state else { return };
        let taken = history.take_in(conversation, filter);
        if taken == Taken::Unchanged {
            return;
        }
        if history.rows.is_empty() {
            self.renewal_due = history.more.is_some();
            if !self.renewal_due {
                self.state = State::Empty;
            }
        }
        self.show();
        if taken == Taken::Arrived {
            self.say(Announcement::Arrived);
        }
        self.tell(Notice::Changed);
    }
}
