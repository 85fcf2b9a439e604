//! One request of a client, and what every answer must be: an envelope with a code that the contract names, in time.

use std::time::{Duration, Instant};

use helpthread_core::error::ErrorCode;
use helpthread_tests::http::{Answer, Request, send};
use helpthread_tests::token::Token;
use serde_json::Value;
use xtask::settings::Worker;

use crate::clock::true_time;
use crate::site::Site;

/// The slowest answer: the proxy waits 12 s for a turn and then 10 s for upstream (proxy.md §5), on a busy machine.
const SLOWEST: Duration = Duration::from_secs(25);
/// Codes that no client may ever meet here: nothing of ours is broken.
const NEVER: [ErrorCode; 3] = [ErrorCode::InternalError, ErrorCode::InvalidSignature, ErrorCode::NotFound];
/// How long before a request the call to upstream may have begun whose answer it is given (proxy.md §3, single flight).
const FLIGHT: Duration = Duration::from_secs(12);

/// What came of a request.
#[derive(Debug)]
pub enum Told {
    /// It succeeded.
    Done(Answer),
    /// It was refused with a code; only `outcome_unknown` and the upstream codes leave open whether it was applied.
    Refused(ErrorCode, Answer),
    /// Its server was killed meanwhile.
    Cut,
    /// What came is in the journal as a finding.
    Wrong,
}

impl Told {
    /// The answer of success.
    #[must_use]
    pub fn done(self) -> Option<Answer> {
        if let Self::Done(answer) = self { Some(answer) } else { None }
    }

    /// What it is, for people.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Refused(code, _) => code.as_str(),
            Self::Cut => "its server was killed",
            Self::Wrong => "nothing that the contract names",
        }
    }

    /// Whether the request was certainly not applied.
    #[must_use]
    pub fn was_refused(&self) -> bool {
        let unknown = [
            ErrorCode::OutcomeUnknown,
            ErrorCode::UpstreamTimeout,
            ErrorCode::UpstreamUnavailable,
            ErrorCode::InternalError,
        ];
        matches!(self, Self::Refused(code, _) if !unknown.contains(code))
    }
}

impl Site {
    /// Sends a request and judges what comes.
    pub fn ask(&self, kind: &'static str, worker: Worker, request: &Request) -> Told {
        let began = Instant::now();
        let sent = send(self.url(worker), request);
        let took = began.elapsed();
        if took > SLOWEST {
            self.journal.found(&format!("{kind}: an answer only after {took:.1?}"));
        }
        match sent {
            Ok(answer) => self.judge(kind, answer, began),
            Err(_) if self.was_down(worker, began) => {
                self.journal.answered(kind, "connection lost to a killed process");
                Told::Cut
            }
            Err(error) => {
                self.journal.answered(kind, "connection lost");
                self.journal.found(&format!("{kind}: {error} although the {} runs", worker.name()));
                Told::Wrong
            }
        }
    }

    fn judge(&self, kind: &'static str, answer: Answer, began: Instant) -> Told {
        if (200..300).contains(&answer.status) {
            self.journal.answered(kind, &answer.status.to_string());
            return Told::Done(answer);
        }
        match code_of(answer.status, &answer.body) {
            Ok(code) => {
                self.journal.answered(kind, &format!("{} {}", answer.status, code.as_str()));
                // Nothing is configured wrongly. But the proxy corrects a clock once per call (proxy.md §5), and two may have jumped.
                let clocks_jumped =
                    [&*self.api_clock, &self.proxy_clock].iter().any(|clock| clock.was_set(FLIGHT, began));
                if NEVER.contains(&code) || (code == ErrorCode::Misconfigured && !clocks_jumped) {
                    self.journal.found(&format!("{kind}: {}", answer.text()));
                }
                Told::Refused(code, answer)
            }
            Err(why) => {
                self.journal.answered(kind, &format!("{} without a code", answer.status));
                self.journal.found(&format!("{kind}: {why}: {}", answer.everything()));
                Told::Wrong
            }
        }
    }

    /// A signed request to the API server, by a client whose clock is `ahead` milliseconds ahead of the true time. As the contract has
    /// it (api-v1.md §4) a client whose clock is refused sets it and asks once more.
    pub fn ask_directly(&self, kind: &'static str, ahead: i64, request: impl Fn(&str) -> Request, body: &str) -> Told {
        let at = |now: i64| self.ask(kind, Worker::Api, &request(&self.authorization(body, now)));
        match at((true_time() + ahead) / 1_000) {
            Told::Refused(ErrorCode::TimestampOutOfRange, _) => at(self.api_clock.now() / 1_000),
            told => told,
        }
    }

    /// A session token for ten minutes that was minted by a clock which shows `now`, in unix milliseconds.
    #[must_use]
    pub fn token(token: &Token, now: i64) -> String {
        let now = now / 1_000;
        token.clone().claim("iat", now).claim("exp", now + 600).mint()
    }
}

/// The code of an error, if it is one that the contract names, with its status, in its envelope.
pub(crate) fn code_of(status: u16, body: &[u8]) -> Result<ErrorCode, String> {
    let json: Value = serde_json::from_slice(body).map_err(|error| format!("not JSON ({error})"))?;
    let error = json.as_object().filter(|envelope| envelope.len() == 1).and_then(|envelope| envelope.get("error"));
    let error = error.and_then(Value::as_object).filter(|error| error.len() == 2).ok_or("no envelope")?;
    let code = error.get("code").and_then(Value::as_str).and_then(ErrorCode::parse).ok_or("no code of the contract")?;
    error.get("message").and_then(Value::as_str).filter(|message| !message.is_empty()).ok_or("no message")?;
    if code.status() == status { Ok(code) } else { Err(format!("{} does not come with {status}", code.as_str())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_envelope_with_a_code_of_the_contract_and_its_status_is_an_error() {
        let body = |code: &str| format!(r#"{{"error":{{"code":"{code}","message":"No."}}}}"#).into_bytes();
        assert_eq!(code_of(429, &body("rate_limit_exceeded")), Ok(ErrorCode::RateLimitExceeded));
        assert!(code_of(500, &body("rate_limit_exceeded")).is_err());
        assert!(code_of(500, &body("oops")).is_err());
        assert!(code_of(502, b"<html>").is_err());
        assert!(code_of(502, br#"{"error":{"code":"outcome_unknown"}}"#).is_err());
        assert!(code_of(502, br#"{"error":{"code":"outcome_unknown","message":""}}"#).is_err());
        assert!(code_of(502, br#"{"error":{"code":"outcome_unknown","message":"x"},"stack":"y"}"#).is_err());
    }
}
