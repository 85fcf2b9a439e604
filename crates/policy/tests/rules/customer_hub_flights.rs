//! One fetch for everybody who asks for the same page, and for nobody for whom it is too old (threats 7 and 8).

use crate::{
    customer_hub_given::{
        Room, SECOND, answered, answers, asked, exchange, granted, page, read, refused, served, settlement, told,
        updated,
    },
    given::JANE,
};
use helpthread_policy::{
    hub::{
        FlightId, Reader, WaiterId,
        customer::{Effect, Input},
        flights::MAX_FLIGHTS,
        message::PermitAnswer,
    },
    upstream::Upstream,
};

/// Upstream answers with this version, and the page may or may not be stored.
fn land(room: &mut Room, flight: FlightId, version: &str, may_store: bool) -> Vec<Effect> {
    let mut effects = room.step(Input::Fetched(flight, answered(200, &page(JANE, version))));
    effects.extend(room.step(Input::Settled(flight, may_store)));
    effects
}

#[test]
fn readers_of_the_same_page_make_one_upstream_call() {
    let mut room = Room::new();
    let flight = asked(&room.read(1, Reader::Agent)).0;
    assert_eq!(room.read(2, Reader::Customer), []);
    room.step(Input::Permit(flight, granted()));
    assert_eq!(room.read(3, Reader::Agent), []);
    let effects = land(&mut room, flight, "v1", true);
    assert_eq!(told(&effects), [served(1, "miss", "v1"), served(2, "miss", "v1"), served(3, "miss", "v1")]);
    let attempts: Vec<u8> = answers(&effects).iter().map(|(_, _, trace)| trace.attempts).collect();
    assert_eq!(attempts, [2, 0, 0], "the call counts once");
}

#[test]
fn a_failure_is_for_those_who_waited_and_nobody_else() {
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    room.read(2, Reader::Agent);
    let effects = room.step(Input::Fetched(flight, exchange(Upstream::TimedOut)));
    assert_eq!(told(&effects), [refused(1, 504), refused(2, 504)]);
    let settlement = settlement(&effects);
    assert_eq!((settlement.answered, settlement.status, settlement.attempts), (false, None, 2));
    assert_ne!(asked(&room.read(3, Reader::Agent)).0, flight, "the next reader asks again");
}

#[test]
fn whoever_asks_after_a_change_does_not_get_what_was_fetched_before_it() {
    let mut room = Room::new();
    let before = room.read_and_fetch(1);
    room.read(2, Reader::Agent);
    room.step(Input::Bump(WaiterId(900)));
    let after = asked(&room.read(3, Reader::Agent)).0;
    assert_ne!(before, after);
    room.step(Input::Permit(after, granted()));

    let fetched = room.step(Input::Fetched(before, answered(200, &page(JANE, "v1"))));
    assert_eq!(settlement(&fetched).conversations, [], "it is not to be stored");
    assert_eq!(told(&fetched), [served(1, "miss", "v1")], "who asked before it was fetched");
    assert_eq!(
        told(&room.step(Input::Settled(before, true))),
        [served(2, "miss", "v1")],
        "who asked before the change"
    );
    assert_eq!(room.disk.len(), 0);

    assert_eq!(told(&land(&mut room, after, "v2", true)), [served(3, "miss", "v2")]);
    assert_eq!(told(&room.read(4, Reader::Agent)), [served(4, "hit", "v2")]);
}

#[test]
fn a_change_between_the_answer_and_its_settlement_is_noticed() {
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    room.step(Input::Fetched(flight, answered(200, &page(JANE, "v1"))));
    room.event("evt_1", updated(1, "v2", 0));
    assert_eq!(told(&room.step(Input::Settled(flight, true))), []);
    assert!(!room.disk.keys().any(|key| key.starts_with("page:")));
    asked(&room.read(2, Reader::Agent));
}

#[test]
fn a_flight_that_has_not_begun_to_fetch_is_new_enough() {
    let mut room = Room::new();
    let flight = asked(&room.read(1, Reader::Agent)).0;
    room.step(Input::Bump(WaiterId(900)));
    assert_eq!(room.read(2, Reader::Agent), [], "it joins");
    room.step(Input::Permit(flight, granted()));
    assert_eq!(told(&land(&mut room, flight, "v2", true)), [served(1, "miss", "v2"), served(2, "miss", "v2")]);
    assert_eq!(told(&room.read(3, Reader::Agent)), [served(3, "hit", "v2")]);
}

#[test]
fn when_the_page_may_not_be_stored_those_who_joined_late_are_carried_over() {
    let mut room = Room::new();
    let flight = asked(&room.read(1, Reader::Agent)).0;
    room.read(2, Reader::Agent);
    room.step(Input::Permit(flight, granted()));
    room.read(3, Reader::Customer);
    let effects = land(&mut room, flight, "v1", false);
    assert_eq!(told(&effects), [served(1, "miss", "v1"), served(2, "miss", "v1")]);
    assert_eq!(room.disk.len(), 0);

    let (next, request) = asked(&effects);
    assert_eq!(request.subject.as_deref(), Some(JANE));
    room.step(Input::Permit(next, granted()));
    let effects = land(&mut room, next, "v2", false);
    assert_eq!(told(&effects), [served(3, "miss", "v2")], "it asked before this fetch");
    assert_eq!(answers(&effects)[0].2.attempts, 2, "which was made for it");
}

#[test]
fn everyone_is_answered_within_12_seconds_of_asking() {
    let mut room = Room::new();
    let lost_permit = room.read(1, Reader::Agent);
    assert!(lost_permit.contains(&Effect::WakeAt(room.now + 12 * SECOND)));
    room.pass(5 * SECOND);
    room.read(2, Reader::Agent);
    assert_eq!(
        told(&room.pass(7 * SECOND)),
        [refused(1, 504), refused(2, 504)],
        "the flight is given up with its stage"
    );

    let flight = room.read_and_fetch(3);
    room.read(4, Reader::Agent);
    room.pass(10 * SECOND);
    room.step(Input::Fetched(flight, answered(200, &page(JANE, "v1"))));
    room.read(5, Reader::Agent);
    assert_eq!(told(&room.pass(2 * SECOND)), [refused(4, 504)]);
    assert_eq!(told(&room.step(Input::Settled(flight, true))), [served(5, "miss", "v1")]);
}

#[test]
fn a_wake_that_does_not_come_is_asked_for_again() {
    let mut room = Room::new();
    room.read(1, Reader::Agent);
    room.now += 12 * SECOND;
    let late = room.step(Input::Read(WaiterId(2), read(JANE, "status=open", Reader::Agent)));
    assert!(late.contains(&Effect::WakeAt(room.now + 12 * SECOND)), "{late:?}");
    room.now += SECOND;
    let covered = room.step(Input::Read(WaiterId(3), read(JANE, "status=closed", Reader::Agent)));
    assert!(!covered.iter().any(|effect| matches!(effect, Effect::WakeAt(_))), "{covered:?}");
}

#[test]
fn a_page_that_may_not_be_stored_takes_an_older_one_away_but_not_a_newer_one() {
    let mut room = Room::new().with_page();
    room.pass(61 * SECOND);
    let refresh = asked(&room.read(1, Reader::Agent)).0;
    room.step(Input::Permit(refresh, granted()));
    land(&mut room, refresh, "v2", false);
    assert_eq!(room.disk.len(), 0, "the older one is not what upstream has");

    let before = room.read_and_fetch(2);
    room.step(Input::Fetched(before, answered(200, &page(JANE, "v3"))));
    room.step(Input::Bump(WaiterId(900)));
    room.fetch_page(3, "v4");
    room.step(Input::Settled(before, false));
    assert_eq!(told(&room.read(4, Reader::Agent)), [served(4, "hit", "v4")]);
}

#[test]
fn only_an_answer_below_500_is_one() {
    for (status, is_answer) in [(404, true), (499, true), (500, false), (503, false)] {
        let mut room = Room::new();
        let flight = room.read_and_fetch(1);
        let settlement = settlement(&room.step(Input::Fetched(flight, answered(status, &page(JANE, "v1")))));
        assert_eq!((settlement.answered, settlement.status), (is_answer, Some(status)));
    }
}

#[test]
fn a_carried_over_reader_has_no_more_time_than_others() {
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    room.pass(3 * SECOND);
    room.read(2, Reader::Agent);
    room.pass(6 * SECOND);
    asked(&land(&mut room, flight, "v1", false));
    assert_eq!(told(&room.pass(6 * SECOND)), [refused(2, 504)]);
}

#[test]
fn an_answer_to_a_flight_that_was_given_up_does_nothing() {
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    room.pass(12 * SECOND);
    assert_eq!(room.step(Input::Fetched(flight, answered(200, &page(JANE, "v1")))), []);
    assert_eq!(room.step(Input::Permit(flight, PermitAnswer::Limited { retry_after: 1 })), []);
    assert_eq!(room.step(Input::Settled(flight, true)), []);
}

#[test]
fn there_is_a_most_of_flights() {
    let mut room = Room::new();
    let query = |number: usize| {
        let (status, limit) = (["open", "closed"][number / 64], number % 64 + 1);
        read(JANE, &format!("status={status}&limit={limit}"), Reader::Agent)
    };
    for number in 0..MAX_FLIGHTS {
        asked(&room.step(Input::Read(WaiterId(1), query(number))));
    }
    assert_eq!(told(&room.step(Input::Read(WaiterId(2), query(MAX_FLIGHTS)))), [refused(2, 429)]);
}
