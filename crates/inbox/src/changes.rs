//! `PATCH /conversations/:id` (api-v1.md §3, and §4 for If-Match).

use helpthread_core::body::ConversationChange;
use helpthread_core::endpoint::Operation;
use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::id::ConversationId;
use helpthread_core::model::{Conversation, Data};

use crate::answer::Answer;
use crate::database::Database;
use crate::failure::Failure;
use crate::precondition::Precondition;
use crate::transaction::transaction;
use crate::writing::Writing;
use crate::{agents, conversations, events};

/// Changes status, assignee or both. `target` is as for a message.
pub(crate) fn apply(
    writing: &Writing<'_, impl Database>,
    target: Result<&ConversationId, Refusal>,
) -> Result<Answer, Failure> {
    let Writing { database, moment, request, .. } = *writing;
    let precondition = Precondition::parse(request.if_match)?;
    let change = ConversationChange::parse(writing.body())?;
    transaction(database, || {
        if let Some(Some(agent)) = &change.assignee_id {
            agents::known(database, "assignee_id", agent)?;
        }
        let id = target?;
        let before = conversations::find(database, id)?.ok_or_else(|| Refusal::conversation_not_found(id))?;
        let mut after = changed(&before, &change)?;
        if !precondition.holds(&before.tag()) {
            return Err(conflict(id).into());
        }
        if after != before {
            after.updated_at = conversations::changed_at(&before, moment);
            conversations::update(database, &after)?;
            events::record(database, moment, &after, &[events::conversation_updated(&after)])?;
        }
        let tag = after.tag();
        let mut answer = Answer::json(Operation::UpdateConversation.endpoint().status, &Data { data: after });
        if let Some(fault) = answer.fault {
            return Err(fault.into());
        }
        answer.headers.push(("ETag", tag));
        Ok(answer)
    })
}

/// The conversation with the change; equal to `before` when there is nothing to change.
fn changed(before: &Conversation, change: &ConversationChange) -> Result<Conversation, Refusal> {
    let mut after = before.clone();
    if let Some(status) = &change.status {
        if !before.status.may_become(status) {
            return Err(Refusal::status_transition(&before.id, &before.status, status));
        }
        after.status = status.clone();
    }
    if let Some(assignee) = &change.assignee_id {
        after.assignee_id.clone_from(assignee);
    }
    Ok(after)
}

fn conflict(id: &ConversationId) -> Refusal {
    let message = format!(
        "Conversation {id} is no longer as If-Match says: fetch it again and retry if the change still applies."
    );
    Refusal::new(ErrorCode::Conflict, message)
}
