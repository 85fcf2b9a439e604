//! What a flight of this hub is about, and how far it has got: leave to call upstream, the call, leave to keep the page.

use helpthread_core::id::{ConversationId, CustomerId};

use crate::{
    call::Call,
    hub::{
        Exchange, Reader, Trace, WaiterId,
        message::{Permit, PermitRequest, Priority, Settlement},
        pages::StoredPage,
    },
    upstream::Upstream,
};

/// Who waits for a page.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub(super) reader: Reader,
    pub(super) subject: String,
}

/// What a flight is about.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    pub(super) customer: CustomerId,
    /// The page to fetch.
    pub(super) call: Call,
    /// The one whose read caused it; none for a refresh.
    pub(super) leader: Option<WaiterId>,
}

/// How far a flight has got.
#[derive(Debug)]
pub(super) enum Stage {
    /// The workspace's hub was asked for a permit.
    Asking(Errand, Priority),
    /// Upstream was asked.
    Fetching(Errand, Permit),
    /// The workspace's hub was told, and says whether the page may be kept.
    Settling(Errand, StoredPage, Trace),
}

impl Errand {
    /// The key of the page and of its flight. The customer is part of it, so that a read that came to the wrong hub finds
    /// nothing of anyone else.
    pub(super) fn key(customer: &CustomerId, call: &Call) -> String {
        format!("{customer}?{}", call.query().unwrap_or_default())
    }

    pub(super) fn permit_request(&self, priority: Priority, subject: Option<String>) -> PermitRequest {
        PermitRequest { customer: self.customer.clone(), subject, priority }
    }

    /// Returns the permit, with what came of the call; `conversations` are those of a page that is to be kept.
    pub(super) fn settlement(
        &self,
        permit: Permit,
        exchange: &Exchange,
        conversations: Vec<ConversationId>,
    ) -> Settlement {
        let status = match &exchange.upstream {
            Upstream::Answered(answered) => Some(answered.status),
            Upstream::TimedOut | Upstream::Failed => None,
        };
        Settlement {
            permit,
            customer: self.customer.clone(),
            attempts: exchange.attempts,
            answered: status.is_some_and(|status| status < 500),
            rate_limit: exchange.rate_limit,
            status,
            conversations,
        }
    }
}
