//! Conversations as rows: the one place that knows their columns.

use std::fmt::Display;

use helpthread_core::id::{AgentId, ConversationId, CustomerId};
use helpthread_core::model::{Conversation, ConversationStatus};
use helpthread_core::time::Timestamp;

use crate::database::{Database, DatabaseError, Row, Value};
use crate::moment::Moment;

/// The columns that [`read`] reads, in its order.
pub(crate) const COLUMNS: &str =
    "id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at";

/// The conversation with this id, if there is one.
pub(crate) fn find(database: &impl Database, id: &ConversationId) -> Result<Option<Conversation>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM conversations WHERE id = ?1");
    database.query(&sql, &[id.as_str().into()])?.first().map(read).transpose()
}

/// Stores a new conversation. Its customer and its assignee exist already.
pub(crate) fn insert(database: &impl Database, conversation: &Conversation) -> Result<(), DatabaseError> {
    let values = [
        conversation.id.as_str().into(),
        conversation.customer_id.as_str().into(),
        conversation.subject.as_str().into(),
        conversation.status.as_str().into(),
        assignee(conversation),
        conversation.created_at.unix().into(),
        conversation.updated_at.unix().into(),
        conversation.last_message_at.unix().into(),
    ];
    database
        .query(&format!("INSERT INTO conversations ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"), &values)?;
    Ok(())
}

/// Stores what can change of a conversation that exists.
pub(crate) fn update(database: &impl Database, conversation: &Conversation) -> Result<(), DatabaseError> {
    let values = [
        conversation.id.as_str().into(),
        conversation.status.as_str().into(),
        assignee(conversation),
        conversation.updated_at.unix().into(),
        conversation.last_message_at.unix().into(),
    ];
    database.query(
        "UPDATE conversations SET status = ?2, assignee_id = ?3, updated_at = ?4, last_message_at = ?5 WHERE id = ?1",
        &values,
    )?;
    Ok(())
}

/// The time of a change made at `moment`: never before the conversation's last one, even when the clock was set back.
pub(crate) fn changed_at(conversation: &Conversation, moment: &Moment) -> Timestamp {
    moment.now().max(conversation.updated_at)
}

/// A row of [`COLUMNS`].
pub(crate) fn read(row: &Row) -> Result<Conversation, DatabaseError> {
    Ok(Conversation {
        id: ConversationId::parse(row.text(0)?).map_err(stored)?,
        customer_id: CustomerId::parse(row.text(1)?).map_err(stored)?,
        subject: row.text(2)?.to_owned(),
        status: ConversationStatus::from(row.text(3)?),
        assignee_id: row.optional_text(4)?.map(AgentId::parse).transpose().map_err(stored)?,
        created_at: Timestamp::from_unix(row.integer(5)?),
        updated_at: Timestamp::from_unix(row.integer(6)?),
        last_message_at: Timestamp::from_unix(row.integer(7)?),
    })
}

/// Rows of [`COLUMNS`] as SQLite's JSON functions write them: an array of arrays.
pub(crate) fn read_all(json: &str) -> Result<Vec<Conversation>, DatabaseError> {
    // Ids and status are plain text, which JSON does not escape; a subject may be anything.
    type Columns<'a> = (&'a str, &'a str, String, &'a str, Option<&'a str>, i64, i64, i64);
    let rows: Vec<Columns<'_>> = serde_json::from_str(json).map_err(stored)?;
    rows.into_iter()
        .map(|(id, customer, subject, status, assignee, created_at, updated_at, last_message_at)| {
            Ok(Conversation {
                id: ConversationId::parse(id).map_err(stored)?,
                customer_id: CustomerId::parse(customer).map_err(stored)?,
                subject,
                status: ConversationStatus::from(status),
                assignee_id: assignee.map(AgentId::parse).transpose().map_err(stored)?,
                created_at: Timestamp::from_unix(created_at),
                updated_at: Timestamp::from_unix(updated_at),
                last_message_at: Timestamp::from_unix(last_message_at),
            })
        })
        .collect()
}

fn assignee(conversation: &Conversation) -> Value {
    conversation.assignee_id.as_ref().map_or(Value::Null, |agent| agent.as_str().into())
}

fn stored(error: impl Display) -> DatabaseError {
    DatabaseError::new(format!("a stored conversation is not one: {error}"))
}
