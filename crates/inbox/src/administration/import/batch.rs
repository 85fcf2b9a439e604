//! Lines that are stored together.

use std::collections::HashMap;

use helpthread_core::body::wrong;
use helpthread_core::error::Refusal;
use helpthread_core::id::AgentId;
use helpthread_core::model::{Conversation, Message};
use serde::Serialize;

use super::Counts;
use super::line::Entry;
use crate::database::{Database, DatabaseError};

/// Entries with the numbers of their lines.
#[derive(Debug, Default)]
pub(super) struct Batch {
    conversations: Vec<(u64, Conversation)>,
    messages: Vec<(u64, Message)>,
    bytes: usize,
}

impl Batch {
    pub(super) fn add(&mut self, line: u64, entry: Entry, bytes: usize) {
        self.bytes += bytes;
        match entry {
            Entry::Conversation(conversation) => self.conversations.push((line, conversation)),
            Entry::Message(message) => self.messages.push((line, message)),
        }
    }

    pub(super) fn lines(&self) -> usize {
        self.conversations.len() + self.messages.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Stores the lines in one transaction: all of them, or those before the one that is returned with what is wrong.
    pub(super) fn store(
        mut self,
        database: &impl Database,
        counts: &mut Counts,
    ) -> Result<Option<(u64, Refusal)>, DatabaseError> {
        let bad = self.orphan(database)?;
        if let Some(bad) = bad {
            self.conversations.retain(|(line, _)| *line < bad);
            self.messages.retain(|(line, _)| *line < bad);
        }
        let stored = database.transaction(|| self.insert(database))?;
        counts.conversations += stored.conversations;
        counts.messages += stored.messages;
        counts.unchanged += stored.unchanged;
        let refusal = wrong("conversation_id", "must be of a conversation that is there or on a line before");
        Ok(bad.map(|line| (line, refusal)))
    }

    /// The first line with a message of no conversation. One on a later line does not count, wherever a batch ends.
    fn orphan(&self, database: &impl Database) -> Result<Option<u64>, DatabaseError> {
        let mut begun: HashMap<&str, u64> = HashMap::new();
        for (line, conversation) in &self.conversations {
            begun.entry(conversation.id.as_str()).or_insert(*line);
        }
        let open: Vec<_> = self
            .messages
            .iter()
            .map(|(line, message)| (*line, message.conversation_id.as_str()))
            .filter(|(line, conversation)| begun.get(conversation).is_none_or(|begun| begun > line))
            .collect();
        if open.is_empty() {
            return Ok(None);
        }
        let rows = database.query(
            "SELECT min(value ->> 0) FROM json_each(?1)
             WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE id = value ->> 1)",
            &[json(&open)?.into()],
        )?;
        let first = rows.first().map(|row| row.optional_integer(0)).transpose()?.flatten();
        Ok(first.and_then(|line| u64::try_from(line).ok()))
    }

    fn insert(&self, database: &impl Database) -> Result<Counts, DatabaseError> {
        let customers: Vec<_> =
            self.conversations.iter().map(|(_, one)| (one.customer_id.as_str(), one.created_at.unix())).collect();
        let conversations: Vec<_> = self.conversations.iter().map(|(_, one)| conversation(one)).collect();
        let messages: Vec<_> = self.messages.iter().map(|(_, one)| message(one)).collect();
        insert(database, "customers (id, created_at)", 2, &customers)?;
        let into =
            "conversations (id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at)";
        let new_conversations = insert(database, into, 8, &conversations)?;
        let into = "messages (id, conversation_id, author_type, agent_id, body, internal, created_at)";
        let new_messages = insert(database, into, 7, &messages)?;
        let unchanged = self.lines() as u64 - new_conversations - new_messages;
        Ok(Counts { conversations: new_conversations, messages: new_messages, unchanged })
    }
}

type ConversationColumns<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>, i64, i64, i64);

fn conversation(one: &Conversation) -> ConversationColumns<'_> {
    (
        one.id.as_str(),
        one.customer_id.as_str(),
        &one.subject,
        one.status.as_str(),
        one.assignee_id.as_ref().map(AgentId::as_str),
        one.created_at.unix(),
        one.updated_at.unix(),
        one.last_message_at.unix(),
    )
}

type MessageColumns<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, &'a str, i64, i64);

fn message(one: &Message) -> MessageColumns<'_> {
    (
        one.id.as_str(),
        one.conversation_id.as_str(),
        one.author_type.as_str(),
        one.agent_id.as_ref().map(AgentId::as_str),
        &one.body,
        i64::from(one.internal),
        one.created_at.unix(),
    )
}

/// Inserts the rows whose id is new, each a JSON array of `width` columns, and counts them. The rows travel as one value, as
/// the seed's do.
fn insert<T: Serialize>(database: &impl Database, into: &str, width: usize, rows: &[T]) -> Result<u64, DatabaseError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let columns: Vec<_> = (0..width).map(|column| format!("value ->> {column}")).collect();
    // Without the WHERE, SQLite would read ON as the condition of a join.
    let statement = format!(
        "INSERT INTO {into} SELECT {} FROM json_each(?1) WHERE true ON CONFLICT (id) DO NOTHING RETURNING 1",
        columns.join(", ")
    );
    Ok(database.query(&statement, &[json(rows)?.into()])?.len() as u64)
}

fn json<T: Serialize>(rows: &[T]) -> Result<String, DatabaseError> {
    serde_json::to_string(rows).map_err(|error| DatabaseError::new(error.to_string()))
}
