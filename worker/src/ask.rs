//! One call of HelpThread with all its attempts: each signed at the last moment, never redirected, bounded in time and size.
//!
//! Used by the stateless Worker; a hub's shell performs its fetches with the same function.

use std::sync::Mutex;

use helpthread_policy::{
    answer::Headers,
    attempts::{Attempt, Attempts, Learnt, Verdict},
    call::Call,
    config::Config,
    hub::Exchange,
    trace_parent::TraceParent,
    upstream::{Answered, MAX_ANSWER_BYTES, Upstream},
};

use crate::platform::{self, Question, Reply, now, random};

/// What this isolate has learnt about upstream: which credential it takes, and how far its clock is away.
static LEARNT: Mutex<Learnt> = Mutex::new(Learnt::NOTHING);

/// The headers of an answer that policy looks at, in the order in which [`answered`] reads them.
const NAMES: &str = "content-type\netag\ndate\nx-ratelimit-limit\nx-ratelimit-remaining\nx-ratelimit-reset";

/// Asks with at most `most` requests, and tells what came of it.
///
/// `idempotency_key` is sent along, and only where upstream honours one; `trace` is the client's, if it has one.
pub(crate) async fn ask(
    call: &Call,
    config: &Config,
    most: u8,
    idempotency_key: Option<&str>,
    trace: Option<TraceParent>,
) -> Exchange {
    let key = idempotency_key.filter(|_| config.upstream_idempotency);
    let (url, body) = (call.url(&config.upstream), call.body());
    let has_previous = config.previous_signer.is_some();
    let mut attempts = Attempts::begin(call, key.is_some(), has_previous, most, learnt(), now());
    loop {
        let attempt = attempts.next(now());
        let question = Question {
            url: &url,
            method: call.method().as_str(),
            headers: headers(call, config, attempt, body.as_deref(), key, trace),
            body: body.as_deref(),
            milliseconds: attempt.milliseconds,
            most: MAX_ANSWER_BYTES,
            names: NAMES,
        };
        let upstream = match platform::ask(&question).await {
            Reply::Answered { status, headers, body } => Upstream::Answered(answered(status, &headers, body)),
            Reply::TimedOut => Upstream::TimedOut,
            Reply::Failed => Upstream::Failed,
        };
        match attempts.judge(upstream, now(), random()) {
            Verdict::Again { wait: 0 } => {}
            Verdict::Again { wait } => platform::sleep(wait).await,
            Verdict::Final(exchange) => {
                if let (Some(new), Ok(mut learnt)) = (attempts.learnt(), LEARNT.lock()) {
                    *learnt = new;
                }
                return *exchange;
            }
        }
    }
}

fn learnt() -> Learnt {
    LEARNT.lock().map(|learnt| *learnt).unwrap_or_default()
}

/// Everything that upstream gets to see besides URL and body.
fn headers(
    call: &Call,
    config: &Config,
    attempt: Attempt,
    body: Option<&str>,
    idempotency_key: Option<&str>,
    trace: Option<TraceParent>,
) -> Headers {
    let bytes = body.unwrap_or_default().as_bytes();
    let authorization = config.signer_of(attempt.credential).authorization(bytes, attempt.timestamp);
    let mut headers = vec![("Accept", "application/json".to_owned()), ("Authorization", authorization)];
    if body.is_some() {
        headers.push(("Content-Type", "application/json".to_owned()));
    }
    headers.extend(call.if_match().map(|tag| ("If-Match", tag.to_owned())));
    headers.extend(idempotency_key.map(|key| ("Idempotency-Key", key.to_owned())));
    headers.extend(trace.map(|trace| ("traceparent", trace.child(u64::from(random()) << 32 | u64::from(random())))));
    headers
}

fn answered(status: u16, headers: &str, body: Vec<u8>) -> Answered {
    let mut headers = headers.split('\n').map(|value| Some(value).filter(|value| !value.is_empty()).map(str::to_owned));
    let mut next = || headers.next().flatten();
    Answered {
        status,
        content_type: next(),
        etag: next(),
        date: next(),
        limit: next(),
        remaining: next(),
        reset: next(),
        body,
    }
}
