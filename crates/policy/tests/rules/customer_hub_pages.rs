//! Which page a reader of a customer's hub gets: fresh, stale, or an older one because upstream fails (proxy.md §3).

use crate::{
    customer_hub_given::{
        HOUR, MINUTE, Room, SECOND, answered, answers, asked, exchange, granted, page, permit, read, refused, served,
        settlement, told, updated,
    },
    given::{JANE, SOMEBODY_ELSE, body, header},
};
use helpthread_core::{error::ErrorCode, id::ConversationId};
use helpthread_policy::{
    call::Call,
    hub::{
        CacheState, Reader, Trace, WaiterId,
        customer::{Effect, Input, Settings},
        message::{PermitAnswer, Priority},
        pages::Pages,
    },
    upstream::{Answered, Upstream},
};
use serde_json::json;

/// What each answer's line in the log says: where the page came from, and how many requests were made for it.
fn traces(effects: &[Effect]) -> Vec<(Option<CacheState>, u8)> {
    answers(effects).into_iter().map(|(_, _, trace)| (trace.cache, trace.attempts)).collect()
}

#[test]
fn the_log_says_where_each_page_came_from() {
    let mut room = Room::new().with_page();
    assert_eq!(traces(&room.read(1, Reader::Agent)), [(Some(CacheState::Hit), 0)]);
    room.pass(MINUTE + SECOND);
    assert_eq!(traces(&room.read(2, Reader::Agent)), [(Some(CacheState::Stale), 0)]);
    room.pass(11 * MINUTE);
    let flight = room.read_and_fetch(3);
    let failed = room.step(Input::Fetched(flight, exchange(Upstream::Failed)));
    assert_eq!(traces(&failed), [(Some(CacheState::StaleError), 2)]);

    let mut room = Room::new();
    room.read(1, Reader::Agent);
    assert_eq!(traces(&room.pass(12 * SECOND)), [(Some(CacheState::Miss), 0)], "nothing was heard of it");
}

#[test]
fn a_miss_asks_for_a_permit_fetches_answers_and_then_settles() {
    let mut room = Room::new();
    let (flight, request) = asked(&room.read(1, Reader::Customer));
    assert_eq!((request.customer.as_str(), request.subject.as_deref()), (JANE, Some(JANE)));
    assert_eq!(request.priority, Priority::Interactive);

    let fetch = room.step(Input::Permit(flight, granted()));
    let Some(Effect::Fetch(_, call @ Call::History { .. }, 3)) = fetch.first() else { panic!("{fetch:?}") };
    assert_eq!(call.query().as_deref(), Some("limit=25"));

    room.now += 2 * SECOND;
    let fetched = room.step(Input::Fetched(flight, answered(200, &page(JANE, "v1"))));
    let settlement = settlement(&fetched);
    assert_eq!((settlement.permit, settlement.attempts, settlement.status), (permit(), 2, Some(200)));
    assert_eq!(settlement.conversations, [ConversationId::parse("cnv_1").expect("an id")]);
    assert!(settlement.answered && settlement.rate_limit.is_some());
    assert_eq!(told(&fetched), [served(1, "miss", "v1")]);
    let [(_, answer, trace)] = &answers(&fetched)[..] else { panic!("{fetched:?}") };
    assert_eq!(header(answer, "Age"), Some("2"), "counted from when the fetch began");
    assert_eq!(header(answer, "Cache-Control"), Some("no-store"));
    assert_eq!(*trace, Trace { cache: Some(CacheState::Miss), attempts: 2, upstream_milliseconds: 80 });
    assert!(!fetched.iter().any(|effect| matches!(effect, Effect::Save(_))), "not before it is settled");

    let settled = room.step(Input::Settled(flight, true));
    assert_eq!((told(&settled), room.disk.len()), (vec![], 1));
}

#[test]
fn once_a_newer_page_is_told_the_older_one_is_not_served_any_more() {
    let mut room = Room::new().with_page();
    room.pass(20 * 60 * SECOND);
    let flight = room.read_and_fetch(1);
    let fetched = room.step(Input::Fetched(flight, answered(200, &page(JANE, "v2"))));
    assert_eq!((told(&fetched), room.disk.len()), (vec![served(1, "miss", "v2")], 0));
    room.read(2, Reader::Agent);
    assert_eq!(told(&room.pass(12 * SECOND)), [refused(2, 504)], "its settlement was lost");
}

#[test]
fn a_fresh_page_is_a_hit_with_its_age() {
    let mut room = Room::new().with_page();
    room.pass(59 * SECOND);
    let effects = room.read(1, Reader::Agent);
    assert_eq!(told(&effects), [served(1, "hit", "v1")]);
    let [(_, answer, trace)] = &answers(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(header(answer, "Age"), Some("59"));
    assert_eq!(*trace, Trace { cache: Some(CacheState::Hit), ..Trace::default() });
    assert_eq!(effects.len(), 1, "nothing else is done");
}

#[test]
fn another_query_or_customer_is_another_page() {
    for (customer, query) in [(JANE, "status=open"), (JANE, "limit=26"), (SOMEBODY_ELSE, "")] {
        let mut room = Room::new().with_page();
        let effects = room.step(Input::Read(WaiterId(1), read(customer, query, Reader::Agent)));
        assert_eq!(asked(&effects).1.customer.as_str(), customer);
    }
    let mut room = Room::new().with_page();
    let effects = room.step(Input::Read(WaiterId(1), read(JANE, "limit=25", Reader::Agent)));
    assert_eq!(told(&effects), [served(1, "hit", "v1")], "the default is the same page, spelled out");
}

#[test]
fn a_page_is_stored_once_and_redacted_for_each_reader() {
    let assignee = |expose_assignee, reader| {
        let mut room = Room::with(Settings { expose_assignee }).with_page();
        let (_, answer, _) = answers(&room.read(1, reader)).remove(0);
        body(&answer)["data"][0]["assignee_id"].as_str().map(str::to_owned)
    };
    assert!(assignee(false, Reader::Agent).is_some());
    assert_eq!(assignee(false, Reader::Customer), None);
    assert!(assignee(true, Reader::Customer).is_some());
}

#[test]
fn a_stale_page_is_served_while_one_flight_refreshes_it() {
    let mut room = Room::new().with_page();
    room.pass(61 * SECOND);
    let first = room.read(1, Reader::Agent);
    assert_eq!(told(&first), [served(1, "stale", "v1")]);
    let (flight, request) = asked(&first);
    assert_eq!((request.priority, request.subject), (Priority::Refresh, None));
    let second = room.read(2, Reader::Agent);
    assert_eq!((told(&second), second.len()), (vec![served(2, "stale", "v1")], 1));

    room.step(Input::Permit(flight, granted()));
    room.step(Input::Fetched(flight, answered(200, &page(JANE, "v2"))));
    room.step(Input::Settled(flight, true));
    assert_eq!(told(&room.read(3, Reader::Agent)), [served(3, "hit", "v2")]);
}

#[test]
fn a_refresh_that_fails_is_not_tried_again_at_once() {
    let mut room = Room::new().with_page();
    room.pass(61 * SECOND);
    let flight = asked(&room.read(1, Reader::Agent)).0;
    assert_eq!(told(&room.step(Input::Permit(flight, PermitAnswer::Limited { retry_after: 20 }))), []);
    room.pass(19 * SECOND);
    let effects = room.read(2, Reader::Agent);
    assert_eq!((told(&effects), effects.len()), (vec![served(2, "stale-error", "v1")], 1));
    room.pass(SECOND);
    asked(&room.read(3, Reader::Agent));
}

#[test]
fn whoever_comes_to_wait_for_a_refresh_gives_it_precedence() {
    let mut room = Room::new().with_page();
    room.pass(11 * MINUTE - SECOND);
    let flight = asked(&room.read(1, Reader::Agent)).0;
    room.pass(2 * SECOND);
    assert_eq!(room.read(2, Reader::Customer), [Effect::WakeAt(room.now + 12 * SECOND)], "it waits");
    let effects = room.step(Input::Permit(flight, PermitAnswer::Limited { retry_after: 20 }));
    let (again, request) = asked(&effects);
    assert_eq!((again, request.priority, request.subject.as_deref()), (flight, Priority::Interactive, Some(JANE)));
    room.step(Input::Permit(flight, granted()));
    let effects = room.step(Input::Fetched(flight, answered(200, &page(JANE, "v2"))));
    assert_eq!(traces(&effects), [(Some(CacheState::Miss), 2)], "the call is for whoever waits for it");
}

#[test]
fn after_ten_minutes_a_stale_page_is_only_for_when_upstream_fails() {
    let unavailable = || PermitAnswer::Unavailable { retry_after: 4 };
    let limited = || PermitAnswer::Limited { retry_after: 9 };
    for refusal in [unavailable(), limited()] {
        let mut room = Room::new().with_page();
        room.pass(11 * MINUTE);
        let flight = asked(&room.read(1, Reader::Agent)).0;
        assert_eq!(told(&room.step(Input::Permit(flight, refusal))), [served(1, "stale-error", "v1")]);
    }
    let rate_limited = Upstream::Answered(Answered { status: 429, ..Answered::default() });
    for failure in [
        exchange(Upstream::Failed),
        exchange(Upstream::TimedOut),
        exchange(rate_limited),
        answered(500, &json!({})),
        answered(200, &json!({ "data": "no rows" })),
        answered(200, &page(SOMEBODY_ELSE, "v2")),
    ] {
        let mut room = Room::new().with_page();
        room.pass(11 * MINUTE);
        let flight = room.read_and_fetch(1);
        let effects = room.step(Input::Fetched(flight, failure));
        assert!(matches!(effects.first(), Some(Effect::Return(_))), "the permit goes back: {effects:?}");
        assert_eq!(told(&effects), [served(1, "stale-error", "v1")]);
        let (_, answer, _) = &answers(&effects)[0];
        assert_eq!(header(answer, "Age"), Some("660"));
    }
}

#[test]
fn a_page_from_before_the_clock_was_set_back_is_only_for_when_upstream_fails() {
    let mut room = Room::new().with_page();
    room.now -= 15 * MINUTE;
    room.evict();
    let flight = room.read_and_fetch(1);
    assert_eq!(
        told(&room.step(Input::Fetched(flight, exchange(Upstream::Failed)))),
        [served(1, "stale-error", "v1")],
        "its age is not known"
    );
}

#[test]
fn after_an_hour_a_page_is_gone_even_if_upstream_fails() {
    let mut room = Room::new().with_page();
    room.pass(HOUR);
    let flight = room.read_and_fetch(1);
    assert_eq!(told(&room.step(Input::Fetched(flight, exchange(Upstream::Failed)))), [refused(1, 502)]);
}

#[test]
fn what_upstream_says_definitely_ends_an_older_page() {
    let not_found = json!({ "error": { "code": "customer_not_found", "message": "No customer was found." } });
    for (said, status) in [(answered(404, &not_found), 404), (answered(403, &json!({})), 503)] {
        let mut room = Room::new().with_page();
        room.pass(11 * MINUTE);
        let flight = room.read_and_fetch(1);
        assert_eq!(told(&room.step(Input::Fetched(flight, said))), [refused(1, status)]);
        let flight = room.read_and_fetch(2);
        assert_eq!(told(&room.step(Input::Fetched(flight, exchange(Upstream::Failed)))), [refused(2, 502)]);
    }
}

#[test]
fn a_refused_permit_without_an_older_page_says_when_to_come_back() {
    for (refusal, status, code) in [
        (PermitAnswer::Limited { retry_after: 17 }, 429, ErrorCode::RateLimitExceeded),
        (PermitAnswer::Unavailable { retry_after: 17 }, 502, ErrorCode::UpstreamUnavailable),
    ] {
        let mut room = Room::new();
        let flight = asked(&room.read(1, Reader::Agent)).0;
        let effects = room.step(Input::Permit(flight, refusal));
        let [(1, answer, trace)] = &answers(&effects)[..] else { panic!("{effects:?}") };
        assert_eq!((answer.status, header(answer, "Retry-After")), (status, Some("17")));
        assert_eq!(body(answer)["error"]["code"], code.as_str());
        assert_eq!((header(answer, "HelpThread-Cache"), *trace), (None, Trace::default()));
    }
}

#[test]
fn a_row_of_another_customer_never_passes() {
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    let effects = room.step(Input::Fetched(flight, answered(200, &page(SOMEBODY_ELSE, "v1"))));
    assert_eq!((told(&effects), room.disk.len()), (vec![refused(1, 502)], 0));
}

#[test]
fn a_page_that_is_too_large_is_served_but_not_stored() {
    let large = "x".repeat(256 * 1024);
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    let effects = room.step(Input::Fetched(flight, answered(200, &page(JANE, &large))));
    assert_eq!(settlement(&effects).conversations, [], "a page that is not kept is not registered");
    assert_eq!(told(&effects), [served(1, "miss", &large)]);
    asked(&room.read(2, Reader::Agent));
    assert_eq!(told(&room.step(Input::Settled(flight, true))), []);
    assert_eq!(room.disk.len(), 0);
}

#[test]
fn a_page_of_256_kib_is_kept_and_a_larger_one_is_not() {
    let pages = Pages::default();
    assert!(pages.takes(&"x".repeat(262_144), pages.revision()));
    assert!(!pages.takes(&"x".repeat(262_145), pages.revision()));
}

#[test]
fn at_most_32_pages_are_kept_and_the_oldest_go() {
    let mut room = Room::new().with_page();
    for limit in 30..62_u64 {
        room.pass(SECOND / 10);
        let effects = room.step(Input::Read(WaiterId(limit), read(JANE, &format!("limit={limit}"), Reader::Agent)));
        let flight = asked(&effects).0;
        room.step(Input::Permit(flight, granted()));
        room.step(Input::Fetched(flight, answered(200, &page(JANE, "v1"))));
        room.step(Input::Settled(flight, true));
    }
    assert_eq!(room.disk.len(), 32);
    asked(&room.read(1, Reader::Agent));
}

#[test]
fn an_event_and_a_write_end_every_page_before_they_are_acknowledged() {
    let event = |room: &mut Room| room.event("evt_1", updated(1, "v2", 0));
    let bump = |room: &mut Room| room.step(Input::Bump(WaiterId(900)));
    for change in [event as fn(&mut Room) -> Vec<Effect>, bump] {
        let mut room = Room::new().with_page();
        let effects = change(&mut room);
        let removed =
            effects.iter().position(|effect| matches!(effect, Effect::Remove(key) if key.starts_with("page:")));
        let acknowledged = effects.iter().position(|effect| *effect == Effect::Acknowledge(WaiterId(900)));
        assert!(removed.is_some() && removed < acknowledged, "{effects:?}");
        asked(&room.read(1, Reader::Agent));
    }
}

#[test]
fn a_subject_may_read_600_times_a_minute() {
    let mut room = Room::new().with_page();
    room.pass(60 * SECOND - room.now.rem_euclid(60 * SECOND));
    for waiter in 0..600 {
        assert_eq!(answers(&room.read(waiter, Reader::Customer))[0].1.status, 200);
    }
    room.pass(13 * SECOND);
    let effects = room.read(601, Reader::Customer);
    let [(601, answer, _)] = &answers(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((answer.status, header(answer, "Retry-After")), (429, Some("47")));
    assert_eq!(effects.len(), 1, "a refusal does nothing else");
    assert_eq!(answers(&room.read(602, Reader::Agent))[0].1.status, 200, "another subject may");
    room.pass(47 * SECOND);
    assert_eq!(answers(&room.read(603, Reader::Customer))[0].1.status, 200);
}
