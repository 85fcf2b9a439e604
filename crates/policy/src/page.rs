//! A page of conversations: upstream's, read by type, and what of it the one who asked may see.

use std::collections::BTreeSet;

use helpthread_core::{
    id::ConversationId,
    model::{Conversation, Page},
};

use crate::{
    answer::Answer,
    call::Call,
    hub::Reader,
    upstream::{Answered, Upstream, failure},
};

/// Upstream's page for this call; none for anything else that it may have answered.
pub fn read(call: &Call, answered: &Answered) -> Option<Page<Conversation>> {
    if answered.status != call.success() || !answered.is_json() {
        return None;
    }
    let page: Page<Conversation> = serde_json::from_slice(&answered.body).ok()?;
    // Upstream is asked for one customer; a row of another one must not reach this page, whatever went wrong there.
    let foreign = |row: &Conversation| matches!(call, Call::History { customer, .. } if row.customer_id != *customer);
    (!page.data.iter().any(foreign)).then_some(page)
}

/// The page as JSON, without what this reader may not see.
pub fn write(mut page: Page<Conversation>, reader: Reader, expose_assignee: bool) -> Option<String> {
    if hides_assignee(reader, expose_assignee) {
        for conversation in &mut page.data {
            conversation.assignee_id = None;
        }
    }
    serde_json::to_string(&page).ok()
}

/// The answer to a list or a history at `now` (unix seconds), where nothing is cached.
pub fn answer(call: &Call, reader: Reader, expose_assignee: bool, upstream: &Upstream, now: i64) -> Answer {
    match upstream {
        Upstream::Answered(answered) if answered.status == call.success() => read(call, answered)
            .and_then(|page| write(page, reader, expose_assignee))
            .map_or_else(|| failure(&Upstream::Failed, now), |json| Answer::json(200, json)),
        other => failure(other, now),
    }
}

/// A page that upstream gave, as a hub keeps it.
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

/// Upstream's page for a hub to keep, at `now` (unix seconds).
///
/// # Errors
/// [`NoPage`] for everything but a page of this call's with its status.
pub fn fetched(call: &Call, upstream: &Upstream, now: i64) -> Result<FetchedPage, NoPage> {
    match upstream {
        Upstream::Answered(answered) if answered.status == call.success() => read(call, answered)
            .and_then(|page| {
                let conversations: BTreeSet<ConversationId> = page.data.iter().map(|row| row.id.clone()).collect();
                let text = write(page, Reader::Agent, true)?;
                Some(FetchedPage { text, conversations: conversations.into_iter().collect() })
            })
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
    serde_json::from_str(text).ok().and_then(|page| write(page, reader, expose_assignee))
}

/// Whether who is in charge of a conversation is kept from `reader`.
pub fn hides_assignee(reader: Reader, expose_assignee: bool) -> bool {
    reader == Reader::Customer && !expose_assignee
}
