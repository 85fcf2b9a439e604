//! What an agent is told of a reply or a change (proxy.md §2, §3 and §5).

use crate::{
    given::{AGENT, JANE, body, header, refusal},
    workspace_hub_given::{
        CONVERSATION, Desk, answer_of, answered, bumps, change, changed, conversation_id, exchange, fetch_of, fetches,
        message, refused, reply, saves, someone, unanswered,
    },
};
use helpthread_core::query::HistoryQuery;
use helpthread_policy::{
    answer::Answer,
    call::Call,
    hub::{
        Exchange, FlightId, WaiterId,
        message::Priority,
        workspace::{Effect, Input, Settings},
    },
    upstream::{Answered, Upstream},
};
use serde_json::json;

fn created() -> Exchange {
    answered(201, &json!({ "data": message("msg_1", "Hello") }))
}

/// What a writer is told when upstream says this; the conversation's owner is not known.
fn told(call: Call, exchange: Exchange) -> Answer {
    let mut desk = Desk::new();
    let (waiter, effects) = desk.write(call, None);
    let (flight, _) = fetch_of(&effects);
    answer_of(&desk.step(Input::Fetched(flight, exchange)), waiter).expect("an answer")
}

/// A desk that knows Jane's conversation, where a reply has been answered and Jane's hub is being told.
fn telling() -> (Desk, WaiterId, FlightId, Vec<Effect>) {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (waiter, effects) = desk.write(reply("Hello"), None);
    let (flight, _) = fetch_of(&effects);
    let effects = desk.step(Input::Fetched(flight, created()));
    let bump = bumps(&effects)[0].0;
    (desk, waiter, bump, effects)
}

#[test]
fn a_reply_is_answered_with_the_contracts_message() {
    let mut wordy = message("msg_1", "Hello");
    wordy["trace"] = json!("10.0.0.1");
    let answer = told(reply("Hello"), answered(201, &json!({ "data": wordy })));
    assert_eq!((answer.status, body(&answer)), (201, json!({ "data": message("msg_1", "Hello") })));
}

#[test]
fn a_change_is_answered_with_the_contracts_conversation_and_its_tag() {
    let mut exchange = answered(200, &json!({ "data": changed() }));
    if let Upstream::Answered(answered) = &mut exchange.upstream {
        answered.etag = Some("\"0123456789abcdef0123456789abcdef\"".to_owned());
    }
    let mut desk = Desk::new();
    let (waiter, effects) = desk.write(change(None), None);
    let (flight, _) = fetch_of(&effects);
    let effects = desk.step(Input::Fetched(flight, exchange));
    let (bump, owner) = bumps(&effects)[0].clone();
    assert_eq!(owner, JANE, "the answer itself says whose conversation it is");
    let answer = answer_of(&desk.step(Input::Bumped(bump, true)), waiter).expect("an answer");
    assert_eq!((answer.status, body(&answer)), (200, json!({ "data": changed() })));
    assert_eq!(header(&answer, "ETag"), Some("\"0123456789abcdef0123456789abcdef\""));
}

#[test]
fn nobody_is_told_of_a_write_before_its_customers_hub_is() {
    let (mut desk, waiter, bump, effects) = telling();
    assert_eq!(answer_of(&effects, waiter), None);
    let answer = answer_of(&desk.step(Input::Bumped(bump, true)), waiter).expect("an answer");
    assert_eq!(answer.status, 201);
}

#[test]
fn a_customers_hub_that_does_not_answer_is_told_three_times() {
    let (mut desk, waiter, bump, _) = telling();
    let mut told = 1;
    for _ in 0..2 {
        assert_eq!(answer_of(&desk.step(Input::Bumped(bump, false)), waiter), None);
        told += bumps(&desk.after(1_000)).len();
    }
    let answer = answer_of(&desk.step(Input::Bumped(bump, false)), waiter).expect("an answer");
    assert_eq!((told, refusal(&answer)), (3, (502, "outcome_unknown".to_owned())));
}

#[test]
fn a_customers_hub_that_says_nothing_at_all_does_not_keep_the_agent_waiting() {
    let (mut desk, waiter, _, _) = telling();
    let answer = (0..12).find_map(|_| answer_of(&desk.after(1_000), waiter)).expect("an answer within 12 s");
    assert_eq!(refusal(&answer).1, "outcome_unknown");
}

#[test]
fn refusals_of_the_request_pass() {
    for (status, code) in
        [(400, "invalid_request"), (404, "conversation_not_found"), (409, "conflict"), (422, "idempotency_mismatch")]
    {
        assert_eq!(refusal(&told(reply("Hello"), refused(status, code))), (status, code.to_owned()));
    }
}

#[test]
fn a_rate_limit_passes_with_when_to_come_back() {
    let answer = told(reply("Hello"), refused(429, "rate_limit_exceeded"));
    assert_eq!((answer.status, header(&answer, "Retry-After")), (429, Some("60")));
}

#[test]
fn a_refusal_of_our_credentials_is_our_misconfiguration() {
    for (status, code) in [(401, "invalid_signature"), (403, "insufficient_scope")] {
        assert_eq!(refusal(&told(reply("Hello"), refused(status, code))), (503, "misconfigured".to_owned()));
    }
}

#[test]
fn a_refused_write_changes_nothing() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (_, effects) = desk.write(reply("Hello"), None);
    let (flight, _) = fetch_of(&effects);
    let effects = desk.step(Input::Fetched(flight, refused(400, "invalid_request")));
    assert_eq!((bumps(&effects).len(), saves(&effects, "epoch")), (0, 0));
}

#[test]
fn whatever_else_comes_of_a_reply_or_a_conditional_change_its_outcome_is_unknown() {
    let html = |status| {
        let page = Answered { status, content_type: Some("text/html".to_owned()), ..Answered::default() };
        exchange(Upstream::Answered(page))
    };
    let mut elsewhere = message("msg_1", "Hello");
    elsewhere["conversation_id"] = json!("cnv_other");
    let lost = [
        exchange(Upstream::TimedOut),
        exchange(Upstream::Failed),
        refused(500, "internal_error"),
        html(200),
        html(201),
        html(302),
        html(403),
        html(404),
        html(408),
        html(502),
        html(503),
        answered(201, &json!({ "data": elsewhere })),
        answered(201, &json!({ "data": {} })),
        answered(200, &json!({ "data": message("msg_1", "Hello") })),
    ];
    for exchange in lost {
        for call in [reply("Hello"), change(Some("\"tag\""))] {
            let answer = told(call.clone(), exchange.clone());
            assert_eq!(refusal(&answer), (502, "outcome_unknown".to_owned()), "{call:?} {exchange:?}");
        }
    }
}

#[test]
fn a_lost_change_without_condition_may_be_made_again_but_its_owner_is_told() {
    for (upstream, status) in [(Upstream::TimedOut, 504), (Upstream::Failed, 502)] {
        let mut desk = Desk::new();
        desk.register(JANE, CONVERSATION);
        let (waiter, effects) = desk.write(change(None), None);
        let (flight, _) = fetch_of(&effects);
        let effects = desk.step(Input::Fetched(flight, exchange(upstream)));
        let bump = bumps(&effects)[0].0;
        let answer = answer_of(&desk.step(Input::Bumped(bump, true)), waiter).expect("an answer");
        assert_eq!(answer.status, status);
    }
}

#[test]
fn a_change_that_was_refused_only_at_the_second_attempt_may_have_been_made_at_the_first() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (_, effects) = desk.write(change(None), None);
    let (flight, _) = fetch_of(&effects);
    let second = Exchange { attempts: 2, ..refused(429, "rate_limit_exceeded") };
    assert_eq!(bumps(&desk.step(Input::Fetched(flight, second))).len(), 1);
}

#[test]
fn a_change_that_was_refused_at_the_first_attempt_was_not_made() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (waiter, effects) = desk.write(change(None), None);
    let (flight, _) = fetch_of(&effects);
    let effects = desk.step(Input::Fetched(flight, refused(400, "invalid_request")));
    assert_eq!((bumps(&effects).len(), answer_of(&effects, waiter).map(|answer| answer.status)), (0, Some(400)));
}

#[test]
fn a_change_that_may_have_been_made_is_answered_with_what_upstream_said_last_after_its_owner_was_told() {
    for (status, code) in [(400, "invalid_request"), (429, "rate_limit_exceeded")] {
        let mut desk = Desk::new();
        desk.register(JANE, CONVERSATION);
        let (waiter, effects) = desk.write(change(None), None);
        let (flight, _) = fetch_of(&effects);
        let second = Exchange { attempts: 2, ..refused(status, code) };
        let effects = desk.step(Input::Fetched(flight, second));
        assert_eq!((bumps(&effects).len(), answer_of(&effects, waiter)), (1, None));
        let answer = answer_of(&desk.step(Input::Bumped(bumps(&effects)[0].0, true)), waiter).expect("an answer");
        assert_eq!(refusal(&answer), (status, code.to_owned()));
    }
}

#[test]
fn a_gateways_rate_limit_is_one_also_without_the_contracts_body() {
    let answer = told(reply("Hello"), exchange(Upstream::Answered(Answered { status: 429, ..Answered::default() })));
    assert_eq!(refusal(&answer), (429, "rate_limit_exceeded".to_owned()));
    let answer = told(reply("Hello"), exchange(Upstream::Answered(Answered { status: 401, ..Answered::default() })));
    assert_eq!(refusal(&answer), (503, "misconfigured".to_owned()));
}

#[test]
fn a_customers_hub_is_told_again_after_150_and_after_600_milliseconds() {
    let (mut desk, _, bump, _) = telling();
    for pause in [150, 600] {
        desk.step(Input::Bumped(bump, false));
        assert_eq!(bumps(&desk.after(pause - 1)), []);
        assert_eq!(bumps(&desk.after(1)).len(), 1, "after {pause} ms");
    }
}

#[test]
fn a_call_of_which_nothing_is_heard_is_given_up() {
    let mut desk = Desk::new();
    let (waiter, effects) = desk.write(reply("Hello"), None);
    assert!(effects.contains(&Effect::WakeAt(desk.now + 12_000)), "{effects:?}");
    assert_eq!(answer_of(&desk.after(11_999), waiter), None);
    assert_eq!(refusal(&answer_of(&desk.after(1), waiter).expect("an answer")).1, "outcome_unknown");
}

#[test]
fn without_budget_a_write_is_refused_and_not_sent() {
    let mut desk = Desk::new();
    let permit = desk.granted("cus_0", Priority::Interactive);
    desk.settle(permit, "cus_0", 600, 0);
    let (waiter, effects) = desk.write(reply("Hello"), Some("key"));
    let answer = answer_of(&effects, waiter).expect("an answer");
    assert_eq!((answer.status, header(&answer, "Retry-After"), fetches(&effects)), (429, Some("60"), 0));
    assert_eq!(saves(&effects, "reply:"), 0);
}

#[test]
fn while_upstream_fails_a_write_is_refused_and_not_sent() {
    let mut desk = Desk::new();
    desk.learn(600);
    for number in 0..5 {
        let permit = desk.granted(&someone(number), Priority::Interactive);
        desk.settle_with(unanswered(permit, &someone(number)));
    }
    let (waiter, effects) = desk.write(reply("Hello"), None);
    let answer = answer_of(&effects, waiter).expect("an answer");
    assert_eq!(refusal(&answer), (502, "upstream_unavailable".to_owned()));
    assert_eq!((header(&answer, "Retry-After"), fetches(&effects)), (Some("1"), 0));
}

#[test]
fn an_agent_gets_600_requests_a_minute() {
    let mut desk = Desk::new();
    let mut last = None;
    for _ in 0..601 {
        let (waiter, effects) = desk.write(change(None), Some("no key with a change"));
        last = answer_of(&effects, waiter);
    }
    let last = last.expect("an answer");
    assert_eq!((last.status, header(&last, "Retry-After")), (429, Some("60")));
}

#[test]
fn a_key_is_for_replies_only_and_of_visible_ascii() {
    let refused = |call: Call, key: &str| {
        let mut desk = Desk::new();
        let (waiter, effects) = desk.write(call, Some(key));
        answer_of(&effects, waiter).map(|answer| refusal(&answer))
    };
    let invalid = Some((400, "invalid_request".to_owned()));
    assert_eq!(refused(change(None), "key"), invalid);
    for key in ["", "a b", "k\u{e4}se", "tab\t", &"x".repeat(256)] {
        assert_eq!(refused(reply("Hello"), key), invalid, "{key:?}");
    }
    assert_eq!(refused(reply("Hello"), &"x".repeat(255)), None);
}

#[test]
fn a_read_is_not_a_write() {
    let mut desk = Desk::new();
    let history = Call::History {
        customer: crate::workspace_hub_given::customer_id(JANE),
        query: HistoryQuery::parse("").expect("a query"),
    };
    let (waiter, effects) = desk.write(history, None);
    assert_eq!((answer_of(&effects, waiter).map(|answer| answer.status), fetches(&effects)), (Some(500), 0));
}

#[test]
fn what_leaves_is_the_admitted_call_without_a_key_of_the_clients() {
    let mut desk = Desk::new();
    let (_, effects) = desk.write(reply("Hello"), Some("the-clients"));
    let call = effects.iter().find_map(|effect| match effect {
        Effect::Fetch { call, idempotency_key: None, .. } => Some(call.clone()),
        _ => None,
    });
    assert_eq!(call, Some(reply("Hello")));
}

#[test]
fn an_upstream_that_honours_keys_gets_one_of_our_own_for_every_reply() {
    let mut desk = Desk::with(Settings { upstream_idempotency: true });
    let mut keys: Vec<_> = ["Hello", "Again"]
        .into_iter()
        .map(|text| fetch_of(&desk.write(reply(text), Some(AGENT)).1).1)
        .take(1)
        .collect();
    keys.push(fetch_of(&desk.write(reply("Other"), None).1).1);
    assert!(keys.iter().all(|key| key.as_ref().is_some_and(|key| key.len() == 32)), "{keys:?}");
    assert_ne!(keys[0], keys[1]);
    assert_eq!(fetch_of(&desk.write(change(None), None).1).1, None);
    assert_eq!(conversation_id(CONVERSATION).as_str(), CONVERSATION);
}
