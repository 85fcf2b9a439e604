//! 600 requests a minute, in windows aligned to the Unix minute (api-v1.md §5).
//!
//! Nothing here waits for a minute to end. A batch that a minute ends in is counted per window, and the next batch begins
//! in the new one.

use std::process::Command;

use helpthread_tests::token::now;

use crate::api::Api;
use crate::curl::{Call, KEY, header, run, sign};

/// What is told about one request.
#[derive(Debug, Clone, Copy)]
struct Told {
    status: u16,
    remaining: i64,
    reset: i64,
}

/// So many requests over one connection, one after the other.
fn batch(api: &Api, requests: usize) -> Vec<Told> {
    let line = "%{http_code} %header{x-ratelimit-remaining} %header{x-ratelimit-reset}\\n";
    let authorization = header(KEY, &sign(b""), &now().to_string()).replace('"', "\\\"");
    let url = format!("{}/conversations?limit=1", api.base_url());
    let mut config = format!("silent\nwrite-out = \"{line}\"\nheader = \"Authorization: {authorization}\"\n");
    config.push_str(&format!("url = \"{url}\"\noutput = /dev/null\n").repeat(requests));
    let output = run(Command::new("curl").args(["--config", "-"]), config.as_bytes());
    let output = String::from_utf8(output).expect("curl prints text");
    let told = |line: &str| {
        let mut numbers = line.split(' ').map(|number| number.parse::<i64>().ok());
        let status = u16::try_from(numbers.next()??).ok()?;
        Some(Told { status, remaining: numbers.next()??, reset: numbers.next()?? })
    };
    output.lines().map(|line| told(line).unwrap_or_else(|| panic!("curl says {line:?}"))).collect()
}

/// Uses the limit of one window up, and returns what was told in it, 601 times.
fn exhaust(api: &Api) -> Vec<Told> {
    let mut window: Vec<Told> = Vec::new();
    loop {
        for told in batch(api, 601) {
            if window.last().is_some_and(|last| last.reset != told.reset) {
                window.clear();
            }
            window.push(told);
        }
        if window.len() >= 601 {
            return window;
        }
    }
}

#[test]
fn the_601st_request_of_a_minute_is_refused() {
    let window = exhaust(&Api::start());
    let (granted, refused) = window.split_at(600);
    assert!(granted.iter().all(|told| told.status == 200));
    assert!(granted.iter().map(|told| told.remaining).eq((0..600).rev()), "remaining falls from 599 to 0");
    assert!(refused.iter().all(|told| (told.status, told.remaining) == (429, 0)));
    assert!(window.iter().all(|told| told.reset == window[0].reset && told.reset % 60 == 0));
}

/// What is told in a window that has been used up. If a minute ends meanwhile, it is used up again.
fn when_exhausted<T>(api: &Api, ask: impl Fn(&Api) -> T) -> T {
    loop {
        let reset = exhaust(api)[0].reset;
        let told = ask(api);
        if now() < reset {
            return told;
        }
    }
}

#[test]
fn a_refusal_says_when_to_come_back() {
    let before = now();
    let answer = when_exhausted(&Api::start(), |api| api.get("/conversations").answer());
    let expected = serde_json::json!({
        "error": { "code": "rate_limit_exceeded", "message": "There were more requests than the limit." }
    });
    assert_eq!((answer.status, answer.json()), (429, expected));
    let number = |name: &str| answer.header(name).and_then(|value| value.parse::<i64>().ok()).expect("a number");
    assert_eq!((number("X-RateLimit-Limit"), number("X-RateLimit-Remaining")), (600, 0));
    let (reset, retry_after) = (number("X-RateLimit-Reset"), number("Retry-After"));
    assert!((before..=now()).contains(&(reset - retry_after)), "{reset} - {retry_after} is when it was told");
}

/// What is wrong with a call.
type Change = fn(Call) -> Call;

#[test]
fn the_limit_comes_before_the_route_and_after_the_signature() {
    let calls: [(&str, Change, (u16, &str)); 4] = [
        ("/nothing", |call| call, (429, "rate_limit_exceeded")),
        ("/conversations?status=none", |call| call.method("PUT"), (429, "rate_limit_exceeded")),
        ("/conversations", |call| call.signed_at(-900), (401, "timestamp_out_of_range")),
        ("/conversations", Call::unsigned, (401, "missing_authentication")),
    ];
    let told =
        when_exhausted(&Api::start(), |api| calls.map(|(path, change, _)| change(api.get(path)).answer().refusal()));
    assert_eq!(told, calls.map(|(_, _, (status, code))| (status, code.to_owned())));
}

#[test]
fn a_restart_does_not_hand_out_a_second_allowance() {
    let answer = when_exhausted(&Api::start(), |api| {
        api.restart();
        api.get("/conversations").answer()
    });
    assert_eq!(answer.refusal(), (429, "rate_limit_exceeded".to_owned()));
}
