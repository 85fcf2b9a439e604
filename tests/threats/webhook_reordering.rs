//! Row 15, with hubs: an event that is delivered again, late, or in place of a newer one.

use std::thread;

use base64ct::{Base64, Encoding};
use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds, with_headers};
use helpthread_tests::live::{Live, Upgrade};
use helpthread_tests::proxy::{JANE, Proxy, SECRET};
use helpthread_tests::token::{Token, mac, now};
use serde_json::Value;

fn follow(proxy: &Proxy, cursor: Option<&str>) -> Live {
    let upgrade = Upgrade::of(JANE, &Token::customer(JANE).mint());
    let mut live = cursor.map_or(upgrade.clone(), |cursor| upgrade.after(cursor)).open(proxy.host());
    live.expect("hello");
    live
}

fn takes(proxy: &Proxy, id: &str, event: &Value) {
    assert_eq!(proxy.send(&delivery(id, event)).status, 204, "{id}");
}

#[test]
fn one_delivery_ten_times_at_once_is_one_frame() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let mut live = follow(&proxy, None);
    let event = conversation_updated(JANE, "once", now_milliseconds());
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| takes(&proxy, "evt_once", &event));
        }
    });
    assert_eq!(live.expect("conversation")["data"]["subject"], "once");
    live.expect_silence();
    // It is known after a power cut as well, and the same state under another id is no news either.
    proxy.kill_and_start_again();
    let mut live = follow(&proxy, None);
    takes(&proxy, "evt_once", &event);
    takes(&proxy, "evt_again", &event);
    live.expect_silence();
}

#[test]
fn an_older_event_after_a_newer_one_changes_nothing_that_is_seen() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let mut live = follow(&proxy, None);
    let at = now_milliseconds();
    takes(&proxy, "evt_new", &conversation_updated(JANE, "new", at));
    let seen = live.expect("conversation");
    assert_eq!(seen["data"]["subject"], "new");
    for (number, earlier) in [1, 10, 1_000, 100_000].into_iter().enumerate() {
        takes(&proxy, &format!("evt_{number}"), &conversation_updated(JANE, "old", at - earlier));
    }
    live.expect_silence();
    takes(&proxy, "evt_next", &conversation_updated(JANE, "next", at + 1));
    assert_eq!(live.expect("conversation")["data"]["subject"], "next");
}

#[test]
fn two_states_of_one_time_are_told_as_a_reason_to_load_again() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let mut live = follow(&proxy, None);
    let at = now_milliseconds();
    takes(&proxy, "evt_1", &conversation_updated(JANE, "one", at));
    live.expect("conversation");
    takes(&proxy, "evt_2", &conversation_updated(JANE, "other", at));
    live.expect("reload");
    live.expect_silence();
}

#[test]
fn a_request_to_the_api_and_its_signature_are_no_delivery() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let mut live = follow(&proxy, None);
    let body = conversation_updated(JANE, "forged", now_milliseconds()).to_string();
    let bytes = mac(SECRET, body.as_bytes());
    for signature in [Base64::encode_string(&bytes), base16ct::lower::encode_string(&bytes)] {
        let forged = with_headers("evt_1", &now().to_string(), &format!("v1,{signature}"), &body);
        assert_eq!(proxy.send(&forged).refusal(), (401, "invalid_signature".to_owned()));
    }
    live.expect_silence();
}

#[test]
fn whoever_was_away_while_the_proxy_restarted_hears_what_was_missed() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let mut live = follow(&proxy, None);
    let at = now_milliseconds();
    takes(&proxy, "evt_1", &conversation_updated(JANE, "one", at));
    let seen = live.expect("conversation");
    let cursor = seen["cursor"].as_str().expect("a cursor").to_owned();
    drop(live);
    takes(&proxy, "evt_2", &conversation_updated(JANE, "two", at + 1));
    takes(&proxy, "evt_3", &conversation_updated(JANE, "three", at + 2));
    for restart in [Proxy::restart, Proxy::kill_and_start_again] {
        restart(&proxy);
        let mut resumed = follow(&proxy, Some(&cursor));
        let frame = resumed.expect("conversation");
        assert_eq!(frame["data"]["subject"], "three", "one frame per conversation, its latest");
        resumed.expect_silence();
        let mut current = follow(&proxy, frame["cursor"].as_str());
        current.expect_silence();
    }
    let mut unknown = follow(&proxy, Some("1.1"));
    unknown.expect("reload");
}
