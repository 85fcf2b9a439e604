//! What a customer's hub keeps on disk: enough to go on after an eviction, bounded, and nothing for longer than it is of use.

use crate::customer_hub_given::{HOUR, MINUTE, Room, SECOND, answers, asked, frames, heard, served, told, updated};
use helpthread_policy::hub::{
    Reader, WaiterId,
    customer::{Effect, Input, SocketId},
};

#[test]
fn a_hub_with_nothing_to_lose_writes_nothing_for_an_event() {
    let mut room = Room::new();
    for _ in 0..2 {
        assert_eq!(room.event("evt_1", updated(1, "v1", 0)), [Effect::Acknowledge(WaiterId(900))]);
    }
    assert_eq!(room.step(Input::Bump(WaiterId(900))), [Effect::Acknowledge(WaiterId(900))]);
}

#[test]
fn pages_outlive_the_object_with_their_age() {
    let mut room = Room::new().with_page();
    room.pass(30 * SECOND);
    room.evict();
    assert_eq!(told(&room.read(1, Reader::Agent)), [served(1, "hit", "v1")]);
    room.pass(31 * SECOND);
    room.evict();
    let effects = room.read(2, Reader::Customer);
    assert_eq!(told(&effects), [served(2, "stale", "v1")]);
    assert_eq!(crate::given::header(&answers(&effects)[0].1, "Age"), Some("61"));
}

#[test]
fn a_page_that_an_event_has_ended_does_not_come_back() {
    let mut room = Room::new().with_page();
    room.event("evt_1", updated(1, "v2", 0));
    room.evict();
    asked(&room.read(1, Reader::Agent));
}

#[test]
fn a_flight_does_not_outlive_the_object_nor_does_its_answer() {
    let mut room = Room::new();
    let flight = room.read_and_fetch(1);
    room.evict();
    let exchange = crate::customer_hub_given::answered(200, &crate::customer_hub_given::page(crate::given::JANE, "v1"));
    assert_eq!(room.step(Input::Fetched(flight, exchange)), []);
    assert_ne!(asked(&room.read(1, Reader::Agent)).0, flight);
}

#[test]
fn what_is_unreadable_is_removed_and_followers_load_again() {
    let mut room = Room::new().with_page();
    room.follow(1, Reader::Agent, None);
    room.event("evt_1", updated(1, "v1", 0));
    room.fetch_page(2, "v2");
    for value in room.disk.values_mut() {
        value.truncate(value.len() / 2);
        value.push('"');
    }
    room.disk.insert("something else".to_owned(), "{}".to_owned());
    let effects = room.evict();
    assert_eq!(heard(&effects, 1), ["reload"]);
    assert_eq!(room.disk.keys().collect::<Vec<_>>(), ["live"], "a new log");
    asked(&room.read(3, Reader::Agent));
}

#[test]
fn a_lost_state_makes_followers_load_again() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    room.event("evt_1", updated(1, "v1", 0));
    room.disk.insert("state:cnv_1".to_owned(), "half".to_owned());
    assert_eq!(heard(&room.evict(), 1), ["reload"]);
}

#[test]
fn at_most_500_deliveries_are_remembered() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    for number in 0..600 {
        room.event(&format!("evt_{number}"), updated(1, "v1", number));
    }
    let remembered = |room: &Room| room.disk.keys().filter(|key| key.starts_with("delivery:")).count();
    assert_eq!(remembered(&room), 500);
    room.evict();
    assert_eq!(frames(&room.event("evt_599", updated(1, "v1", 9_999))), [], "still known");
}

#[test]
fn a_deliverys_id_is_remembered_up_to_255_bytes() {
    let mut room = Room::new().with_page();
    for (length, remembered) in [(255, true), (256, false), (1_000, false)] {
        let id = "x".repeat(length);
        assert_eq!(room.event(&id, updated(1, "v1", 0)).last(), Some(&Effect::Acknowledge(WaiterId(900))));
        assert_eq!(room.disk.contains_key(&format!("delivery:{id}")), remembered, "{length}");
    }
}

#[test]
fn a_delivery_is_remembered_on_disk_while_there_is_anything_that_it_could_make_untrue() {
    let on_disk = |room: &mut Room| {
        room.event("evt_1", updated(1, "v1", 0));
        room.disk.contains_key("delivery:evt_1")
    };
    assert!(!on_disk(&mut Room::new()));
    assert!(on_disk(&mut Room::new().with_page()));
    let mut fetching = Room::new();
    fetching.read_and_fetch(1);
    assert!(on_disk(&mut fetching), "a page under way");
    let mut left = Room::new();
    left.follow(1, Reader::Agent, None);
    left.step(Input::Unfollowed(SocketId(1)));
    assert!(on_disk(&mut left), "a follower may come back and resume");
}

#[test]
fn a_page_under_another_ones_name_is_removed() {
    let mut room = Room::new().with_page();
    let page = room.disk.iter().find(|(key, _)| key.starts_with("page:")).map(|(_, value)| value.clone());
    room.disk.insert("page:elsewhere".to_owned(), page.expect("a page"));
    room.evict();
    assert!(!room.disk.contains_key("page:elsewhere") && room.disk.len() == 1, "{:?}", room.disk);
}

#[test]
fn a_delivery_is_remembered_for_a_day() {
    let mut room = Room::new().with_page();
    room.event("evt_1", updated(1, "v1", 0));
    assert!(room.disk.contains_key("delivery:evt_1"));
    room.pass(24 * HOUR - 1);
    assert!(room.disk.contains_key("delivery:evt_1"));
    room.pass(1);
    assert!(room.disk.is_empty());
}

#[test]
fn expiry_empties_the_disk_even_after_an_eviction() {
    let mut room = Room::new().with_page();
    room.follow(1, Reader::Agent, None);
    room.event("evt_1", updated(1, "v1", 0));
    room.fetch_page(2, "v2");
    room.pass(MINUTE);
    room.step(Input::Unfollowed(SocketId(1)));
    room.followers.clear();
    room.evict();
    let effects = room.pass(25 * HOUR);
    assert!(room.disk.is_empty(), "{:?}", room.disk);
    assert_eq!(effects.iter().filter(|effect| **effect == Effect::RemoveAll).count(), 1);
    assert_eq!(room.next_wake(), None, "and nothing wakes it any more");
}

#[test]
fn a_log_ends_with_its_own_record_first() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    room.step(Input::Unfollowed(SocketId(1)));
    room.pass(30 * MINUTE);
    room.event("evt_1", updated(1, "v1", 0));
    let effects = room.pass(30 * MINUTE);
    let position = |key: &str| effects.iter().position(|effect| *effect == Effect::Remove(key.to_owned()));
    assert!(position("live").is_some() && position("live") < position("state:cnv_1"), "{effects:?}");
}

#[test]
fn an_alarm_is_set_only_when_something_is_due_earlier() {
    let mut room = Room::new();
    let alarms = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::AlarmAt(_))).count();
    assert_eq!(alarms(&room.fetch_page(1, "v1")), 1);
    assert_eq!(alarms(&room.event("evt_1", updated(1, "v1", 0))), 0);
    assert_eq!(alarms(&room.fetch_page(2, "v2")), 0);
}
