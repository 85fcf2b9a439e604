//! How long after HelpThread has accepted a change an open widget has it: API server, webhook, proxy and socket, all of them real.

use std::thread;
use std::time::{Duration, Instant};

use helpthread_tests::http::{Request, send};
use helpthread_tests::live::{Live, Upgrade};
use helpthread_tests::proxy::JANE;
use helpthread_tests::token::Token;
use serde_json::json;
use xtask::settings::{ADMIN_TOKEN, Worker};
use xtask::stack::{Stack, StackOptions};

use crate::deliveries::BILLING;

const CHANGES: usize = 50;
/// What a person takes for "at once".
const AT_ONCE: Duration = Duration::from_millis(100);
/// Where a machine is so busy that one request takes as long: as long as so many requests, of which the way is made (webhook, hub,
/// socket). Whoever waits for a tick takes longer than both where nobody else wants the processor.
const REQUESTS: u32 = 5;

/// Jane writes to her conversation; when that was sent, and when HelpThread had accepted it.
fn writes_in(stack: &Stack, number: usize) -> (Instant, Instant) {
    let body = json!({
        "workspace": "abc123", "customer_id": JANE, "conversation_id": BILLING, "body": format!("And another thing, number {number}."),
    });
    let request = Request::new("POST", "/_admin/inbound").bearer(ADMIN_TOKEN).json(&body.to_string());
    let sent = Instant::now();
    let answer = send(&stack.url(Worker::Api), &request).expect("an answer");
    let accepted = Instant::now();
    assert_eq!(answer.status, 201, "{}", answer.text());
    (sent, accepted)
}

/// When the next change is there.
fn hears(widget: &mut Live) -> Instant {
    let frame = widget.expect("conversation");
    assert_eq!((&frame["data"]["id"], &frame["data"]["customer_id"]), (&BILLING.into(), &JANE.into()));
    Instant::now()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
fn an_open_widget_has_a_change_at_once() {
    let stack = Stack::start(StackOptions::new([Worker::Api, Worker::Proxy]))
        .unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
    let proxy = stack.url(Worker::Proxy);
    let upgrade = Upgrade::of(JANE, &Token::customer(JANE).mint()).origin(&stack.url(Worker::Dashboard));
    let mut widget = upgrade.open(proxy.trim_start_matches("http://"));
    widget.expect("hello");
    let (mut since_accepted, mut since_sent, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..CHANGES {
        let ((sent, accepted), heard) = thread::scope(|scope| {
            let hearing = scope.spawn(|| hears(&mut widget));
            (writes_in(&stack, number), hearing.join().expect("a frame"))
        });
        since_accepted.push(heard.saturating_duration_since(accepted));
        since_sent.push(heard.duration_since(sent));
        requests.push(accepted.duration_since(sent));
    }
    let (accepted, sent, request) = (median(since_accepted), median(since_sent), median(requests));
    println!("from accepted to seen: {accepted:.1?}, from sent to seen: {sent:.1?} (medians of {CHANGES} changes)");
    assert!(accepted < AT_ONCE.max(REQUESTS * request), "{accepted:?}, where a request takes {request:?}");
}
