//! How often upstream is asked for one call, and with what (proxy.md §5).

use crate::given::{AGENT, JANE, NOW, header};
use helpthread_core::{
    body::{ConversationChange, NewMessage},
    id::{ConversationId, CustomerId},
    query::HistoryQuery,
};
use helpthread_policy::{
    attempts::{Attempts, Credential, Learnt, Verdict},
    call::Call,
    hub::Exchange,
    upstream::{Answered, Upstream, failure},
};
use proptest::prelude::*;
use serde_json::json;

/// Unix milliseconds.
const START: i64 = NOW * 1_000;

fn history() -> Call {
    Call::History { customer: CustomerId::parse(JANE).expect("an id"), query: HistoryQuery::default() }
}

fn reply() -> Call {
    let body = json!({ "author_type": "agent", "agent_id": AGENT, "body": "Hello" }).to_string();
    let message = NewMessage::parse(body.as_bytes()).expect("a message");
    Call::Reply { conversation: ConversationId::parse("cnv_1").expect("an id"), message }
}

fn change(if_match: Option<&str>) -> Call {
    Call::Change {
        conversation: ConversationId::parse("cnv_1").expect("an id"),
        change: ConversationChange::parse(br#"{"status":"closed"}"#).expect("a change"),
        if_match: if_match.map(str::to_owned),
    }
}

fn status(status: u16) -> Upstream {
    Upstream::Answered(Answered { status, ..Answered::default() })
}

fn limited(reset: i64) -> Upstream {
    Upstream::Answered(Answered { status: 429, reset: Some(reset.to_string()), ..Answered::default() })
}

fn refused(code: &str, date: Option<&str>) -> Upstream {
    let body = json!({ "error": { "code": code, "message": "" } }).to_string().into_bytes();
    Upstream::Answered(Answered { status: 401, date: date.map(str::to_owned), body, ..Answered::default() })
}

/// What was made of a call: the wait after each attempt but the last, and the outcome.
struct Made {
    waits: Vec<u32>,
    exchange: Exchange,
    learnt: Option<Learnt>,
    credentials: Vec<Credential>,
    timestamps: Vec<i64>,
}

/// A call of at most `most` attempts whose answers come at once, the last of them for ever.
fn made(call: &Call, most: u8, answers: &[Upstream]) -> Made {
    with(Attempts::begin(call, false, true, most, Learnt::NOTHING, START), answers)
}

fn with(mut attempts: Attempts, answers: &[Upstream]) -> Made {
    let (mut now, mut waits, mut credentials, mut timestamps) = (START, Vec::new(), Vec::new(), Vec::new());
    let mut answers = answers.iter().chain(answers.last().into_iter().cycle());
    loop {
        let attempt = attempts.next(now);
        assert!(attempt.milliseconds > 0, "an attempt without time");
        credentials.push(attempt.credential);
        timestamps.push(attempt.timestamp);
        match attempts.judge(answers.next().expect("an answer").clone(), now, 0) {
            Verdict::Again { wait } => {
                waits.push(wait);
                assert!(waits.len() < 10, "there is no end to them");
                now += i64::from(wait);
            }
            Verdict::Final(exchange) => {
                return Made { waits, exchange: *exchange, learnt: attempts.learnt(), credentials, timestamps };
            }
        }
    }
}

#[test]
fn a_success_is_one_attempt() {
    for call in [history(), reply(), change(None), change(Some("\"t\""))] {
        let made = made(&call, 3, &[status(200)]);
        assert_eq!((made.waits, made.exchange.attempts, made.learnt), (vec![], 1, None));
    }
}

#[test]
fn what_may_be_repeated_is_with_the_contracts_back_off() {
    for call in [history(), change(None)] {
        for lost in [status(502), status(503), status(504), Upstream::Failed] {
            let made = made(&call, 3, &[lost]);
            assert_eq!((made.waits, made.exchange.attempts), (vec![1_000, 2_000], 3));
        }
    }
}

#[test]
fn what_may_not_be_repeated_is_asked_once() {
    for call in [reply(), change(Some("\"t\""))] {
        for lost in [status(500), status(502), status(503), status(504), Upstream::Failed, Upstream::TimedOut] {
            assert_eq!(made(&call, 3, &[lost]).exchange.attempts, 1);
        }
    }
}

#[test]
fn a_reply_under_a_key_that_upstream_honours_is_repeated() {
    let attempts = Attempts::begin(&reply(), true, false, 3, Learnt::NOTHING, START);
    assert_eq!(with(attempts, &[Upstream::Failed, status(201)]).exchange.attempts, 2);
}

/// Whoever is told of a limit sends the reply again, under another key: it must not have been applied.
#[test]
fn a_refusal_says_nothing_of_an_attempt_before_it_whose_answer_was_lost() {
    let under_a_key = |answers: &[Upstream]| {
        let attempts = Attempts::begin(&reply(), true, false, 3, Learnt::NOTHING, START);
        with(attempts, answers).exchange.upstream
    };
    for refusal in [limited(NOW + 60), status(401), refused("invalid_signature", None), status(403)] {
        assert!(matches!(under_a_key(&[Upstream::Failed, refusal.clone()]), Upstream::Failed), "{refusal:?}");
        let outcome = under_a_key(&[status(503), refusal]);
        assert!(matches!(outcome, Upstream::Answered(Answered { status: 503, .. })), "{outcome:?}");
    }
    let only_refusals = under_a_key(&[limited(NOW + 1), limited(NOW + 60)]);
    assert!(matches!(only_refusals, Upstream::Answered(Answered { status: 429, .. })), "nothing was lost");
    let of_the_request = under_a_key(&[Upstream::Failed, status(404)]);
    assert!(
        matches!(of_the_request, Upstream::Answered(Answered { status: 404, .. })),
        "under its key it was looked up"
    );
    let change = made(&change(None), 3, &[Upstream::Failed, limited(NOW + 60)]).exchange.upstream;
    assert!(matches!(change, Upstream::Answered(Answered { status: 429, .. })), "to make it twice is to make it once");
}

#[test]
fn other_failures_are_final() {
    for answer in [status(500), status(501), status(400), status(404), status(409), status(302), Upstream::TimedOut] {
        assert_eq!(made(&history(), 3, &[answer]).exchange.attempts, 1);
    }
}

#[test]
fn a_limit_is_waited_for_by_every_method_if_it_ends_in_time() {
    for call in [history(), reply(), change(Some("\"t\""))] {
        let made = made(&call, 3, &[limited(NOW + 4), status(200)]);
        assert_eq!((made.waits, made.exchange.attempts), (vec![4_000], 2));
    }
}

#[test]
fn a_limit_that_ends_after_the_deadline_is_final_at_once() {
    for reset in [NOW + 10, NOW + 60, NOW + 100_000, i64::MAX] {
        assert_eq!(made(&history(), 3, &[limited(reset)]).exchange.attempts, 1, "{reset}");
    }
}

#[test]
fn a_limit_that_does_not_say_when_it_ends_is_backed_off_from() {
    for answer in [status(429), limited(NOW - 5), limited(0)] {
        assert_eq!(made(&reply(), 3, &[answer]).waits, [1_000, 2_000]);
    }
}

#[test]
fn a_permit_bounds_the_attempts() {
    for most in 1..=3 {
        assert_eq!(made(&history(), most, &[Upstream::Failed]).exchange.attempts, most);
    }
}

#[test]
fn a_wait_that_the_deadline_does_not_leave_is_not_begun() {
    let mut attempts = Attempts::begin(&history(), false, false, 3, Learnt::NOTHING, START);
    assert_eq!(attempts.next(START + 9_000).milliseconds, 1_000);
    let verdict = attempts.judge(Upstream::Failed, START + 9_000, 0);
    assert!(matches!(verdict, Verdict::Final(exchange) if exchange.milliseconds == 9_000));
}

#[test]
fn a_refused_credential_is_replaced_by_the_other_one_and_that_is_remembered() {
    let made = made(&reply(), 1, &[refused("invalid_signature", None), status(201)]);
    assert_eq!((made.waits, made.exchange.attempts), (vec![0], 2), "a correction does not use the permit");
    assert_eq!(made.credentials, [Credential::Current, Credential::Previous]);
    assert_eq!(made.learnt, Some(Learnt { credential: Credential::Previous, skew: 0 }));
    let learnt = made.learnt.expect("the other credential");
    let back = with(
        Attempts::begin(&reply(), false, true, 1, learnt, START),
        &[refused("invalid_signature", None), status(201)],
    );
    assert_eq!(back.credentials, [Credential::Previous, Credential::Current]);
}

#[test]
fn two_refused_credentials_are_final_and_nothing_is_remembered() {
    let made = made(&history(), 3, &[refused("invalid_signature", None)]);
    assert_eq!((made.exchange.attempts, made.learnt), (2, None));
}

#[test]
fn one_credential_that_is_refused_is_final() {
    let attempts = Attempts::begin(&history(), false, false, 3, Learnt::NOTHING, START);
    assert_eq!(with(attempts, &[refused("invalid_signature", None)]).exchange.attempts, 1);
}

/// The `Date` of an upstream whose clock is that many minutes ahead of NOW, which is 13:20.
fn date(minutes: i64) -> String {
    format!("Mon, 13 May 2024 13:{:02}:00 GMT", 20 + minutes)
}

#[test]
fn a_clock_that_is_off_is_corrected_once_by_upstreams_date() {
    for minutes in [9, -9, 10] {
        let date = date(minutes);
        let made = made(&reply(), 1, &[refused("timestamp_out_of_range", Some(&date)), status(201)]);
        assert_eq!(made.timestamps, [NOW, NOW + 60 * minutes], "{date}");
        assert_eq!(made.learnt, Some(Learnt { credential: Credential::Current, skew: 60 * minutes }));
    }
    let still = made(&reply(), 1, &[refused("timestamp_out_of_range", Some(&date(9)))]);
    assert_eq!((still.exchange.attempts, still.learnt), (2, None), "once");
}

#[test]
fn a_clock_that_was_corrected_and_is_set_right_is_corrected_back() {
    let begun_with = |skew: i64, minutes: i64| {
        let learnt = Learnt { credential: Credential::Previous, skew };
        let answers = [refused("timestamp_out_of_range", Some(&date(minutes))), status(201)];
        with(Attempts::begin(&reply(), false, true, 1, learnt, START), &answers)
    };
    for skew in [540, -540, 600] {
        let back = begun_with(skew, 0);
        assert_eq!(back.timestamps, [NOW + skew, NOW], "nothing is left of {skew}");
        assert_eq!(back.learnt, Some(Learnt { credential: Credential::Previous, skew: 0 }));
    }
    let other_way = begun_with(540, -9);
    assert_eq!(other_way.timestamps, [NOW + 540, NOW - 540], "from ours, never from what was learnt before");
    let beyond = begun_with(540, 11);
    assert_eq!((beyond.exchange.attempts, beyond.learnt), (1, None), "ten minutes from ours, not from there");
}

#[test]
fn by_a_clock_that_was_corrected_windows_end_when_they_end() {
    for skew in [540, -540] {
        let learnt = Learnt { credential: Credential::Current, skew };
        let begun = || Attempts::begin(&history(), false, false, 3, learnt, START);
        let waited = with(begun(), &[limited(NOW + skew + 4), status(200)]);
        assert_eq!(waited.waits, [4_000], "{skew}");
        let told = Answered {
            status: 429,
            limit: Some("600".to_owned()),
            remaining: Some("0".to_owned()),
            reset: Some((NOW + skew + 30).to_string()),
            ..Answered::default()
        };
        let exchange = with(begun(), &[Upstream::Answered(told)]).exchange;
        assert_eq!(exchange.rate_limit.map(|limit| limit.reset), Some(NOW + 30), "{skew}");
        let answer = failure(&exchange.upstream, NOW);
        assert_eq!(header(&answer, "Retry-After"), Some("30"), "{skew}");
    }
}

#[test]
fn a_clock_that_is_off_by_more_than_ten_minutes_is_not() {
    for date in [Some(date(11)), Some(date(-11)), Some("yesterday".to_owned()), None] {
        let made = made(&history(), 3, &[refused("timestamp_out_of_range", date.as_deref())]);
        assert_eq!(made.exchange.attempts, 1, "{date:?}");
    }
}

#[test]
fn both_can_be_wrong_at_once() {
    let made = made(
        &history(),
        1,
        &[refused("invalid_signature", None), refused("timestamp_out_of_range", Some(&date(9))), status(200)],
    );
    assert_eq!(made.exchange.attempts, 3);
    assert_eq!(made.learnt, Some(Learnt { credential: Credential::Previous, skew: 540 }));
}

#[test]
fn the_last_headers_about_the_limit_are_told() {
    let told = Answered {
        status: 503,
        limit: Some("600".to_owned()),
        remaining: Some("12".to_owned()),
        reset: Some((NOW + 30).to_string()),
        ..Answered::default()
    };
    let made = made(&history(), 2, &[Upstream::Answered(told), Upstream::Failed]);
    assert_eq!(made.exchange.rate_limit.map(|limit| limit.remaining), Some(12));
}

#[test]
fn what_is_refused_at_the_deadline_is_not_corrected_any_more() {
    for (after, again) in [(9_999, true), (10_000, false)] {
        let mut attempts = Attempts::begin(&history(), false, true, 3, Learnt::NOTHING, START);
        let verdict = attempts.judge(refused("invalid_signature", None), START + after, 0);
        assert_eq!(matches!(verdict, Verdict::Again { wait: 0 }), again, "after {after} ms");
    }
}

fn any_upstream() -> impl Strategy<Value = Upstream> {
    let codes = prop_oneof![Just("invalid_signature"), Just("timestamp_out_of_range"), Just("conflict"), Just("x")];
    prop_oneof![
        any::<u16>().prop_map(status),
        any::<i64>().prop_map(limited),
        (codes, -20_i64..20).prop_map(|(code, minutes)| refused(code, Some(&date(minutes)))),
        Just(Upstream::Failed),
        Just(Upstream::TimedOut),
    ]
}

proptest! {
    #[test]
    fn whatever_upstream_does_a_call_ends_within_its_attempts_and_its_deadline(
        answers in prop::collection::vec(any_upstream(), 1..12),
        took in 0_i64..4_000,
        random in any::<u32>(),
        most in 1_u8..=3,
        repeated in any::<bool>(),
    ) {
        let call = if repeated { history() } else { reply() };
        let mut attempts = Attempts::begin(&call, false, true, most, Learnt::NOTHING, START);
        let (mut now, mut sent) = (START, 0);
        let mut answers = answers.iter().chain(answers.last().into_iter().cycle());
        loop {
            let attempt = attempts.next(now);
            prop_assert!(attempt.milliseconds > 0);
            prop_assert!((attempt.timestamp - now / 1_000).abs() <= 600);
            now += took.min(i64::from(attempt.milliseconds));
            sent += 1;
            let answer = answers.next().expect("an answer");
            match attempts.judge(answer.clone(), now, random) {
                Verdict::Again { wait } => {
                    // A write goes out again only after a definite refusal.
                    prop_assert!(repeated || matches!(answer, Upstream::Answered(answered) if [401, 429].contains(&answered.status)));
                    now += i64::from(wait);
                    prop_assert!(now < START + 10_000);
                    prop_assert!(sent < 10, "there is no end to them");
                }
                Verdict::Final(exchange) => {
                    prop_assert_eq!(exchange.attempts, sent);
                    prop_assert!(sent <= most + 2);
                    break;
                }
            }
        }
    }
}
