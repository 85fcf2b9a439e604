//! proxy.md §3 and §6: the configurations that ship, as a self-hoster starts them: an upstream at a public address, settings of one's own.

use helpthread_tests::http::{self, Request};
use xtask::settings::Worker;
use xtask::stack::{Stack, StackOptions};

const SETTINGS: [(&str, &str); 5] = [
    // Reserved (RFC 2606): nobody is asked.
    ("HELPTHREAD_BASE_URL", "https://helpthread.invalid/v1"),
    ("HELPTHREAD_WORKSPACE_KEY", "sk_live_self_hosted"),
    ("HELPTHREAD_WORKSPACE_SECRET", "whsec_live_a_secret_of_ones_own"),
    ("SESSION_SECRET", "a session secret of one's own, 32 bytes at least"),
    ("WEBHOOK_SECRETS", "whsec_c2VsZi1ob3N0ZWQtd2ViaG9vay1zZWNyZXQ="),
];

fn started(options: impl FnOnce(StackOptions) -> StackOptions) -> Stack {
    let hosted = StackOptions::new([Worker::Proxy]).public_network();
    let hosted = SETTINGS.iter().fold(hosted, |options, (name, value)| options.set(Worker::Proxy, name, value));
    let stack = Stack::start(options(hosted.set(Worker::Proxy, "ALLOWED_ORIGINS", "https://dashboard.example.com")));
    stack.unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"))
}

fn status(stack: &Stack, path: &str) -> (u16, String) {
    let answer = http::send(&stack.url(Worker::Proxy), &Request::get(path)).expect("an answer");
    (answer.status, answer.text())
}

#[test]
fn with_hubs_and_without_it_starts_and_says_that_it_is_well() {
    for stack in [started(|options| options), started(StackOptions::stateless)] {
        assert_eq!(status(&stack, "/healthz"), (200, r#"{"status":"ok"}"#.to_owned()));
        assert_eq!(status(&stack, "/v1/conversations").0, 401);
    }
}

#[test]
fn it_is_closed_with_the_settings_of_a_laptop() {
    for stack in [
        started(|options| options.set(Worker::Proxy, "SESSION_SECRET", xtask::settings::SESSION_SECRET)),
        started(|options| options.set(Worker::Proxy, "WEBHOOK_SECRETS", xtask::settings::WEBHOOK_SECRET)),
    ] {
        let (code, told) = status(&stack, "/healthz");
        assert_eq!((code, told.contains("development_value")), (503, true), "{told}");
        assert_eq!(status(&stack, "/v1/conversations").0, 503);
    }
}
