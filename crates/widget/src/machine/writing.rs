//! What an agent writes: shown at once, sent, and taken back if it fails (rule 7).

use helpthread_core::id::ConversationId;
use helpthread_core::model::Conversation;
use helpthread_core::time::Timestamp;

use super::Machine;
use crate::event::{Announcement, Effect, Notice, Ticket, TokenReason};
use crate::fault::{Fault, FaultKind};
use crate::state::State;
use crate::token::Token;
use crate::write::{WriteRequest, Writing};

/// A write that is not known to be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// To which conversation.
    pub conversation: ConversationId,
    /// What.
    pub writing: Writing,
    /// How far it got.
    pub stage: Stage,
}

/// How far a write got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is on its way under this ticket; whether its token was replaced once.
    UnderWay(Ticket, bool),
    /// It is not applied, as far as we know.
    Failed(Fault),
}

impl Pending {
    fn is(&self, ticket: Ticket) -> bool {
        matches!(self.stage, Stage::UnderWay(own, _) if own == ticket)
    }
}

impl Machine {
    /// A row as it is shown: as the server has it, and over that what is being written.
    pub fn shown_row(&self, row: &Conversation) -> Conversation {
        let under_way = |write: &&Pending| write.conversation == row.id && matches!(write.stage, Stage::UnderWay(..));
        self.writes.iter().filter(under_way).fold(row.clone(), |row, write| write.writing.applied_to(&row))
    }

    fn row(&mut self, id: &ConversationId) -> Option<&mut Conversation> {
        match &mut self.state {
            State::Ready(history) => history.rows.iter_mut().find(|row| row.id == *id),
            _ => None,
        }
    }

    pub(super) fn write_asked(&mut self, conversation: ConversationId, writing: Writing, now: i64) {
        let same = |write: &Pending| write.conversation == conversation && write.writing.rivals(&writing);
        let busy = self.writes.iter().any(|write| same(write) && matches!(write.stage, Stage::UnderWay(..)));
        if busy || self.agent.is_none() || self.row(&conversation).is_none() {
            return;
        }
        self.writes.retain(|write| !same(write));
        let ticket = self.next_ticket();
        self.writes.push(Pending { conversation, writing, stage: Stage::UnderWay(ticket, false) });
        self.emit(Effect::Show);
        match self.token.clone() {
            None => self.emit(Effect::AskToken(ticket, TokenReason::Initial)),
            Some(token) if token.is_expiring(now) => self.emit(Effect::AskToken(ticket, TokenReason::Expiring)),
            Some(token) => self.write(ticket, token),
        }
    }

    fn write(&mut self, ticket: Ticket, token: Token) {
        let Some(Pending { conversation, writing, .. }) = self.writes.iter().find(|write| write.is(ticket)).cloned()
        else {
            return;
        };
        let (Some(source), Some(agent)) = (self.source().cloned(), self.agent.clone()) else {
            let fault = Fault::new("insufficient_scope", "The new token is not one of an agent who may write.");
            return self.write_failed_for_good(ticket, fault);
        };
        self.emit(Effect::Write(ticket, WriteRequest { source, conversation, agent, writing }, token));
    }

    pub(super) fn token_for_write(&mut self, ticket: Ticket, token: Option<Token>) {
        if !self.writes.iter().any(|write| write.is(ticket)) {
            return;
        }
        let Some(token) = token else {
            return self.write_failed_for_good(ticket, Fault::new("session_expired", "Nobody is signed in any more."));
        };
        // While a flight waits for its own token, this one is as good.
        self.token = Some(token.clone());
        self.agent = token.agent().cloned();
        self.write(ticket, token);
    }

    pub(super) fn change_written(&mut self, ticket: Ticket, conversation: Conversation) {
        let Some(done) = self.take_write(ticket) else { return };
        if done.conversation != conversation.id {
            return;
        }
        self.emit(Effect::Show);
        self.emit(Effect::Announce(Announcement::Saved));
        if self.flight.is_some() {
            self.meanwhile.push(conversation.clone());
        }
        self.take_in(conversation);
    }

    pub(super) fn reply_written(&mut self, ticket: Ticket, at: Timestamp) {
        let Some(done) = self.take_write(ticket) else { return };
        let note = matches!(done.writing, Writing::Reply { internal: true, .. });
        if let Some(row) = self.row(&done.conversation) {
            row.updated_at = row.updated_at.max(at);
            if !note {
                row.last_message_at = row.last_message_at.max(at);
            }
        }
        self.emit(Effect::Show);
        self.emit(Effect::Announce(Announcement::Sent));
        self.emit(Effect::Notify(Notice::Changed));
    }

    pub(super) fn write_failed(&mut self, ticket: Ticket, fault: Fault) {
        let Some(write) = self.writes.iter_mut().find(|write| write.is(ticket)) else { return };
        if fault.kind() == FaultKind::Expired && matches!(write.stage, Stage::UnderWay(_, false)) {
            write.stage = Stage::UnderWay(ticket, true);
            return self.emit(Effect::AskToken(ticket, TokenReason::Rejected));
        }
        self.write_failed_for_good(ticket, fault);
    }

    fn write_failed_for_good(&mut self, ticket: Ticket, fault: Fault) {
        let Some(write) = self.writes.iter_mut().find(|write| write.is(ticket)) else { return };
        write.stage = Stage::Failed(fault.clone());
        self.emit(Effect::Show);
        self.emit(Effect::Announce(Announcement::NotWritten(fault.kind())));
        self.emit(Effect::Notify(Notice::Failed(fault)));
    }

    fn take_write(&mut self, ticket: Ticket) -> Option<Pending> {
        let at = self.writes.iter().position(|write| write.is(ticket))?;
        Some(self.writes.swap_remove(at))
    }
}
