//! What an agent writes: shown at once, sent, and taken back if it fails (rule 7).

use alloc::sync::Arc;

use helpthread_core::id::ConversationId;

use super::Machine;
use crate::conversation::{Conversation, Field};
use crate::event::{Announcement, Effect, Notice, Ticket, TokenReason};
use crate::fault::{Fault, FaultKind};
use crate::state::State;
use crate::token::Token;
use crate::write::{WriteRequest, Writing};

/// A write that is not known to be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// To which conversation, and what.
    pub request: Arc<WriteRequest>,
    /// How far it got.
    pub stage: Stage,
}

/// How far a write got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is on its way under this ticket; whether its token was replaced once.
    UnderWay(Ticket, bool),
    /// It is not applied, as far as we know.
    Failed(FaultKind),
}

impl Pending {
    fn is(&self, ticket: Ticket) -> bool {
        matches!(self.stage, Stage::UnderWay(own, _) if own == ticket)
    }
}

impl Machine {
    /// A row as it is shown: as the server has it, and over that what is being written.
    pub fn shown_row(&self, row: &Conversation) -> Conversation {
        let under_way = |write: &&Pending| {
            write.request.conversation.as_str() == row.get(Field::Id) && matches!(write.stage, Stage::UnderWay(..))
        };
        self.writes.iter().filter(under_way).fold(row.clone(), |row, write| write.request.writing.applied_to(&row))
    }

    fn row(&mut self, id: &ConversationId) -> Option<&mut Conversation> {
        match &mut self.state {
            State::Ready(history) => history.row(id.as_str()),
            _ => None,
        }
    }

    pub(super) fn write_asked(&mut self, conversation: ConversationId, writing: Writing, now: i64) {
        let same =
            |write: &Pending| write.request.conversation == conversation && write.request.writing.kind == writing.kind;
        let busy = self.writes.iter().any(|write| same(write) && matches!(write.stage, Stage::UnderWay(..)));
        let (false, Some(_), Some(source)) = (busy, &self.agent, self.source().cloned()) else { return };
        if self.row(&conversation).is_none() {
            return;
        }
        self.writes.retain(|write| !same(write));
        let ticket = self.next_ticket();
        let request = Arc::new(WriteRequest { source, conversation, writing });
        self.writes.push(Pending { request, stage: Stage::UnderWay(ticket, false) });
        self.show();
        if let Some(token) = self.token_for(ticket, now) {
            self.write(ticket, token);
        }
    }

    fn write(&mut self, ticket: Ticket, token: Arc<Token>) {
        let Some(write) = self.writes.iter().find(|write| write.is(ticket)) else { return };
        if token.agent().is_none() {
            let fault = Fault::new("insufficient_scope", "The token is no agent's who may write.");
            return self.write_failed_for_good(ticket, fault);
        }
        let request = Arc::clone(&write.request);
        self.emit(Effect::Write(ticket, request, token));
    }

    pub(super) fn token_for_write(&mut self, ticket: Ticket, token: Option<Arc<Token>>) {
        if !self.writes.iter().any(|write| write.is(ticket)) {
            return;
        }
        let Some(token) = token else {
            return self.write_failed_for_good(ticket, Fault::new("session_expired", "Nobody is signed in any more."));
        };
        // While a flight waits for its own token, this one is as good.
        self.keep(&token);
        self.write(ticket, token);
    }

    pub(super) fn change_written(&mut self, ticket: Ticket, conversation: &Conversation) {
        let Some(done) = self.take_write(ticket) else { return };
        if done.request.conversation.as_str() != conversation.get(Field::Id) {
            return;
        }
        self.show();
        self.say(Announcement::Saved);
        if self.flight.is_some() {
            self.meanwhile.push(conversation.clone());
        }
        self.take_in(conversation);
    }

    pub(super) fn reply_written(&mut self, ticket: Ticket, at: &str) {
        let Some(done) = self.take_write(ticket) else { return };
        if let Some(row) = self.row(&done.request.conversation) {
            for field in [Field::Updated, Field::LastMessage] {
                if at > row.get(field) && !(field == Field::LastMessage && done.request.writing.internal) {
                    *row = row.with(field, at);
                }
            }
        }
        self.show();
        self.say(Announcement::Sent);
        self.tell(Notice::Changed);
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
        write.stage = Stage::Failed(fault.kind());
        self.show();
        self.say(Announcement::NotWritten(fault.kind()));
        self.tell(Notice::Failed(fault));
    }

    fn take_write(&mut self, ticket: Ticket) -> Option<Pending> {
        let at = self.writes.iter().position(|write| write.is(ticket))?;
        Some(self.writes.swap_remove(at))
    }
}
