//! `Idempotency-Key` on replies (proxy.md §3, "Idempotency ledger"; threats.md rows 13 and 14).

use crate::{
    given::{JANE, body, refusal},
    workspace_hub_given::{
        CONVERSATION, Desk, answer_of, answered, bumps, exchange, fetch_of, fetches, message, message_created, place,
        refused, reply, saves,
    },
};
use helpthread_policy::{
    answer::Answer,
    hub::{
        Exchange,
        message::Write,
        workspace::{Effect, Input, MAX_REPLIES_OF_SUBJECT, Settings},
    },
    upstream::Upstream,
};
use serde_json::json;

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn created(id: &str) -> Exchange {
    answered(201, &json!({ "data": message(id, "Hello") }))
}

/// Replies under `key`, and upstream does that.
fn replies(desk: &mut Desk, key: Option<&str>, exchange: Exchange) -> Answer {
    let (waiter, effects) = desk.write(reply("Hello"), key);
    let (flight, _) = fetch_of(&effects);
    answer_of(&desk.step(Input::Fetched(flight, exchange)), waiter).expect("an answer")
}

/// Tries again under `key`; the answer without a call of upstream.
fn retried(desk: &mut Desk, key: &str) -> Answer {
    let (waiter, effects) = desk.write(reply("Hello"), Some(key));
    assert_eq!(fetches(&effects), 0, "the retry left for upstream: {effects:?}");
    answer_of(&effects, waiter).expect("an answer")
}

/// What each answer's line in the log says that it cost: requests, and milliseconds that upstream took.
fn costs(effects: &[Effect]) -> Vec<(u8, u32)> {
    let traces = effects.iter().filter_map(|effect| match effect {
        Effect::Answer(_, _, trace) => Some((trace.attempts, trace.upstream_milliseconds)),
        _ => None,
    });
    traces.collect()
}

fn unknown() -> (u16, String) {
    (502, "outcome_unknown".to_owned())
}

#[test]
fn the_same_key_again_is_the_first_answer_without_a_call() {
    let mut desk = Desk::new();
    let first = replies(&mut desk, Some("key"), created("msg_1"));
    assert_eq!(first.status, 201);
    assert_eq!(retried(&mut desk, "key"), first);
    desk.restart();
    assert_eq!(retried(&mut desk, "key"), first);
}

#[test]
fn an_answer_that_differs_from_what_was_sent_is_repeated_as_it_was() {
    let mut desk = Desk::new();
    let first = replies(&mut desk, Some("key"), answered(201, &json!({ "data": message("msg_1", "Hello, trimmed") })));
    desk.restart();
    let again = retried(&mut desk, "key");
    assert_eq!((&again, body(&again)["data"]["body"].as_str()), (&first, Some("Hello, trimmed")));
}

#[test]
fn the_same_key_with_another_body_is_422() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("key"), created("msg_1"));
    let (waiter, effects) = desk.write(reply("Something else"), Some("key"));
    let answer = answer_of(&effects, waiter).expect("an answer");
    assert_eq!((refusal(&answer), fetches(&effects)), ((422, "idempotency_mismatch".to_owned()), 0));
}

#[test]
fn another_body_is_422_also_while_the_first_is_under_way() {
    let mut desk = Desk::new();
    desk.write(reply("Hello"), Some("key"));
    let (waiter, effects) = desk.write(reply("Something else"), Some("key"));
    assert_eq!(refusal(&answer_of(&effects, waiter).expect("an answer")).0, 422);
}

#[test]
fn keys_of_two_agents_are_not_the_same_key() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("key"), created("msg_1"));
    let waiter = desk.waiter();
    let write = helpthread_policy::hub::message::Write {
        call: reply("Hello"),
        subject: "usr_other".to_owned(),
        idempotency_key: Some("key".to_owned()),
    };
    assert_eq!(fetches(&desk.step(Input::Write(waiter, write))), 1);
}

#[test]
fn the_same_key_while_the_first_is_under_way_waits_for_its_outcome() {
    let mut desk = Desk::new();
    let (first, effects) = desk.write(reply("Hello"), Some("key"));
    let (flight, _) = fetch_of(&effects);
    let (second, effects) = desk.write(reply("Hello"), Some("key"));
    assert_eq!((fetches(&effects), answer_of(&effects, second)), (0, None));
    let effects = desk.step(Input::Fetched(flight, created("msg_1")));
    assert_eq!(answer_of(&effects, first), answer_of(&effects, second));
    assert!(answer_of(&effects, first).is_some_and(|answer| answer.status == 201));
    assert_eq!(costs(&effects), [(1, 20), (0, 0)], "the call counts once");
}

#[test]
fn a_reply_is_on_disk_before_it_leaves() {
    let mut desk = Desk::new();
    let (_, effects) = desk.write(reply("Hello"), Some("key"));
    let saved = place(&effects, |effect| matches!(effect, Effect::Save(record) if record.key.starts_with("reply:")));
    let left = place(&effects, |effect| matches!(effect, Effect::Fetch { .. }));
    assert!(saved.is_some() && saved < left, "{effects:?}");
}

#[test]
fn neither_the_key_nor_the_text_is_on_disk() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("canary-key"), created("msg_1"));
    let written = format!("{:?}", desk.disk);
    assert!(!written.contains("canary-key") && !written.contains("Hello"), "{written}");
}

#[test]
fn a_kill_between_leaving_and_recording_is_an_unknown_outcome() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    desk.write(reply("Hello"), Some("key"));
    let effects = desk.restart();
    assert_eq!(bumps(&effects)[0].1, JANE, "it may have been applied, so its owner is told");
    let told = desk.step(Input::Bumped(bumps(&effects)[0].0, true));
    assert_eq!(fetches(&told), 0);
    assert_eq!(refusal(&retried(&mut desk, "key")), unknown());
    assert!(bumps(&desk.restart()).is_empty(), "the owner was told once");
}

#[test]
fn a_kill_after_a_reply_to_an_unknown_conversation_advances_the_epoch() {
    let mut desk = Desk::new();
    desk.write(reply("Hello"), Some("key"));
    assert_eq!(saves(&desk.restart(), "epoch"), 1);
}

#[test]
fn a_lost_outcome_is_not_sent_again() {
    let mut desk = Desk::new();
    assert_eq!(refusal(&replies(&mut desk, Some("key"), exchange(Upstream::Failed))), unknown());
    assert_eq!(refusal(&retried(&mut desk, "key")), unknown());
    desk.restart();
    assert_eq!(refusal(&retried(&mut desk, "key")), unknown());
}

#[test]
fn a_definite_refusal_frees_the_key() {
    for (status, code) in [(429, "rate_limit_exceeded"), (400, "invalid_request"), (401, "invalid_signature")] {
        let mut desk = Desk::new();
        replies(&mut desk, Some("key"), refused(status, code));
        desk.now += 60_000;
        assert!(!desk.disk.keys().any(|key| key.starts_with("reply:")));
        assert_eq!(replies(&mut desk, Some("key"), created("msg_1")).status, 201);
    }
}

#[test]
fn a_verified_event_settles_an_unknown_outcome() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("key"), exchange(Upstream::Failed));
    let at = desk.now + 400;
    desk.event(message_created("msg_9", "Hello", at));
    desk.restart();
    let answer = retried(&mut desk, "key");
    assert_eq!((answer.status, body(&answer)["data"]["id"].as_str()), (201, Some("msg_9")));
    assert_eq!(body(&answer)["data"]["body"], "Hello");
}

#[test]
fn an_event_that_comes_before_the_loss_counts_as_well() {
    let mut desk = Desk::new();
    let (waiter, effects) = desk.write(reply("Hello"), Some("key"));
    let (flight, _) = fetch_of(&effects);
    let at = desk.now + 400;
    desk.event(message_created("msg_9", "Hello", at));
    let effects = desk.step(Input::Fetched(flight, exchange(Upstream::TimedOut)));
    assert_eq!(answer_of(&effects, waiter).expect("an answer").status, 201);
}

#[test]
fn an_event_of_anything_else_settles_nothing() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("key"), exchange(Upstream::Failed));
    let at = desk.now + 400;
    let mut internal = message_created("msg_2", "Hello", at);
    internal["data"]["internal"] = json!(true);
    let mut elsewhere = message_created("msg_3", "Hello", at);
    elsewhere["data"]["conversation_id"] = json!("cnv_other");
    let mut colleague = message_created("msg_4", "Hello", at);
    colleague["data"]["agent_id"] = json!("usr_other");
    let mut customer = message_created("msg_5", "Hello", at);
    customer["data"]["agent_id"] = json!(null);
    customer["data"]["author_type"] = json!("customer");
    let earlier = message_created("msg_6", "Hello", at - 401);
    let other_text = message_created("msg_7", "Hello!", at);
    for event in [internal, elsewhere, colleague, customer, earlier, other_text] {
        desk.event(event.clone());
        assert_eq!(refusal(&retried(&mut desk, "key")), unknown(), "{event}");
    }
}

/// An event is told and a message is written after the reply began, or it is not this reply's.
#[test]
fn a_message_from_before_the_reply_settles_nothing_whichever_of_its_times_says_so() {
    let mut desk = Desk::new();
    desk.now += 60_000;
    let mut written_before = message_created("msg_2", "Hello", desk.now + 400);
    written_before["data"]["created_at"] =
        message_created("msg_2", "Hello", desk.now - 60_000)["data"]["created_at"].clone();
    let mut told_before = message_created("msg_3", "Hello", desk.now + 400);
    told_before["timestamp"] = message_created("msg_3", "Hello", desk.now - 60_000)["timestamp"].clone();
    replies(&mut desk, Some("key"), exchange(Upstream::Failed));
    for event in [written_before, told_before] {
        desk.event(event.clone());
        assert_eq!(refusal(&retried(&mut desk, "key")), unknown(), "{event}");
    }
}

#[test]
fn a_reply_that_was_applied_leaves_the_event_of_the_next_one_that_says_the_same_to_that() {
    for first in [Some("applied"), None] {
        let mut desk = Desk::new();
        assert_eq!(replies(&mut desk, first, created("msg_1")).status, 201);
        replies(&mut desk, Some("lost"), exchange(Upstream::Failed));
        let at = desk.now + 10;
        desk.event(message_created("msg_9", "Hello", at));
        let answer = retried(&mut desk, "lost");
        assert_eq!((answer.status, body(&answer)["data"]["id"].as_str()), (201, Some("msg_9")), "{first:?}");
    }
}

#[test]
fn while_one_of_two_replies_without_a_key_is_under_way_no_event_settles_a_key() {
    let mut desk = Desk::new();
    let [first, _] = [(); 2].map(|()| fetch_of(&desk.write(reply("Hello"), None).1).0);
    desk.step(Input::Fetched(first, created("msg_1")));
    replies(&mut desk, Some("lost"), exchange(Upstream::Failed));
    let at = desk.now + 10;
    desk.event(message_created("msg_9", "Hello", at));
    assert_eq!(refusal(&retried(&mut desk, "lost")), unknown());
}

#[test]
fn a_message_that_is_another_keys_settles_nothing() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("lost"), exchange(Upstream::Failed));
    replies(&mut desk, Some("applied"), created("msg_1"));
    let at = desk.now + 10;
    desk.event(message_created("msg_1", "Hello", at));
    assert_eq!(refusal(&retried(&mut desk, "lost")), unknown());
}

#[test]
fn where_two_replies_say_the_same_no_event_can_tell_which_one_was_applied() {
    for other in [None, Some("other")] {
        let mut desk = Desk::new();
        replies(&mut desk, Some("key"), exchange(Upstream::Failed));
        replies(&mut desk, other, exchange(Upstream::Failed));
        let at = desk.now + 10;
        desk.event(message_created("msg_1", "Hello", at));
        assert_eq!(refusal(&retried(&mut desk, "key")), unknown());
    }
}

#[test]
fn a_message_of_a_reply_without_a_key_settles_no_key() {
    for keyed_first in [true, false] {
        let mut desk = Desk::new();
        let keys = if keyed_first { [Some("key"), None] } else { [None, Some("key")] };
        let flights = keys.map(|key| fetch_of(&desk.write(reply("Hello"), key).1).0);
        for (key, flight) in keys.into_iter().zip(flights) {
            let outcome = if key.is_some() { exchange(Upstream::Failed) } else { created("msg_1") };
            desk.step(Input::Fetched(flight, outcome));
        }
        let at = desk.now + 10;
        desk.event(message_created("msg_1", "Hello", at));
        assert_eq!(refusal(&retried(&mut desk, "key")), unknown());
    }
}

#[test]
fn an_upstream_that_honours_keys_is_asked_again_under_the_same_one() {
    let mut desk = Desk::with(Settings { upstream_idempotency: true });
    let (_, effects) = desk.write(reply("Hello"), Some("key"));
    let (_, first) = fetch_of(&effects);
    desk.restart();
    let (waiter, effects) = desk.write(reply("Hello"), Some("key"));
    let (flight, again) = fetch_of(&effects);
    assert_eq!((again.is_some(), again), (true, first));
    let effects = desk.step(Input::Fetched(flight, created("msg_1")));
    assert_eq!(answer_of(&effects, waiter).expect("an answer").status, 201);
    assert_eq!(retried(&mut desk, "key").status, 201);
}

#[test]
fn a_rate_limit_on_the_second_time_leaves_the_first_time_unknown() {
    let mut desk = Desk::with(Settings { upstream_idempotency: true });
    replies(&mut desk, Some("key"), exchange(Upstream::Failed));
    let limited = refused(429, "rate_limit_exceeded");
    assert_eq!(refusal(&replies(&mut desk, Some("key"), limited)), unknown());
    assert!(desk.disk.keys().any(|key| key.starts_with("reply:")));
}

#[test]
fn a_key_is_forgotten_after_24_hours() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("key"), created("msg_1"));
    desk.after(DAY - 1);
    assert_eq!(retried(&mut desk, "key").status, 201);
    desk.now += 1;
    desk.step(Input::Woken);
    assert!(!desk.disk.keys().any(|key| key.starts_with("reply:")));
    assert_eq!(replies(&mut desk, Some("key"), created("msg_2")).status, 201);
}

#[test]
fn one_subject_cannot_use_up_the_ledger() {
    let mut desk = Desk::new();
    for number in 0..MAX_REPLIES_OF_SUBJECT {
        desk.now += 200;
        assert_eq!(replies(&mut desk, Some(&format!("key-{number}")), created("msg_1")).status, 201);
    }
    let (waiter, effects) = desk.write(reply("Hello"), Some("one-more"));
    let answer = answer_of(&effects, waiter).expect("an answer");
    assert_eq!((answer.status, fetches(&effects)), (429, 0));
    assert_eq!(retried(&mut desk, "key-0").status, 201, "what is remembered stays remembered");
    let (_, effects) = desk.write(reply("Hello"), None);
    assert_eq!(fetches(&effects), 1, "a reply without a key needs no room");
    let (subject, idempotency_key) = ("usr_another".to_owned(), Some("key-0".to_owned()));
    let waiter = desk.waiter();
    let effects = desk.step(Input::Write(waiter, Write { call: reply("Hello"), subject, idempotency_key }));
    assert_eq!(fetches(&effects), 1, "nine tenths are for the others");
}

#[test]
fn a_reply_whose_owner_could_not_be_told_tells_it_before_it_is_repeated() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (waiter, effects) = desk.write(reply("Hello"), Some("key"));
    let (flight, _) = fetch_of(&effects);
    desk.step(Input::Fetched(flight, created("msg_1")));
    let told = (0..12).find_map(|_| answer_of(&desk.after(1_000), waiter)).expect("an answer");
    assert_eq!(refusal(&told), unknown());

    let (waiter, effects) = desk.write(reply("Hello"), Some("key"));
    assert_eq!((fetches(&effects), answer_of(&effects, waiter)), (0, None));
    let effects = desk.step(Input::Bumped(bumps(&effects)[0].0, true));
    assert_eq!(answer_of(&effects, waiter).expect("an answer").status, 201);
    assert_eq!(retried(&mut desk, "key").status, 201);
}

#[test]
fn who_tries_again_while_an_owner_is_being_told_waits_for_that_too() {
    let mut desk = Desk::new();
    desk.register(JANE, CONVERSATION);
    let (waiter, effects) = desk.write(reply("Hello"), Some("key"));
    let (flight, _) = fetch_of(&effects);
    desk.step(Input::Fetched(flight, created("msg_1")));
    (0..12).find_map(|_| answer_of(&desk.after(1_000), waiter)).expect("the owner could not be told");

    let (second, effects) = desk.write(reply("Hello"), Some("key"));
    let bump = bumps(&effects)[0].0;
    let (third, effects) = desk.write(reply("Hello"), Some("key"));
    assert_eq!((bumps(&effects), answer_of(&effects, third)), (vec![], None), "it is told once");
    let effects = desk.step(Input::Bumped(bump, true));
    for waiter in [second, third] {
        assert_eq!(answer_of(&effects, waiter).expect("an answer").status, 201);
    }
}

#[test]
fn a_lost_reply_is_sent_again_only_if_upstream_honours_keys_and_knows_the_first_ones() {
    for (then, now) in [(true, false), (false, true)] {
        let mut desk = Desk::with(Settings { upstream_idempotency: then });
        replies(&mut desk, Some("key"), exchange(Upstream::Failed));
        desk.settings = Settings { upstream_idempotency: now };
        desk.restart();
        assert_eq!(refusal(&retried(&mut desk, "key")), unknown(), "honoured then: {then}, now: {now}");
    }
}

#[test]
fn a_refusal_under_the_key_of_a_lost_reply_says_that_it_was_not_applied() {
    let mut desk = Desk::with(Settings { upstream_idempotency: true });
    replies(&mut desk, Some("key"), exchange(Upstream::Failed));
    let refused = replies(&mut desk, Some("key"), refused(404, "conversation_not_found"));
    assert_eq!(refusal(&refused), (404, "conversation_not_found".to_owned()));
    assert!(!desk.disk.keys().any(|key| key.starts_with("reply:")), "its key is free");
}

#[test]
fn a_record_whose_name_is_no_digest_is_removed() {
    let mut desk = Desk::new();
    replies(&mut desk, Some("key"), created("msg_1"));
    let (name, record) = desk.disk.iter().find(|(key, _)| key.starts_with("reply:")).expect("a record");
    let (name, record) = (name.clone(), record.clone());
    for digest in ["ab", &"z".repeat(64), &"A".repeat(64)] {
        desk.disk.insert(format!("reply:{digest}"), record.clone());
    }
    desk.restart();
    assert_eq!(desk.disk.keys().filter(|key| key.starts_with("reply:")).collect::<Vec<_>>(), [&name]);
}

#[test]
fn a_reply_that_is_sent_again_owes_its_owner_a_word_again() {
    let mut desk = Desk::with(Settings { upstream_idempotency: true });
    replies(&mut desk, Some("key"), exchange(Upstream::Failed));
    assert_eq!(saves(&desk.restart(), "epoch"), 0, "the epoch was advanced when it was lost");
    desk.write(reply("Hello"), Some("key"));
    assert_eq!(saves(&desk.restart(), "epoch"), 1, "it may have been applied only now");
}
