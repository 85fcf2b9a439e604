//! A page of conversations: upstream's, read by type, and what of it the one who asked may see.

use helpthread_core::model::{Conversation, Page};

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
    if reader == Reader::Customer && !expose_assignee {
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
