//! Databases that watch or fail.

use std::cell::{Cell, RefCell};

use helpthread_inbox::database::{Database, DatabaseError, Row, Value};

/// Writes down every statement with its query plan, without running anything twice.
pub(crate) struct Watched<'a, D> {
    pub(crate) database: &'a D,
    pub(crate) plans: RefCell<Vec<(String, String)>>,
}

impl<D: Database> Database for Watched<'_, D> {
    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let steps = self.database.query(&format!("EXPLAIN QUERY PLAN {sql}"), values)?;
        let plan: Vec<_> = steps.iter().map(|step| step.text(3).unwrap().to_owned()).collect();
        self.plans.borrow_mut().push((sql.to_owned(), plan.join("; ")));
        self.database.query(sql, values)
    }

    fn transaction<T>(&self, work: impl FnOnce() -> Result<T, DatabaseError>) -> Result<T, DatabaseError> {
        self.database.transaction(work)
    }
}

/// Fails every statement after the first `left` ones.
pub(crate) struct FailingAfter<'a, D> {
    pub(crate) database: &'a D,
    pub(crate) left: Cell<usize>,
}

impl<D: Database> Database for FailingAfter<'_, D> {
    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Err(DatabaseError::new("disk I/O error in /var/lib: SELECT secret")),
        }
        self.database.query(sql, values)
    }

    fn transaction<T>(&self, work: impl FnOnce() -> Result<T, DatabaseError>) -> Result<T, DatabaseError> {
        self.database.transaction(work)
    }
}
