//! The little that the inbox asks of a SQL database: statements with typed values, and a transaction.
//!
//! SQLite's dialect, within what a Durable Object allows: a statement of at most 100 KB with at most 100 values of at
//! most 2 MB, no `BEGIN`, hardly any `PRAGMA`. Numbers cross JavaScript there, so an integer must be within ±(2⁵³ − 1); times are
//! stored in unix seconds, which are.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// A database of one workspace.
pub trait Database {
    /// Runs one statement, with `values` for its `?1`, `?2`, … and returns its rows.
    ///
    /// # Errors
    /// [`DatabaseError`] when the statement fails. Outside a transaction earlier statements stay in force.
    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError>;

    /// Runs one statement of one column, and returns the text in its first row, if there is a row. The JSON of many values
    /// crosses to us faster than they would.
    ///
    /// # Errors
    /// As [`Database::query`], and when the result is something else.
    fn text(&self, sql: &str, values: &[Value]) -> Result<Option<String>, DatabaseError> {
        self.query(sql, values)?.first().map(|row| row.text(0).map(str::to_owned)).transpose()
    }

    /// Runs `work`; all of its statements take effect, or, when it returns an error, none. Transactions do not nest.
    ///
    /// # Errors
    /// The error of `work`, or the database's own when the transaction cannot be completed.
    fn transaction<T>(&self, work: impl FnOnce() -> Result<T, DatabaseError>) -> Result<T, DatabaseError>;
}

/// A database can be lent.
impl<D: Database> Database for &D {
    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        (**self).query(sql, values)
    }

    fn text(&self, sql: &str, values: &[Value]) -> Result<Option<String>, DatabaseError> {
        (**self).text(sql, values)
    }

    fn transaction<T>(&self, work: impl FnOnce() -> Result<T, DatabaseError>) -> Result<T, DatabaseError> {
        (**self).transaction(work)
    }
}

/// A value that goes into or comes out of a statement; in JSON it is itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `NULL`
    Null,
    /// An integer within ±(2⁵³ − 1).
    Integer(i64),
    /// Text.
    Text(String),
}

// By hand: `#[serde(untagged)]` would try one kind after the other and write an error message for each that it is not,
// which took longer than the statement.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl Visitor<'_> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, an integer or text")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Integer).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// One row of a result, in the order of the statement's columns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The text in a column.
    ///
    /// # Errors
    /// [`DatabaseError`] when the column is missing or holds something else: the schema does not allow that.
    pub fn text(&self, column: usize) -> Result<&str, DatabaseError> {
        self.optional_text(column)?.ok_or_else(|| unexpected(column, "text", self.0.get(column)))
    }

    /// The text in a column that may be `NULL`.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, DatabaseError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            other => Err(unexpected(column, "text", other)),
        }
    }

    /// The integer in a column.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn integer(&self, column: usize) -> Result<i64, DatabaseError> {
        self.optional_integer(column)?.ok_or_else(|| unexpected(column, "an integer", self.0.get(column)))
    }

    /// The integer in a column that may be `NULL`.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, DatabaseError> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            other => Err(unexpected(column, "an integer", other)),
        }
    }
}

/// Names the kind that was found and never the value: it may be a secret, and errors are logged.
fn unexpected(column: usize, wanted: &str, found: Option<&Value>) -> DatabaseError {
    let found = match found {
        None => "nothing",
        Some(Value::Null) => "NULL",
        Some(Value::Integer(_)) => "an integer",
        Some(Value::Text(_)) => "text",
    };
    DatabaseError::new(format!("column {column} should hold {wanted} and holds {found}"))
}

/// What went wrong inside, for the log. A client is told only that something did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseError(String);

impl DatabaseError {
    /// An error that the log will show as `detail`.
    pub fn new(detail: impl Into<String>) -> Self {
        Self(detail.into())
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DatabaseError {}
