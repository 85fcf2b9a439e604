//! The demo workspace as rows.

use super::history::{self, FIRST_DAY, SeedConversation};
use super::{KEY, SECRET, WORKSPACE, corpus, crm};
use crate::database::{Database, DatabaseError};
use helpthread_core::scope::Scope;

/// Rows that travel in one statement: a few hundred kilobytes, far below the 2 MB that one value may have.
const BATCH: usize = 500;

/// Inserts the demo workspace into a database that has the schema and no rows. The caller provides the transaction.
///
/// # Errors
/// [`DatabaseError`] from the database.
pub fn apply(database: &impl Database) -> Result<(), DatabaseError> {
    let corpora = corpus::all();
    let contacts = crm::contacts(&corpora);
    let (customers, mut conversations) = history::history(&corpora, &contacts);
    // In the order of the lists, so that the rows of a page lie side by side.
    conversations.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));

    let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    database.query(
        "INSERT INTO workspace (id, name, plan, created_at) VALUES (1, ?1, 'starter', ?2)",
        &[WORKSPACE.into(), FIRST_DAY.into()],
    )?;
    database.query(
        "INSERT INTO credentials (key, secret, scopes, active, created_at) VALUES (?1, ?2, ?3, 1, ?4)",
        &[KEY.into(), SECRET.into(), scopes.join(" ").into(), FIRST_DAY.into()],
    )?;
    let agents = crm::AGENTS.map(|(id, name, _)| (id, name, FIRST_DAY));
    insert(database, "agents (id, name, created_at)", 3, &agents)?;
    insert(database, "customers (id, created_at)", 2, &customers)?;
    insert(
        database,
        "conversations (id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at)",
        8,
        &conversations.iter().map(columns).collect::<Vec<_>>(),
    )
}

type Columns<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>, i64, i64, i64);

fn columns(row: &SeedConversation) -> Columns<'_> {
    let SeedConversation { id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at } =
        row;
    (id, customer_id, subject, status, *assignee_id, *created_at, *updated_at, *last_message_at)
}

/// Inserts `rows`, each a JSON array of `width` columns. A batch is one value, so the limit of 100 values per statement
/// does not matter and the boundary to JavaScript is crossed once per batch.
fn insert<T: serde::Serialize>(
    database: &impl Database,
    into: &str,
    width: usize,
    rows: &[T],
) -> Result<(), DatabaseError> {
    let columns: Vec<_> = (0..width).map(|column| format!("value ->> {column}")).collect();
    let statement = format!("INSERT INTO {into} SELECT {} FROM json_each(?1)", columns.join(", "));
    for batch in rows.chunks(BATCH) {
        let json = serde_json::to_string(batch).map_err(|error| DatabaseError::new(error.to_string()))?;
        database.query(&statement, &[json.into()])?;
    }
    Ok(())
}
