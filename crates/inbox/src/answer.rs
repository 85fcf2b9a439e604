//! An answer: JSON in the contract's envelope, with the headers that every answer carries (api-v1.md §1, §4, §5).

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::rate_limit::{LIMIT_HEADER, REMAINING_HEADER, RESET_HEADER, RateLimit};
use helpthread_core::time::Timestamp;
use serde::Serialize;

use crate::database::DatabaseError;
use crate::failure::Failure;

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values, no name twice.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
    /// What went wrong inside when the status is 500: for the log, never for the client.
    pub fault: Option<DatabaseError>,
}

impl Answer {
    /// An answer with a JSON body.
    pub(crate) fn json(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => Self { status, headers: Vec::new(), body, fault: None },
            Err(error) => Self::failed(DatabaseError::new(format!("an answer that JSON cannot hold: {error}"))),
        }
    }

    /// A refusal, before [`Answer::sealed`].
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        let mut answer =
            Self { status: refusal.code.status(), headers: Vec::new(), body: refusal.to_json(), fault: None };
        if answer.status == 401 {
            // RFC 9110 §15.5.2: a 401 names the scheme that would have been accepted.
            answer.headers.push(("WWW-Authenticate", "HTHMAC".to_owned()));
        }
        answer
    }

    /// 500: the client learns that something failed, the log learns what.
    pub(crate) fn failed(fault: DatabaseError) -> Self {
        Self { fault: Some(fault), ..Self::refused(&Refusal::plain(ErrorCode::InternalError)) }
    }

    /// With the three rate-limit headers of an authenticated answer.
    pub(crate) fn with_rate_limit(mut self, rate: RateLimit) -> Self {
        self.headers.push((LIMIT_HEADER, rate.limit.to_string()));
        self.headers.push((REMAINING_HEADER, rate.remaining.to_string()));
        self.headers.push((RESET_HEADER, rate.reset.to_string()));
        self
    }

    /// With the headers of every answer. Nothing may keep a copy: what it holds is a customer's.
    pub(crate) fn sealed(mut self, request_id: &str, now: Timestamp) -> Self {
        self.headers.push(("Content-Type", "application/json".to_owned()));
        self.headers.push(("Cache-Control", "no-store".to_owned()));
        self.headers.push(("Date", http_date(now)));
        self.headers.push(("X-Request-Id", request_id.to_owned()));
        self
    }
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::refused(&refusal),
            Failure::Fault(fault) => Self::failed(fault),
        }
    }
}

/// The answer to a request that [`crate::door::admit`] refuses.
pub fn refusal(request_id: &str, refusal: &Refusal, now: Timestamp) -> Answer {
    Answer::refused(refusal).sealed(request_id, now)
}

/// The answer when the platform itself fails; `detail` goes to the log and not to the client.
pub fn failure(request_id: &str, detail: impl Into<String>, now: Timestamp) -> Answer {
    Answer::failed(DatabaseError::new(detail)).sealed(request_id, now)
}

/// The value of `Date`, `Mon, 13 May 2024 14:24:00 GMT` (RFC 9110 §5.6.7).
fn http_date(now: Timestamp) -> String {
    // 1970-01-01 was a Thursday.
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let written = now.to_string(); // 2024-05-13T14:24:00Z
    let part = |from: usize, to: usize| written.get(from..to).unwrap_or_default();
    let weekday = usize::try_from(now.unix().div_euclid(86_400).rem_euclid(7)).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().unwrap_or(1).saturating_sub(1);
    format!(
        "{}, {} {} {} {} GMT",
        WEEKDAYS.get(weekday).unwrap_or(&""),
        part(8, 10),
        MONTHS.get(month).unwrap_or(&""),
        part(0, 4),
        part(11, 19),
    )
}

#[cfg(test)]
mod tests {
    use helpthread_core::time::Timestamp;

    use super::http_date;

    #[test]
    fn the_date_header_is_an_imf_fixdate() {
        // The example of RFC 9110 §5.6.7, a leap day, and the contract's own moment.
        for (unix, date) in [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (1_715_610_240, "Mon, 13 May 2024 14:24:00 GMT"),
        ] {
            assert_eq!(http_date(Timestamp::from_unix(unix)), date);
        }
    }
}
