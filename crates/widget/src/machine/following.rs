//! The live connection's part of the machine: [`crate::line`] says when, this says what follows.

use helpthread_core::model::Conversation;

use super::{Effects, Machine};
use crate::event::{Alarm, Announcement, Effect, Frame, Notice, Ticket};
use crate::fault::FaultKind;
use crate::line::{Ended, Phase};
use crate::source::LineRequest;
use crate::state::{History, More, State, Taken};

impl Machine {
    /// Brings the connection in line with everything else (rule 1 of [`crate::line`]); called after every event.
    pub(super) fn settle_line(&mut self, now: i64) -> Effects {
        let Some(source) = self.source().filter(|_| self.connected && self.live && self.visible && self.online) else {
            return self.hang_up();
        };
        let at_rest = matches!(self.state, State::Ready(_) | State::Empty);
        let token = self.token.as_ref().filter(|token| at_rest && !token.is_expiring(now));
        let (Phase::Down, Some(token)) = (self.line.phase(), token) else { return Effects::new() };
        let request = LineRequest { source: source.clone(), after: self.line.cursor().map(str::to_owned) };
        let token = token.clone();
        let ticket = self.next_ticket();
        self.line.opening(ticket);
        vec![Effect::Follow(ticket, request, token), Effect::Show]
    }

    fn hang_up(&mut self) -> Effects {
        if !self.line.is_up() {
            return Effects::new();
        }
        self.line.hung_up();
        vec![Effect::HangUp, Effect::Show]
    }

    pub(super) fn seen(&mut self, visible: bool, now: i64) -> Effects {
        self.visible = visible;
        if visible { self.recover(now) } else { Effects::new() }
    }

    pub(super) fn networked(&mut self, online: bool, now: i64) -> Effects {
        if online == self.online {
            return Effects::new();
        }
        self.online = online;
        let mut effects = vec![Effect::Show];
        if online {
            effects.extend(self.recover(now));
        } else {
            effects.push(Effect::Announce(Announcement::Offline));
        }
        effects
    }

    /// What could not be reached may be within reach again.
    fn recover(&mut self, now: i64) -> Effects {
        self.line.may_try();
        match &self.state {
            State::Failed(fault) if fault.kind() == FaultKind::Unreachable => self.begin(now),
            State::Failed(_) => self.allowed_again(now),
            _ if !self.live => self.renew(now),
            _ => Effects::new(),
        }
    }

    pub(super) fn ticked(&mut self) -> Effects {
        match self.line.tick() {
            Some(true) => vec![Effect::Ping],
            Some(false) => Effects::new(),
            // Nobody is there. The next settling connects anew.
            None => self.hang_up(),
        }
    }

    pub(super) fn line_heard(&mut self, ticket: Ticket, frame: Frame, now: i64) -> Effects {
        if !self.line.is(ticket) {
            return Effects::new();
        }
        match frame {
            Frame::Hello(cursor) => {
                let mut effects = vec![Effect::Show];
                if self.line.opened(ticket, cursor) {
                    effects.extend(self.renew(now));
                }
                effects
            }
            Frame::Conversation(cursor, conversation) => {
                self.line.heard(Some(cursor));
                if self.flight.is_some() {
                    self.meanwhile.push(conversation.clone());
                }
                self.take_in(conversation)
            }
            Frame::Reload(cursor) => {
                self.line.heard(Some(cursor));
                self.renew(now)
            }
            Frame::Pong => {
                self.line.heard(None);
                Effects::new()
            }
        }
    }

    pub(super) fn line_closed(&mut self, ticket: Ticket, code: u16, random: u16, now: i64) -> Effects {
        if !self.line.is(ticket) {
            return Effects::new();
        }
        let mut effects = vec![Effect::Show];
        match self.line.ended(code, random) {
            Ended::Again(wait, ask_why) => {
                effects.push(Effect::Wake(Alarm::Line, wait));
                if ask_why {
                    effects.extend(self.renew(now));
                }
            }
            Ended::NeedsToken => {
                self.token = self.token.take().map(crate::token::Token::spent);
                effects.extend(self.renew(now));
            }
            Ended::Over => {}
        }
        effects
    }

    /// Takes in what is known to be news about a conversation of this customer.
    pub(super) fn take_in(&mut self, conversation: Conversation) -> Effects {
        let filter = self.filter;
        if self.source().is_none_or(|source| source.customer != conversation.customer_id) {
            return Effects::new();
        }
        if self.state == State::Empty && filter.admits(&conversation.status) {
            let history = History { rows: Vec::new(), more: More::End, refreshing: false };
            self.state = State::Ready(history);
        }
        let State::Ready(history) = &mut self.state else { return Effects::new() };
        let taken = history.take_in(conversation, filter);
        if taken == Taken::Unchanged {
            return Effects::new();
        }
        if history.rows.is_empty() {
            self.renewal_due = history.more.is_some();
            if !self.renewal_due {
                self.state = State::Empty;
            }
        }
        let mut effects = vec![Effect::Show];
        if taken == Taken::Arrived {
            effects.push(Effect::Announce(Announcement::Arrived));
        }
        effects.push(Effect::Notify(Notice::Changed));
        effects
    }
}
