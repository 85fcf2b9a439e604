//! What followers are told (proxy.md §4, threats 15 and 26).

use crate::{
    customer_hub_given::{HOUR, MINUTE, Room, SECOND, conversation, cursor, follower, frames, heard, id, updated},
    given::{JANE, NOW, SOMEBODY_ELSE},
};
use helpthread_core::event::{Event, EventData};
use helpthread_policy::hub::{
    Reader, WaiterId,
    customer::{CloseCode, Effect, Follower, Input, SocketId},
};
use serde_json::{Value, json};

fn acknowledged(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Acknowledge(WaiterId(900)))
}

fn message() -> Event {
    serde_json::from_value(json!({
        "type": "message.created", "timestamp": "2024-05-13T15:02:11.000Z",
        "data": {
            "id": "msg_1", "conversation_id": "cnv_1", "author_type": "agent", "agent_id": "usr_1", "body": "canary",
            "internal": true, "created_at": "2024-05-13T15:02:11Z", "customer_id": JANE
        }
    }))
    .expect("an event")
}

#[test]
fn a_follower_is_greeted_and_told_of_each_change() {
    let mut room = Room::new();
    assert_eq!(heard(&room.follow(1, Reader::Agent, None), 1), ["hello"]);
    let effects = room.event("evt_1", updated(1, "v1", 0));
    assert_eq!(heard(&effects, 1), ["conversation v1"]);
    assert!(acknowledged(&effects));
}

#[test]
fn each_role_sees_what_it_may() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    room.follow(2, Reader::Customer, None);
    let effects = room.event("evt_1", updated(1, "v1", 0));
    let sent = frames(&effects);
    assert_eq!(sent[0].1["data"]["assignee_id"], conversation(JANE, 1, "v1", NOW)["assignee_id"]);
    assert_eq!((sent[1].0, &sent[1].1["data"]["assignee_id"]), (2, &Value::Null));
}

#[test]
fn another_customers_event_reaches_nobody() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    let mut event = serde_json::to_value(updated(1, "v1", 0)).expect("JSON");
    event["data"]["customer_id"] = json!(SOMEBODY_ELSE);
    let event: Event = serde_json::from_value(event).expect("an event");
    assert_eq!(frames(&room.event("evt_1", event)), []);
}

#[test]
fn a_message_sends_no_frame_but_ends_the_pages() {
    let mut room = Room::new().with_page();
    room.follow(1, Reader::Customer, None);
    let effects = room.event("evt_1", message());
    assert_eq!(frames(&effects), []);
    assert!(acknowledged(&effects) && !room.disk.keys().any(|key| key.starts_with("page:")));
    assert!(!room.disk.values().any(|value| value.contains("canary")));
}

#[test]
fn a_delivery_that_comes_ten_times_has_one_effect() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    let deliveries: Vec<Vec<Effect>> = (0..10).map(|_| room.event("evt_1", updated(1, "v1", 0))).collect();
    assert!(deliveries.iter().all(|effects| acknowledged(effects)));
    assert_eq!(deliveries.iter().flat_map(|effects| frames(effects)).count(), 1);
    assert!(deliveries[1..].iter().all(|effects| effects.len() == 1), "a duplicate is only acknowledged");

    room.evict();
    assert_eq!(room.event("evt_1", updated(1, "v1", 0)), [Effect::Acknowledge(WaiterId(900))], "after an eviction too");
    let under_another_id = room.event("evt_2", updated(1, "v1", 0));
    assert_eq!(frames(&under_another_id), []);
}

#[test]
fn an_older_event_after_a_newer_one_is_dropped() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    room.event("evt_2", updated(1, "v2", 20));
    let effects = room.event("evt_1", updated(1, "v1", 10));
    assert_eq!((frames(&effects), acknowledged(&effects)), (vec![], true));
    assert_eq!(heard(&room.event("evt_3", updated(2, "w1", 5)), 1), ["conversation w1"], "each conversation by itself");
}

#[test]
fn events_whose_order_cannot_be_told_give_reload() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    room.event("evt_1", updated(1, "v1", 10));
    assert_eq!(heard(&room.event("evt_2", updated(1, "v2", 10)), 1), ["reload"], "the same timestamp, other data");

    let mut event = serde_json::to_value(updated(1, "v3", 20)).expect("JSON");
    event["data"]["updated_at"] = json!("2024-05-01T00:00:00Z");
    let event: Event = serde_json::from_value(event).expect("an event");
    assert_eq!(heard(&room.event("evt_3", event), 1), ["reload"], "a later timestamp, an earlier change");
}

#[test]
fn a_late_event_about_what_has_left_the_log_gives_reload() {
    let mut room = Room::new();
    let long = || follower(1, Reader::Agent, NOW + 9 * 3_600);
    room.follow_as(long(), None);
    room.event("evt_2", updated(1, "v2", 20));
    room.pass(2 * HOUR);
    assert_eq!(heard(&room.event("evt_1", updated(1, "v1", 10)), 1), ["reload"]);
    assert_eq!(heard(&room.event("evt_3", updated(1, "v3", 30)), 1), ["conversation v3"]);
}

#[test]
fn a_state_too_large_for_the_log_gives_reload() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    assert_eq!(heard(&room.event("evt_1", updated(1, &"x".repeat(40_000), 0)), 1), ["reload"]);
    assert!(room.disk.values().all(|value| value.len() < 1_000));
}

#[test]
fn a_state_of_32_kib_is_told_and_a_larger_one_is_not() {
    let length = |subject: &str| {
        let EventData::Conversation(conversation) = updated(1, subject, 0).data else { panic!("a conversation") };
        serde_json::to_string(&conversation).expect("JSON").len()
    };
    let subject = "x".repeat(32 * 1024 - length(""));
    assert_eq!(length(&subject), 32 * 1024);
    for (subject, told) in [(subject.clone(), format!("conversation {subject}")), (subject + "x", "reload".to_owned())]
    {
        let mut room = Room::new();
        room.follow(1, Reader::Agent, None);
        assert_eq!(heard(&room.event("evt_1", updated(1, &subject, 0)), 1), [told]);
    }
}

#[test]
fn of_two_states_whose_order_cannot_be_told_the_first_is_kept() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    room.event("evt_1", updated(1, "v1", 10));
    room.event("evt_2", updated(1, "v2", 10));
    assert!(room.disk["state:cnv_1"].contains("\"v1\""), "{:?}", room.disk);
}

#[test]
fn the_latest_hundred_conversations_can_be_resumed() {
    let mut room = Room::new();
    let mut hello = cursor(&room.follow(1, Reader::Agent, None));
    let states = |room: &Room| room.disk.keys().filter(|key| key.starts_with("state:")).count();
    for number in 1..=100 {
        room.event(&format!("evt_{number}"), updated(number, "v1", i64::from(number)));
    }
    assert_eq!(states(&room), 100);
    assert_eq!(heard(&room.follow(2, Reader::Agent, Some(&hello)), 2).len(), 101);
    for number in 101..=103 {
        hello = cursor(&room.event(&format!("evt_{number}"), updated(number, "v1", i64::from(number))));
        assert_eq!(states(&room), 100);
    }
    assert!(!room.disk.contains_key("state:cnv_3") && room.disk.contains_key("state:cnv_4"), "the oldest go");
    assert_eq!(heard(&room.follow(3, Reader::Agent, Some(&hello)), 3), ["hello"]);
}

#[test]
fn whoever_resumes_hears_the_latest_of_each_conversation_in_order() {
    let mut room = Room::new();
    let hello = cursor(&room.follow(1, Reader::Agent, None));
    for (event, number, at) in [("v1", 1, 10), ("w1", 2, 20), ("v2", 1, 30)] {
        room.event(event, updated(number, event, at));
    }
    room.step(Input::Unfollowed(SocketId(1)));
    room.followers.clear();
    room.evict();
    let effects = room.follow(2, Reader::Agent, Some(&hello));
    assert_eq!(heard(&effects, 2), ["hello", "conversation w1", "conversation v2"]);
    assert_eq!(frames(&effects)[0].1["cursor"], json!(hello), "a socket that breaks here resumes here");
    assert_eq!(heard(&room.follow(3, Reader::Agent, Some(&cursor(&effects))), 3), ["hello"]);
}

#[test]
fn an_unknown_or_too_old_cursor_gives_reload() {
    let mut room = Room::new();
    let hello = cursor(&room.follow(1, Reader::Agent, None));
    let (epoch, sequence) = hello.split_once('.').expect("two parts");
    let future = format!("{epoch}.{}", sequence.parse::<u64>().expect("a number") + 1);
    for unknown in ["", "1", ".", "0000000000000000.1", &future, &format!("{hello} "), &format!("{epoch}.+1"), "é.1"] {
        let effects = room.follow(2, Reader::Agent, Some(unknown));
        assert_eq!(heard(&effects, 2), ["hello", "reload"], "{unknown}");
        let hello = frames(&effects)[0].1["cursor"].as_str().expect("a cursor").to_owned();
        assert_eq!(heard(&room.follow(2, Reader::Agent, Some(&hello)), 2), ["hello", "reload"], "it was not heard");
    }
    for number in 0..=100 {
        room.event(&format!("evt_{number}"), updated(number, "v1", i64::from(number)));
    }
    assert_eq!(heard(&room.follow(3, Reader::Agent, Some(&hello)), 3), ["hello", "reload"], "101 changes");
}

#[test]
fn a_cursor_is_good_for_an_hour_and_not_longer() {
    let mut room = Room::new();
    let hello = cursor(&room.follow(1, Reader::Agent, None));
    room.event("evt_1", updated(1, "v1", 10));
    room.pass(HOUR - 1);
    assert_eq!(heard(&room.follow(2, Reader::Agent, Some(&hello)), 2), ["hello", "conversation v1"]);
    room.pass(1);
    assert_eq!(heard(&room.follow(3, Reader::Agent, Some(&hello)), 3), ["hello", "reload"]);
}

#[test]
fn a_log_that_nobody_followed_for_an_hour_begins_anew() {
    let mut room = Room::new();
    let hello = cursor(&room.follow(1, Reader::Agent, None));
    room.step(Input::Unfollowed(SocketId(1)));
    room.pass(HOUR);
    assert!(room.disk.is_empty());
    assert_eq!(heard(&room.follow(2, Reader::Agent, Some(&hello)), 2), ["hello", "reload"], "the epoch is another");
}

#[test]
fn a_write_gives_reload_only_where_no_events_come() {
    let mut room = Room::new();
    let hello = cursor(&room.follow_as(follower(1, Reader::Agent, NOW + 7_200), None));
    let effects = room.step(Input::Bump(WaiterId(900)));
    assert_eq!((heard(&effects, 1), acknowledged(&effects)), (vec!["reload".to_owned()], true));
    assert_eq!(
        heard(&room.follow(2, Reader::Agent, Some(&hello)), 2),
        ["hello", "reload"],
        "who was away must load too"
    );

    room.event("evt_1", updated(1, "v1", 10));
    room.pass(10 * MINUTE - 1);
    assert_eq!(frames(&room.step(Input::Bump(WaiterId(900)))), []);
    room.pass(1);
    assert_eq!(heard(&room.step(Input::Bump(WaiterId(900))), 1), ["reload"]);
}

#[test]
fn the_101st_socket_is_too_many() {
    let mut room = Room::new();
    for socket in 0..100 {
        assert_eq!(heard(&room.follow(socket, Reader::Agent, None), socket), ["hello"]);
    }
    assert_eq!(room.follow(100, Reader::Agent, None), [Effect::Close(SocketId(100), CloseCode::TooMany)]);
    room.step(Input::Unfollowed(SocketId(7)));
    assert_eq!(heard(&room.follow(101, Reader::Agent, None), 101), ["hello"]);
}

/// Each coming and going is written to the disk.
#[test]
fn whoever_comes_and_goes_too_often_is_turned_away_until_the_minute_is_over() {
    let mut room = Room::new();
    for socket in 0..600 {
        assert_eq!(heard(&room.follow(socket, Reader::Customer, None), socket), ["hello"]);
        room.step(Input::Unfollowed(SocketId(socket)));
    }
    let turned_away = [Effect::Close(SocketId(600), CloseCode::TooMany)];
    assert_eq!(room.follow(600, Reader::Customer, None), turned_away, "and nothing is written");
    let somebody_else = Follower { subject: "usr_1".to_owned(), ..follower(601, Reader::Agent, NOW + 600) };
    assert_eq!(heard(&room.follow_as(somebody_else, None), 601), ["hello"]);
    room.pass(MINUTE);
    assert_eq!(heard(&room.follow(602, Reader::Customer, None), 602), ["hello"]);
}

#[test]
fn a_socket_is_closed_when_its_token_expires() {
    let mut room = Room::new();
    let effects = room.follow(1, Reader::Agent, None);
    assert!(effects.contains(&Effect::AlarmAt(room.now + 600 * SECOND)), "even if the object sleeps");
    room.evict();
    assert!(room.pass(600 * SECOND - 1).is_empty());
    assert!(room.pass(1).contains(&Effect::Close(SocketId(1), CloseCode::Expired)));
    assert_eq!(frames(&room.event("evt_1", updated(1, "v1", 10))), []);

    let expired = Follower { expires_at: room.now / SECOND, ..follower(2, Reader::Agent, 0) };
    assert_eq!(room.follow_as(expired, None), [Effect::Close(SocketId(2), CloseCode::Expired)]);
}

#[test]
fn a_socket_is_closed_with_the_code_and_the_word_that_clients_know() {
    let told = |code: CloseCode| (code.code(), code.reason());
    assert_eq!(told(CloseCode::Expired), (4401, "expired"));
    assert_eq!(told(CloseCode::Refused), (4403, "refused"));
    assert_eq!(told(CloseCode::TooMany), (4429, "too many"));
}

#[test]
fn only_ping_may_be_said() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    assert_eq!(room.step(Input::Said(SocketId(1), "ping".to_owned())), []);
    let effects = room.step(Input::Said(SocketId(1), "pong".to_owned()));
    assert!(effects.contains(&Effect::Close(SocketId(1), CloseCode::Refused)));
    assert_eq!(frames(&room.event("evt_1", updated(1, "v1", 10))), []);
}

#[test]
fn sockets_that_hibernate_are_told_after_the_object_woke() {
    let mut room = Room::new();
    room.follow(1, Reader::Agent, None);
    assert_eq!(frames(&room.evict()), []);
    assert_eq!(heard(&room.event("evt_1", updated(1, "v1", 10)), 1), ["conversation v1"]);
}

#[test]
fn an_agent_follows_whom_it_was_admitted_to() {
    let mut room = Room::new();
    let stray = Follower { customer: id(SOMEBODY_ELSE), ..follower(1, Reader::Agent, NOW + 600) };
    let hello = cursor(&room.follow_as(stray.clone(), None));
    assert_eq!(frames(&room.event("evt_1", updated(1, "v1", 10))), []);
    assert_eq!(heard(&room.follow_as(Follower { socket: SocketId(2), ..stray }, Some(&hello)), 2), ["hello"]);
}
