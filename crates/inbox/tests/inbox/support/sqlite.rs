//! The inbox's database on rusqlite.

use helpthread_inbox::database::{self, Database, DatabaseError, Value};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};

/// A SQLite in memory, with foreign keys as a Durable Object has them.
pub(crate) struct Sqlite(Connection);

impl Sqlite {
    pub(crate) fn empty() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        Self(connection)
    }
}

fn error(error: impl std::fmt::Display) -> DatabaseError {
    DatabaseError::new(error.to_string())
}

impl Database for Sqlite {
    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<database::Row>, DatabaseError> {
        let mut statement = self.0.prepare_cached(sql).map_err(error)?;
        let width = statement.column_count();
        let bound = params_from_iter(values.iter().map(|value| match value {
            Value::Null => rusqlite::types::Value::Null,
            Value::Integer(number) => (*number).into(),
            Value::Text(text) => text.clone().into(),
        }));
        let mut found = statement.query(bound).map_err(error)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(error)? {
            rows.push(database::Row((0..width).map(|column| value(row.get_ref_unwrap(column))).collect()));
        }
        Ok(rows)
    }

    fn transaction<T>(&self, work: impl FnOnce() -> Result<T, DatabaseError>) -> Result<T, DatabaseError> {
        self.0.execute_batch("BEGIN").map_err(error)?;
        let result = work();
        self.0.execute_batch(if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(error)?;
        result
    }
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8(text.to_vec()).unwrap()),
        other => panic!("the schema has no {}", other.data_type()),
    }
}
