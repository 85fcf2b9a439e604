//! A clock of ours or of upstream's that is wrong: up to ten minutes are corrected, more is told.

use helpthread_tests::inbox::success;
use helpthread_tests::proxy::Proxy;
use helpthread_tests::token::now;
use helpthread_tests::upstream::{Script, answer};
use time::OffsetDateTime;

use crate::{HELLO, own_history, reply};

fn http_date(unix: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(unix).expect("a time");
    let [weekday, month] = [time.weekday().to_string(), time.month().to_string()].map(|name| name[..3].to_owned());
    let clock = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    format!("{weekday}, {:02} {month} {} {clock} GMT", time.day(), time.year())
}

/// An upstream whose clock is that many seconds ahead of ours, with the contract's window of 300 s.
fn ahead(seconds: i64) -> Script {
    std::sync::Arc::new(move |received, connection| {
        let theirs = now() + seconds;
        let signed = received.head.split("timestamp=\"").nth(1).and_then(|rest| rest.split('"').next());
        let signed: i64 = signed.and_then(|text| text.parse().ok()).expect("a timestamp");
        let told = if (theirs - signed).abs() <= 300 {
            success(received)
        } else {
            let headers = format!("Content-Type: application/json\r\nDate: {}\r\n", http_date(theirs));
            answer("401 Unauthorized", &headers, r#"{"error":{"code":"timestamp_out_of_range","message":"Sync."}}"#)
        };
        std::io::Write::write_all(connection, told.as_bytes())
    })
}

#[test]
fn nine_minutes_are_corrected_once_and_remembered() {
    for seconds in [540, -540] {
        let proxy = Proxy::start(|options| options);
        proxy.upstream.script(ahead(seconds));
        assert_eq!(proxy.send(&reply(HELLO)).status, 201, "{seconds}");
        assert_eq!(proxy.upstream.requests().len(), 2, "{seconds}");
        assert_eq!(proxy.send(&own_history()).status, 200);
        assert_eq!(proxy.upstream.requests().len(), 3, "the next request begins with it");
    }
}

/// Upstream's clock stands for both: what counts is how far the two are apart.
#[test]
fn a_clock_that_is_set_right_afterwards_is_corrected_back() {
    let proxy = Proxy::start(|options| options);
    for (seconds, requests) in [(540, 2), (0, 2), (0, 1), (-540, 2), (540, 2), (200, 2), (0, 1)] {
        proxy.upstream.reset();
        proxy.upstream.script(ahead(seconds));
        assert_eq!(proxy.send(&reply(HELLO)).status, 201, "{seconds}");
        assert_eq!(proxy.upstream.requests().len(), requests, "{seconds}");
    }
}

#[test]
fn eleven_minutes_are_the_operators_problem() {
    let proxy = Proxy::start(|options| options);
    for seconds in [660, -660] {
        proxy.upstream.reset();
        proxy.upstream.script(ahead(seconds));
        assert_eq!(proxy.send(&own_history()).refusal(), (503, "misconfigured".to_owned()), "{seconds}");
        assert_eq!(proxy.upstream.requests().len(), 1);
    }
}
