//! A transaction that a refusal ends as well as a fault: whatever was written before either is gone.

use crate::database::{Database, DatabaseError};
use crate::failure::Failure;

/// Runs `work` in one transaction of `database`. Transactions do not nest.
pub(crate) fn transaction<T>(
    database: &impl Database,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut refused = None;
    let outcome = database.transaction(|| {
        work().map_err(|failure| match failure {
            Failure::Fault(fault) => fault,
            Failure::Refused(refusal) => {
                refused = Some(refusal);
                DatabaseError::new("the request was refused")
            }
        })
    });
    match refused {
        Some(refusal) => Err(refusal.into()),
        None => outcome.map_err(Failure::from),
    }
}
