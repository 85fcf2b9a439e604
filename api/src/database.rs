//! The inbox's database on the SQLite of a Durable Object.
//!
//! `worker::SqlStorage` is not used for two reasons: an error while rows are read would be an uncaught exception there, and it
//! has no synchronous transaction. A result crosses the boundary once, as the JSON text of all rows, and not once per value.

use helpthread_inbox::database::{Database, DatabaseError, Row, Value};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::Storage;

#[wasm_bindgen]
extern "C" {
    /// `DurableObjectStorage`, of which worker's binding lacks `transactionSync`.
    type ObjectStorage;
    #[wasm_bindgen(method, getter)]
    fn sql(this: &ObjectStorage) -> Sql;
    /// Rolls back when `work` throws, which an `Err` does.
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &ObjectStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    #[derive(Clone)]
    type Sql;
}

#[wasm_bindgen(module = "/src/boundary.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn rows(sql: &Sql, statement: &str, values: &Array) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(catch)]
    fn text(sql: &Sql, statement: &str, values: &Array) -> Result<Option<Vec<u8>>, JsValue>;
}

/// The largest integer that JavaScript's numbers hold exactly.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// A workspace object's own database.
pub(crate) struct ObjectDatabase {
    storage: ObjectStorage,
    sql: Sql,
}

impl ObjectDatabase {
    /// The database of an object's storage.
    pub(crate) fn of(storage: &Storage) -> Self {
        let raw: &JsValue = storage.as_raw().as_ref();
        let storage: ObjectStorage = raw.clone().unchecked_into();
        Self { sql: storage.sql(), storage }
    }
}

impl Database for ObjectDatabase {
    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let rows = rows(&self.sql, sql, &bound(values)?).map_err(|error| fault(&error))?;
        serde_json::from_slice(&rows).map_err(|error| DatabaseError::new(format!("rows that are not ours: {error}")))
    }

    fn text(&self, sql: &str, values: &[Value]) -> Result<Option<String>, DatabaseError> {
        let text = text(&self.sql, sql, &bound(values)?).map_err(|error| fault(&error))?;
        text.map(String::from_utf8).transpose().map_err(|_| DatabaseError::new("a text that is not UTF-8"))
    }

    fn transaction<T>(&self, work: impl FnOnce() -> Result<T, DatabaseError>) -> Result<T, DatabaseError> {
        let mut work = Some(work);
        let mut outcome = None;
        let completed = self.storage.transaction_sync(&mut || {
            let result = work.take().map(|work| work());
            let failed = matches!(result, Some(Err(_)) | None);
            outcome = result;
            if failed { Err(JsValue::from_str("rolled back")) } else { Ok(JsValue::UNDEFINED) }
        });
        match (outcome, completed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (_, Err(error)) => Err(fault(&error)),
            (None, Ok(_)) => Err(DatabaseError::new("the platform did not run the transaction")),
        }
    }
}

fn bound(values: &[Value]) -> Result<Array, DatabaseError> {
    let bound = Array::new();
    for value in values {
        bound.push(&javascript(value)?);
    }
    Ok(bound)
}

fn javascript(value: &Value) -> Result<JsValue, DatabaseError> {
    match value {
        Value::Null => Ok(JsValue::NULL),
        #[allow(clippy::cast_precision_loss)] // exact within the safe range, which is checked
        Value::Integer(number) if number.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs() => {
            Ok(JsValue::from(*number as f64))
        }
        Value::Integer(number) => Err(DatabaseError::new(format!("{number} is not a safe integer"))),
        Value::Text(text) => Ok(JsValue::from_str(text)),
    }
}

fn fault(error: &JsValue) -> DatabaseError {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    DatabaseError::new(message.or_else(|| error.as_string()).unwrap_or_else(|| "an unknown exception".to_owned()))
}
