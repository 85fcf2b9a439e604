//! Why a request has no successful answer: the contract refuses it, or something broke inside.

use helpthread_core::error::Refusal;
use helpthread_core::hthmac::HthmacError;

use crate::database::DatabaseError;

/// The two are kept apart to the end: a refusal's message is for the client, a fault's only for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The client is told why.
    Refused(Refusal),
    /// The client is told only that it was not its doing.
    Fault(DatabaseError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<HthmacError> for Failure {
    fn from(error: HthmacError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<DatabaseError> for Failure {
    fn from(fault: DatabaseError) -> Self {
        Self::Fault(fault)
    }
}
