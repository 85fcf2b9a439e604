//! The headers of upstream's answers, which are not trusted either: what the proxy makes of them, from attempt to attempt (proxy.md §5),
//! ends in time, and never does twice what may not be done twice.

use helpthread_core::{
    body::ConversationChange,
    id::{ConversationId, CustomerId},
    query::HistoryQuery,
};
use helpthread_policy::{
    attempts::{Attempts, Credential, Learnt, MAX_SKEW, MOST, Verdict},
    call::Call,
    upstream::{Answered, DEADLINE_MILLISECONDS, Upstream},
};

use crate::vectors::{JANE, NOW};

/// Besides those that use the budget: the other credential once, upstream's clock once.
const CORRECTIONS: u8 = 2;

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let refused = |code: &str| format!(r#"{{"error":{{"code":"{code}","message":"No."}}}}"#);
    [
        format!("429\nMon, 13 May 2024 13:20:00 GMT\n600\n0\n{}\n{}", NOW + 2, refused("rate_limit_exceeded")),
        format!("429\n\n600\n0\n{}\n", NOW - 60),
        format!("401\nMon, 13 May 2024 13:27:00 GMT\n\n\n\n{}", refused("timestamp_out_of_range")),
        format!("401\nThu, 29 Feb 2024 00:00:00 GMT\n\n\n\n{}", refused("timestamp_out_of_range")),
        format!("401\n\n\n\n\n{}", refused("invalid_signature")),
        "503\nSun, 06 Nov 1994 08:49:37 GMT\n 4294967295 \n-1\n99999999999999999999\n".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let mut lines = text.splitn(6, '\n');
    let Some(status) = lines.next().and_then(|line| line.parse().ok()) else { return };
    let mut header = || lines.next().filter(|line| !line.is_empty()).map(str::to_owned);
    // In this order: each takes the next line.
    let mut answered = Answered {
        status,
        content_type: Some("application/json".to_owned()),
        date: header(),
        limit: header(),
        remaining: header(),
        reset: header(),
        ..Answered::default()
    };
    answered.body = lines.next().unwrap_or_default().as_bytes().to_vec();
    if let Some(told) = answered.rate_limit() {
        assert!(told.retry_after(NOW) >= 1, "nobody asks again in the same window");
        for (text, number) in [(&answered.limit, told.limit), (&answered.remaining, told.remaining)] {
            assert_eq!(
                text.as_deref().map(|text| text.trim().trim_start_matches('0').parse().unwrap_or(0)),
                Some(number)
            );
        }
    }
    let history = Call::History { customer: CustomerId::parse(JANE).expect("an id"), query: HistoryQuery::default() };
    let conversation = ConversationId::parse("cnv_1").expect("an id");
    let change = ConversationChange::parse(br#"{"status":"closed"}"#).expect("a change");
    let change =
        Call::Change { conversation, change, if_match: Some("\"0123456789abcdef0123456789abcdef\"".to_owned()) };
    for call in [&history, &change] {
        ends(call, &answered);
    }
}

/// Upstream answers so every time, at once.
fn ends(call: &Call, answered: &Answered) {
    let mut now = NOW * 1_000;
    let mut attempts = Attempts::begin(call, false, true, MOST, Learnt::NOTHING, now);
    for sent in 1..=MOST + CORRECTIONS {
        let attempt = attempts.next(now);
        assert!((attempt.timestamp - now / 1_000).abs() <= MAX_SKEW, "signed at {}", attempt.timestamp);
        assert!((1..=DEADLINE_MILLISECONDS).contains(&attempt.milliseconds));
        match attempts.judge(Upstream::Answered(answered.clone()), now, 7) {
            Verdict::Again { wait } => {
                let is_refused = matches!(answered.status, 401 | 429);
                assert!(is_refused || call.may_be_repeated(), "a change is made twice after {}", answered.status);
                now += i64::from(wait);
            }
            Verdict::Final(exchange) => {
                assert_eq!(exchange.attempts, sent);
                assert_eq!(exchange.rate_limit, answered.rate_limit());
                let learnt = attempts.learnt().unwrap_or_default();
                assert_eq!((learnt.credential, learnt.skew), (Credential::Current, 0), "learnt from what was refused");
                return;
            }
        }
    }
    panic!("it goes on for ever");
}
