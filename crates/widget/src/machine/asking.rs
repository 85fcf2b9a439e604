//! Questions: to the host for a token, to the proxy for a page; and whose answers count (rules 2 and 3).

use alloc::sync::Arc;

use super::{Flight, Machine, Purpose};
use crate::event::{Effect, Ticket, TokenReason};
use crate::fault::Fault;
use crate::source::HistoryRequest;
use crate::state::State;
use crate::token::Token;

impl Machine {
    /// Asks for a page: of the host a token if one is needed, of the proxy the page otherwise.
    pub(super) fn depart(&mut self, purpose: Purpose, now: i64) {
        let flight = Flight { ticket: self.next_ticket(), purpose, replaced_token: false };
        self.meanwhile.clear();
        self.flight = Some(flight);
        if let Some(token) = self.token_for(flight.ticket, now) {
            self.fetch(flight, token);
        }
    }

    /// The token, unless it has to be asked for under this ticket first.
    pub(super) fn token_for(&mut self, ticket: Ticket, now: i64) -> Option<Arc<Token>> {
        let reason = match &self.token {
            None => TokenReason::Initial,
            Some(token) if token.is_expiring(now) => TokenReason::Expiring,
            Some(token) => return Some(Arc::clone(token)),
        };
        self.emit(Effect::AskToken(ticket, reason));
        None
    }

    pub(super) fn next_ticket(&mut self) -> Ticket {
        self.latest = self.latest.next();
        self.latest
    }

    pub(super) fn fetch(&mut self, flight: Flight, token: Arc<Token>) {
        let Some(source) = self.source().cloned() else { return };
        let limit = match flight.purpose {
            Purpose::Renewal => source.page_size.max(self.rows_shown()),
            _ => source.page_size,
        };
        let cursor = match (flight.purpose, &self.state) {
            (Purpose::More, State::Ready(history)) => Some(history.cursor.clone()),
            _ => None,
        };
        let request = HistoryRequest { source, filter: self.filter, limit, cursor };
        self.emit(Effect::Fetch(flight.ticket, request, token));
    }

    /// As many as one page can have.
    pub(super) fn rows_shown(&self) -> u8 {
        match &self.state {
            State::Ready(history) => u8::try_from(history.rows.len()).unwrap_or(u8::MAX).min(100),
            _ => 0,
        }
    }

    /// Rule 2: hands the flight to `then` only if `ticket` is the latest question's.
    pub(super) fn answered(&mut self, ticket: Ticket, then: impl FnOnce(&mut Self, Flight)) {
        if let Some(flight) = self.flight.take_if(|flight| flight.ticket == ticket) {
            then(self, flight);
        }
    }

    pub(super) fn token_arrived(&mut self, ticket: Ticket, token: Option<Token>) {
        let token = token.map(Arc::new);
        if self.flight.is_none_or(|flight| flight.ticket != ticket) {
            return self.token_for_write(ticket, token);
        }
        self.answered(ticket, |machine, flight| match token {
            None => machine.expired(),
            Some(token) => {
                machine.keep(&token);
                machine.fetch(flight, token);
                machine.flight = Some(flight);
            }
        });
    }

    pub(super) fn keep(&mut self, token: &Arc<Token>) {
        self.token = Some(Arc::clone(token));
        self.agent = token.agent().cloned();
    }

    pub(super) fn token_failed(&mut self, ticket: Ticket, fault: Fault, now: i64) {
        if self.flight.is_none_or(|flight| flight.ticket != ticket) {
            return self.write_failed(ticket, fault);
        }
        self.answered(ticket, |machine, flight| machine.failed(flight, fault, now));
    }
}
