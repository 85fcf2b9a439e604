//! What the three writes have in common (api-v1.md §1, §3, §4): the checks before the body, and one transaction around
//! everything that a request changes.
//!
//! ```text
//! Writing::of    415, then the query
//! the operation  400 of headers and body, from the text alone
//! transaction ┬─ once: the answer that is remembered, if this is the same request again
//!             ├─ checks against what is stored: 400 unknown agent, 404, 400 transition, 409
//!             ├─ once: 422
//!             └─ the change, its events with their deliveries, the remembered answer: all of it or nothing
//! ```

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::model::Data;
use serde::Serialize;

use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;
use crate::idempotency::{self, Memory};
use crate::mode::Mode;
use crate::moment::Moment;
use crate::request::Request;
use crate::transaction::transaction;

/// One write that is being decided.
pub(crate) struct Writing<'a, D> {
    pub(crate) database: &'a D,
    pub(crate) mode: Mode,
    pub(crate) request: &'a Request<'a>,
    pub(crate) moment: &'a Moment,
}

impl<'a, D: Database> Writing<'a, D> {
    /// A write that may be read on.
    ///
    /// # Errors
    /// `unsupported_media_type`, then `invalid_filter`: no write knows a query parameter.
    pub(crate) fn of(
        database: &'a D,
        mode: Mode,
        request: &'a Request<'a>,
        moment: &'a Moment,
    ) -> Result<Self, Refusal> {
        request.require_json()?;
        if !request.query.split('&').all(str::is_empty) {
            return Err(Refusal::new(ErrorCode::InvalidFilter, "This operation takes no query parameters."));
        }
        Ok(Self { database, mode, request, moment })
    }

    /// The body as it came.
    pub(crate) fn body(&self) -> &'a [u8] {
        self.request.body.bytes().unwrap_or_default()
    }

    /// Answers a POST with `status`: `check` refuses or finds what the change needs and writes nothing; `change` makes it,
    /// once per Idempotency-Key.
    pub(crate) fn once<C, T: Serialize>(
        &self,
        status: u16,
        check: impl FnOnce() -> Result<C, Failure>,
        change: impl FnOnce(C) -> Result<T, DatabaseError>,
    ) -> Result<Answer, Failure> {
        let claim = idempotency::claim(self.request)?;
        let now = self.moment.now();
        transaction(self.database, || {
            let memory = idempotency::recall(self.database, claim.as_ref(), now)?;
            if let Memory::Same(answer) = memory {
                return Ok(answer);
            }
            let checked = check()?;
            if let Memory::Other = memory {
                return Err(Refusal::plain(ErrorCode::IdempotencyMismatch).into());
            }
            let answer = Answer::json(status, &Data { data: change(checked)? });
            if let Some(fault) = answer.fault {
                return Err(fault.into());
            }
            idempotency::remember(self.database, claim.as_ref(), &answer, now)?;
            Ok(answer)
        })
    }
}
