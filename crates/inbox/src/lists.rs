//! The two lists of conversations (api-v1.md §3 and §6), newest first by (`created_at`, `id`).
//!
//! A page is everything before a position in that order, up to the limit. The first page begins at the end of time, so
//! every page is the same statement: one range of one index, read backwards. One row more than the limit is read; its
//! presence is `has_more`, and the cursor is the position of the last row that was given out.

use helpthread_core::cursor::Cursor;
use helpthread_core::error::Refusal;
use helpthread_core::id::{AgentId, CustomerId};
use helpthread_core::model::{Conversation, Page, Pagination};
use helpthread_core::query::{ConversationsQuery, HistoryQuery, Limit, StatusFilter};

use crate::conversations::{self, COLUMNS};
use crate::database::{Database, DatabaseError, Value};
use crate::failure::Failure;

/// Later than every time that a conversation can have (`Timestamp` ends with the year 9999).
const END_OF_TIME: i64 = 253_402_300_800;

/// The workspace's conversations.
pub(crate) fn conversations(
    database: &impl Database,
    query: &ConversationsQuery,
) -> Result<Page<Conversation>, DatabaseError> {
    let filters = [
        ("assignee_id", query.assignee_id.as_ref().map(AgentId::as_str)),
        ("status", query.status.map(StatusFilter::as_str)),
    ];
    page(database, &filters, query.cursor.as_ref(), query.limit)
}

/// One customer's conversations; `customer_not_found` when there is no such customer.
pub(crate) fn history(
    database: &impl Database,
    customer: &CustomerId,
    query: &HistoryQuery,
) -> Result<Page<Conversation>, Failure> {
    let filters = [("customer_id", Some(customer.as_str())), ("status", query.status.map(StatusFilter::as_str))];
    let page = page(database, &filters, query.cursor.as_ref(), query.limit)?;
    // A customer with a conversation exists: only an empty page needs the second question.
    if page.data.is_empty() && !exists(database, customer)? {
        return Err(Refusal::customer_not_found(customer).into());
    }
    Ok(page)
}

fn exists(database: &impl Database, customer: &CustomerId) -> Result<bool, DatabaseError> {
    let rows = database.query("SELECT 1 FROM customers WHERE id = ?1", &[customer.as_str().into()])?;
    Ok(!rows.is_empty())
}

/// `filters` are columns with the value they must have, if any.
fn page(
    database: &impl Database,
    filters: &[(&str, Option<&str>)],
    cursor: Option<&Cursor>,
    limit: Limit,
) -> Result<Page<Conversation>, DatabaseError> {
    let wanted = || filters.iter().filter_map(|(column, value)| value.map(|value| (column, value)));
    // The plus changes nothing but this: SQLite would look at the value of a bare `?` to guess how many rows it selects, and for
    // that prepare the statement anew at every request.
    let conditions: Vec<_> = wanted().map(|(column, _)| format!("{column} = +? AND ")).collect();
    let mut values: Vec<Value> = wanted().map(|(_, value)| value.into()).collect();
    values.push(cursor.map_or(END_OF_TIME, |cursor| cursor.created_at.unix()).into());
    values.push(cursor.map_or("", |cursor| cursor.id.as_str()).into());
    // SQLite writes the page as one text; rows handed over one by one took twice as long. They are grouped in the order in which
    // the inner statement yields them.
    let page = database.text(
        &format!(
            "SELECT json_group_array(json_array({COLUMNS})) FROM (
             SELECT {COLUMNS}
             FROM conversations WHERE {}(created_at, id) < (?, ?)
             ORDER BY created_at DESC, id DESC LIMIT {})",
            conditions.concat(),
            // Written out: SQLite would prepare the statement anew each time that a LIMIT is bound.
            limit.get() + 1
        ),
        &values,
    )?;
    let mut data = conversations::read_all(page.as_deref().unwrap_or("[]"))?;
    let has_more = data.len() > usize::from(limit.get());
    data.truncate(limit.get().into());
    let last = data.last().filter(|_| has_more);
    let next_cursor = last.map(|last| Cursor { created_at: last.created_at, id: last.id.clone() }.encode());
    Ok(Page { data, pagination: Pagination { next_cursor, has_more } })
}
