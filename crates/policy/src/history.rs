//! One customer's history: the request that is signed, and what its answer becomes for the one who asked.

use helpthread_core::{
    endpoint,
    id::CustomerId,
    model::{Conversation, Page},
    query::HistoryQuery,
    session::Subject,
};

use crate::{
    answer::Answer,
    config::Config,
    upstream::{Upstream, failure},
};

/// A history request that has been admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryCall {
    customer: CustomerId,
    query: HistoryQuery,
    reader: Reader,
}

/// For whom a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Agent,
    Customer,
}

/// Why a page of upstream's is not passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfit {
    NotAPage,
    ForeignRow,
}

impl HistoryCall {
    /// The call of `subject` for `customer`; whether it is allowed has been checked ([`crate::admit`]).
    pub fn new(customer: CustomerId, query: HistoryQuery, subject: &Subject) -> Self {
        let reader = match subject {
            Subject::Agent(_) => Reader::Agent,
            Subject::Customer(_) => Reader::Customer,
        };
        Self { customer, query, reader }
    }

    /// The URL to request, from typed parts.
    pub fn url(&self, config: &Config) -> String {
        let path = endpoint::Route::ListCustomerConversations(self.customer.clone()).path();
        format!("{}{path}?{}", config.upstream.as_str(), self.query.to_query_string())
    }

    /// The answer for the one who asked, at `now` (unix seconds).
    pub fn answer(&self, upstream: &Upstream, config: &Config, now: i64) -> Answer {
        match upstream {
            Upstream::Answered(answered) if answered.status == 200 && answered.is_json() => {
                match self.page(&answered.body, config.expose_assignee) {
                    Ok(json) => Answer::json(200, json),
                    Err(Unfit::NotAPage | Unfit::ForeignRow) => failure(&Upstream::Failed, now),
                }
            }
            other => failure(other, now),
        }
    }

    /// Upstream's page, read and written again as this reader may see it.
    fn page(&self, body: &[u8], expose_assignee: bool) -> Result<String, Unfit> {
        let mut page: Page<Conversation> = serde_json::from_slice(body).map_err(|_| Unfit::NotAPage)?;
        // Upstream is asked for one customer; a row of another one must not reach this page, whatever went wrong there.
        if page.data.iter().any(|conversation| conversation.customer_id != self.customer) {
            return Err(Unfit::ForeignRow);
        }
        if self.reader == Reader::Customer && !expose_assignee {
            for conversation in &mut page.data {
                conversation.assignee_id = None;
            }
        }
        serde_json::to_string(&page).map_err(|_| Unfit::NotAPage)
    }
}
