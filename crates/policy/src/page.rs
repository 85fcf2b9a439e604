//! A page of conversations: read from upstream's answer, written again as the contract has it, redacted per reader.

use std::collections::BTreeSet;

use helpthread_core::{
    id::{ConversationId, CustomerId},
    model::{Conversation, Page},
};

use crate::{
    answer::Answer,
    hub::Reader,
    upstream::{Upstream, failure},
};

/// A page that upstream gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedPage {
    /// The JSON text: exactly the fields of the contract, as an agent may see them.
    pub text: String,
    /// The conversations on it, each once.
    pub conversations: Vec<ConversationId>,
}

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPage {
    /// What the client is told.
    pub answer: Answer,
    /// Whether upstream has refused this request or our credentials. If not, it was merely not able to answer, and an older
    /// page is better than none.
    pub definite: bool,
}

/// Reads upstream's answer to a request for a page, at `now` (unix seconds). With `customer`, a page with a conversation of
/// anyone else is no page.
///
/// # Errors
/// [`NoPage`] for everything but a JSON page with status 200.
pub fn read(upstream: &Upstream, customer: Option<&CustomerId>, now: i64) -> Result<FetchedPage, NoPage> {
    match upstream {
        Upstream::Answered(answered) if answered.status == 200 => answered
            .is_json()
            .then(|| parse(&answered.body, customer))
            .flatten()
            .ok_or_else(|| NoPage { answer: failure(&Upstream::Failed, now), definite: false }),
        other => {
            let answer = failure(other, now);
            let definite = !matches!(answer.status, 429 | 502 | 504);
            Err(NoPage { answer, definite })
        }
    }
}

/// The page as `reader` may see it; none if the text is no page. `expose_assignee` is the setting.
pub fn for_reader(text: &str, reader: Reader, expose_assignee: bool) -> Option<String> {
    if !hides_assignee(reader, expose_assignee) {
        return Some(text.to_owned());
    }
    let mut page: Page<Conversation> = serde_json::from_str(text).ok()?;
    for conversation in &mut page.data {
        conversation.assignee_id = None;
    }
    serde_json::to_string(&page).ok()
}

/// Whether who is in charge of a conversation is kept from `reader`.
pub fn hides_assignee(reader: Reader, expose_assignee: bool) -> bool {
    reader == Reader::Customer && !expose_assignee
}

fn parse(body: &[u8], customer: Option<&CustomerId>) -> Option<FetchedPage> {
    let page: Page<Conversation> = serde_json::from_slice(body).ok()?;
    // Upstream is asked for one customer; a row of another one must not pass, whatever went wrong there.
    if customer.is_some_and(|customer| page.data.iter().any(|row| row.customer_id != *customer)) {
        return None;
    }
    let text = serde_json::to_string(&page).ok()?;
    let conversations: BTreeSet<ConversationId> = page.data.into_iter().map(|row| row.id).collect();
    Some(FetchedPage { text, conversations: conversations.into_iter().collect() })
}
