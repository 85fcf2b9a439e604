//! Events on their way out (api-v1.md §7): recorded with the change that causes them, delivered later.
//!
//! A delivery is a row per event and webhook, written in the transaction of the change. So a change is never without its
//! events, nor an event without its change, whenever the process dies.

use helpthread_core::event::{Event, EventData, EventMessage};
use helpthread_core::model::{Conversation, EventType, Message};
use helpthread_core::time::EventTimestamp;

use crate::database::{Database, DatabaseError};
use crate::moment::Moment;

/// A message was written in `conversation`.
pub(crate) fn message_created(message: &Message, conversation: &Conversation) -> (EventType, EventData) {
    let (message, customer_id) = (message.clone(), conversation.customer_id.clone());
    (EventType::MessageCreated, EventData::Message(EventMessage { message, customer_id }))
}

/// The conversation is now this.
pub(crate) fn conversation_updated(conversation: &Conversation) -> (EventType, EventData) {
    (EventType::ConversationUpdated, EventData::Conversation(conversation.clone()))
}

/// Records `events` of one conversation in the order given, for every active webhook that subscribes to them. The caller
/// provides the transaction.
///
/// Timestamps are never before `moment` and strictly increase per conversation, over clocks that stand still or are set back.
pub(crate) fn record(
    database: &impl Database,
    moment: &Moment,
    conversation: &Conversation,
    events: &[(EventType, EventData)],
) -> Result<(), DatabaseError> {
    let webhooks = database.query("SELECT id, events FROM webhooks WHERE active = 1 ORDER BY id", &[])?;
    if webhooks.is_empty() || events.is_empty() {
        // Nobody sees these events, so no later one can come before them.
        return Ok(());
    }
    let first = advance(database, moment, conversation, events.len())?;
    for (milliseconds, (event_type, data)) in (first..).zip(events) {
        let event = Event {
            event_type: event_type.clone(),
            timestamp: EventTimestamp::from_unix_milliseconds(milliseconds),
            data: data.clone(),
        };
        let body = serde_json::to_string(&event)
            .map_err(|error| DatabaseError::new(format!("an event that JSON cannot hold: {error}")))?;
        for webhook in &webhooks {
            if webhook.text(1)?.split(' ').any(|subscribed| subscribed == event_type.as_str()) {
                owe(database, moment, webhook.text(0)?, event_type, &body)?;
            }
        }
    }
    Ok(())
}

/// Takes `count` milliseconds of the conversation's event clock and returns the first.
fn advance(
    database: &impl Database,
    moment: &Moment,
    conversation: &Conversation,
    count: usize,
) -> Result<i64, DatabaseError> {
    let more = i64::try_from(count).unwrap_or(i64::MAX) - 1;
    let rows = database.query(
        "INSERT INTO event_clock (conversation_id, milliseconds) VALUES (?1, ?2 + ?3)
         ON CONFLICT (conversation_id) DO UPDATE SET milliseconds = max(?2, milliseconds + 1) + ?3
         RETURNING milliseconds",
        &[conversation.id.as_str().into(), moment.milliseconds().into(), more.into()],
    )?;
    let last = rows.first().ok_or_else(|| DatabaseError::new("the event clock gave no time"))?.integer(0)?;
    Ok(last - more)
}

/// Owes one webhook one event, from now on.
fn owe(
    database: &impl Database,
    moment: &Moment,
    webhook: &str,
    event_type: &EventType,
    body: &str,
) -> Result<(), DatabaseError> {
    database.query(
        "INSERT INTO deliveries
           (id, webhook_id, event_type, body, state, attempts, due_at_milliseconds, created_at)
         VALUES (?1, ?2, ?3, ?4, 'due', 0, ?5, ?6)",
        &[
            moment.id("evt_").into(),
            webhook.into(),
            event_type.as_str().into(),
            body.into(),
            moment.milliseconds().into(),
            moment.now().unix().into(),
        ],
    )?;
    Ok(())
}
