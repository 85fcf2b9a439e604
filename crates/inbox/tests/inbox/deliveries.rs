//! Deliveries of events to webhooks (api-v1.md §7): what is sent, and what an outcome means.

use helpthread_core::secret::Secret;
use helpthread_core::webhook::{Delivery, Key, verify};
use helpthread_core::window::Window;
use helpthread_inbox::deliveries::{InFlight, Outcome};

use crate::support::outbox::{Outbox, SECRET, START};

const DELIVERED: Outcome = Outcome::Answered(200);

#[test]
fn an_attempt_is_signed_for_its_own_time_and_keeps_its_id() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    let key = [Key::new(&Secret::new(SECRET))];
    for now in [START, START + 7_000] {
        let attempt = outbox.next(now).unwrap();
        assert_eq!(attempt.url, "https://wh.example.com/");
        assert_eq!(attempt.body, r#"{"of":"evt_1"}"#);
        let [content_type, id, timestamp, signature] = &attempt.headers;
        assert_eq!(content_type, &("Content-Type", "application/json".to_owned()));
        assert_eq!(id, &("webhook-id", "evt_1".to_owned()));
        assert_eq!(timestamp, &("webhook-timestamp", (now / 1000).to_string()));
        assert_eq!(signature.0, "webhook-signature");
        let body = attempt.body.as_bytes();
        let delivery = Delivery { id: &id.1, timestamp: &timestamp.1, signature: &signature.1, body };
        assert_eq!(verify(&delivery, &key, Window::around(now / 1000)), Ok(()));
        outbox.settle(&attempt, Outcome::TimedOut, now);
    }
}

#[test]
fn any_2xx_is_success_and_ends_the_delivery() {
    for status in [200, 201, 202, 204, 299] {
        let outbox = Outbox::new(&["wh"]);
        outbox.record("evt_1", "wh", START);
        outbox.round(Outcome::Answered(status), START);
        assert_eq!(outbox.delivery("evt_1"), format!("delivered 1 {status}"));
        assert!(outbox.next(i64::MAX / 2).is_none());
    }
}

#[test]
fn anything_else_is_attempted_again_and_the_log_has_why() {
    for (outcome, word) in [
        (Outcome::Answered(101), "101"),
        (Outcome::Answered(302), "302"),
        (Outcome::Answered(404), "404"),
        (Outcome::Answered(429), "429"),
        (Outcome::Answered(503), "503"),
        (Outcome::TimedOut, "timed_out"),
        (Outcome::Unreachable, "unreachable"),
    ] {
        let outbox = Outbox::new(&["wh"]);
        outbox.record("evt_1", "wh", START);
        outbox.round(outcome, START);
        assert_eq!(outbox.delivery("evt_1"), format!("due 1 {word}"));
        assert_eq!(outbox.webhook("wh"), "active");
        assert_eq!(outbox.round(DELIVERED, START + 5_000), ["evt_1"]);
    }
}

#[test]
fn after_410_the_webhook_is_inactive_and_nothing_more_is_sent_to_it() {
    let outbox = Outbox::new(&["wh", "other"]);
    outbox.record("evt_1", "wh", START);
    outbox.record("evt_2", "wh", START + 1);
    outbox.record("evt_3", "other", START + 2);
    let attempt = outbox.next(START + 2).unwrap();
    outbox.settle(&attempt, Outcome::Answered(410), START + 2);
    assert_eq!(outbox.webhook("wh"), format!("gone {}", START / 1000));
    assert_eq!(outbox.delivery("evt_1"), "failed 1 410");
    assert_eq!(outbox.delivery("evt_2"), "dropped 0 -");
    assert_eq!(outbox.round(DELIVERED, START + 2), ["evt_3"], "another webhook's deliveries go on");
}

#[test]
fn an_attempt_in_flight_when_the_webhook_becomes_inactive_is_the_last() {
    for (outcome, then) in [
        (DELIVERED, "delivered 1 200"),
        (Outcome::TimedOut, "dropped 1 timed_out"),
        (Outcome::Answered(410), "dropped 1 410"),
    ] {
        let outbox = Outbox::new(&["wh"]);
        outbox.record("evt_1", "wh", START);
        outbox.record("evt_2", "wh", START);
        let mut in_flight = InFlight::default();
        let first = outbox.next(START).unwrap();
        in_flight.begin(&first);
        let second = outbox.next_beside(&in_flight, START).unwrap();
        outbox.settle(&first, Outcome::Answered(410), START);
        outbox.settle(&second, outcome, START + 9_000);
        assert_eq!(outbox.delivery("evt_2"), then);
        assert_eq!(outbox.webhook("wh"), format!("gone {}", START / 1000), "the first reason stays");
    }
}

#[test]
fn a_webhook_made_inactive_by_hand_gets_no_attempts() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    outbox.record("evt_2", "wh", START + 60_000);
    outbox.run("UPDATE webhooks SET active = 0", &[]);
    assert!(outbox.next(START).is_none());
    assert_eq!(outbox.delivery("evt_1"), "dropped 0 -");
    assert_eq!(outbox.delivery("evt_2"), "dropped 0 -");
}

#[test]
fn an_attempt_whose_process_died_is_made_again_under_the_same_id() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    let lost = outbox.next(START).unwrap();
    let again = outbox.next(START).unwrap();
    assert_eq!(lost.headers, again.headers);
    assert_eq!(outbox.delivery("evt_1"), "due 0 -");
    assert_eq!(outbox.alarm(START), Some(START), "what is in flight keeps its alarm");
}

#[test]
fn what_is_in_flight_is_not_sent_a_second_time() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    outbox.record("evt_2", "wh", START + 1);
    let mut in_flight = InFlight::default();
    let first = outbox.next_beside(&in_flight, START + 1).unwrap();
    in_flight.begin(&first);
    let second = outbox.next_beside(&in_flight, START + 1).unwrap();
    in_flight.begin(&second);
    assert_eq!([first.delivery_id.as_str(), &second.delivery_id], ["evt_1", "evt_2"]);
    assert!(outbox.next_beside(&in_flight, START + 1).is_none());
    in_flight.end(&first);
    assert_eq!(in_flight.count(), 1);
}

#[test]
fn a_webhook_that_never_answers_holds_up_nobody_else() {
    let outbox = Outbox::new(&["dead", "live"]);
    for number in 0..50 {
        outbox.record(&format!("evt_{number:02}"), "dead", START);
    }
    let mut in_flight = InFlight::default();
    for _ in 0..3 {
        in_flight.begin(&outbox.next_beside(&in_flight, START).unwrap());
    }
    outbox.record("evt_live", "live", START + 1_000);
    let next = outbox.next_beside(&in_flight, START + 1_000).unwrap();
    assert_eq!(next.delivery_id, "evt_live");
}

#[test]
fn a_delivery_that_is_gone_when_its_attempt_ends_is_no_error() {
    let outbox = Outbox::new(&["wh"]);
    outbox.record("evt_1", "wh", START);
    let attempt = outbox.next(START).unwrap();
    outbox.run("DELETE FROM deliveries", &[]);
    outbox.settle(&attempt, DELIVERED, START);
    assert_eq!(outbox.delivery("evt_1"), "none");
}
