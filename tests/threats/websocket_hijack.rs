//! Row 26: following somebody else's conversations, or following on after one's time.

use std::collections::BTreeSet;
use std::time::Duration;

use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds};
use helpthread_tests::live::{Heard, Live, Upgrade};
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, Proxy};
use helpthread_tests::token::Token;
use helpthread_tests::wait::until;
use serde_json::Value;

fn jane() -> String {
    Token::customer(JANE).mint()
}

fn start() -> Proxy {
    Proxy::start_with_hubs(|options| options)
}

/// Follows, and has been greeted.
fn follow(proxy: &Proxy, customer: &str, token: &str) -> Live {
    let mut live = Upgrade::of(customer, token).open(proxy.host());
    live.expect("hello");
    live
}

fn happens(proxy: &Proxy, customer: &str, subject: &str) {
    let event = conversation_updated(customer, subject, now_milliseconds());
    assert_eq!(proxy.send(&delivery(&format!("evt_{subject}"), &event)).status, 204);
}

fn refused(proxy: &Proxy, upgrade: &Upgrade) -> (u16, String) {
    let (status, body) = upgrade.connect(proxy.host()).expect_err("it must be refused");
    let body: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
    (status, body["error"]["code"].as_str().expect("a code").to_owned())
}

#[test]
fn an_upgrade_needs_a_good_token_a_good_origin_and_ones_own_id() {
    let proxy = start();
    let ours = || Upgrade::of(JANE, &jane());
    let with = |token: &Token| Upgrade::of(JANE, &token.mint());
    let customer = || Token::customer(JANE);
    for (upgrade, status, code) in [
        (ours().origin("https://evil.example"), 403, "origin_not_allowed"),
        (ours().origin("null"), 403, "origin_not_allowed"),
        (ours().protocols("helpthread.live.v1"), 401, "missing_authentication"),
        (ours().protocols("helpthread.live.v1").query(&format!("token={}", jane())), 401, "missing_authentication"),
        (ours().query(&format!("token={}", jane())), 400, "invalid_filter"),
        (ours().protocols(&format!("helpthread.session.{}", jane())), 400, "invalid_request"),
        (with(&customer().valid(-600, -31)), 401, "session_expired"),
        (with(&customer().signed_with("another_secret_0123456789abcdef0123")), 401, "invalid_session"),
        (with(&customer().claim("origin", "https://elsewhere.example")), 403, "origin_not_allowed"),
        (with(&customer().claim("scope", "conversations:write")), 403, "insufficient_scope"),
        (Upgrade::of(MARCUS, &jane()), 404, "customer_not_found"),
        (Upgrade::of("cus_nobody", &jane()), 404, "customer_not_found"),
    ] {
        assert_eq!(refused(&proxy, &upgrade), (status, code.to_owned()), "{upgrade:?}");
    }
    let twice = format!("helpthread.live.v1, helpthread.session.{0}, helpthread.session.{0}", jane());
    assert_eq!(refused(&proxy, &ours().protocols(&twice)), (401, "invalid_session".to_owned()));
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn another_customers_events_are_never_on_a_customers_socket() {
    let proxy = start();
    let (mut janes, mut marcus) =
        (follow(&proxy, JANE, &jane()), follow(&proxy, MARCUS, &Token::customer(MARCUS).mint()));
    let mut agents = follow(&proxy, JANE, &Token::agent(AMELIA).mint());
    for round in 0..20 {
        happens(&proxy, MARCUS, &format!("m{round}"));
        janes.expect_silence();
        agents.expect_silence();
        assert_eq!(marcus.expect("conversation")["data"]["customer_id"], MARCUS);
        happens(&proxy, JANE, &format!("j{round}"));
        marcus.expect_silence();
        for (live, sees_assignee) in [(&mut janes, false), (&mut agents, true)] {
            let frame = live.expect("conversation");
            assert_eq!(
                (&frame["data"]["customer_id"], &frame["data"]["subject"]),
                (&JANE.into(), &format!("j{round}").into())
            );
            assert_eq!(!frame["data"]["assignee_id"].is_null(), sees_assignee, "{frame}");
        }
    }
}

#[test]
fn a_customer_has_a_hundred_sockets_and_others_are_not_affected() {
    let proxy = start();
    let token = jane();
    let mut open: Vec<Live> = (0..100).map(|_| follow(&proxy, JANE, &token)).collect();
    for _ in 0..3 {
        assert_eq!(Upgrade::of(JANE, &token).open(proxy.host()).expect_close(), 4429);
    }
    follow(&proxy, MARCUS, &Token::customer(MARCUS).mint()).expect_silence();
    happens(&proxy, JANE, "all");
    let cursors: BTreeSet<String> =
        open.iter_mut().map(|live| live.expect("conversation")["cursor"].to_string()).collect();
    assert_eq!(cursors.len(), 1, "all hear the same");
}

/// The platform lists a refused socket until its client has answered the close. Nothing tells when it puts an idle object away: after ten
/// seconds, so this is the one test that lets time pass.
#[test]
fn who_was_refused_and_stays_takes_nobodys_place_when_the_hub_wakes() {
    let proxy = start();
    let token = jane();
    let mut open: Vec<Live> = (0..100).map(|_| follow(&proxy, JANE, &token)).collect();
    // These never read, so they never answer.
    let refused: Vec<Live> = (0..20).map(|_| Upgrade::of(JANE, &token).open(proxy.host())).collect();
    std::thread::sleep(Duration::from_secs(13));
    open.truncate(90);
    let came = std::cell::RefCell::new(Vec::new());
    until("ten more are let in", || {
        let mut live = Upgrade::of(JANE, &token).open(proxy.host());
        if let Heard::Frame(_) = live.hear() {
            came.borrow_mut().push(live);
        }
        came.borrow().len() == 10
    });
    drop((open, refused));
}

/// Follows by a token that ends soon, though not before the greeting: how soon that is depends on the machine.
fn follow_shortly(proxy: &Proxy) -> Live {
    let followed = [2, 4, 8, 16].into_iter().find_map(|seconds| {
        let token = Token::customer(JANE).valid(-600, seconds).mint();
        let mut live = Upgrade::of(JANE, &token).open(proxy.host());
        match live.hear() {
            Heard::Frame(frame) if frame["type"] == "hello" => Some(live),
            Heard::Closed(4401) => None,
            other => panic!("{other:?} instead of hello or of the token's end"),
        }
    });
    followed.expect("a greeting within 16 s")
}

#[test]
fn a_socket_ends_with_its_token() {
    let proxy = start();
    let mut long = follow(&proxy, JANE, &jane());
    let mut short = follow_shortly(&proxy);
    assert_eq!(short.expect_close(), 4401);
    happens(&proxy, JANE, "later");
    long.expect("conversation");
}

#[test]
fn a_client_says_ping_and_nothing_else() {
    let proxy = start();
    let mut polite = follow(&proxy, JANE, &jane());
    for text in ["hello", "ping ", "PING", "", "{\"type\":\"ping\"}", &"x".repeat(100_000)] {
        let mut rude = follow(&proxy, JANE, &jane());
        rude.say("ping");
        assert_eq!(rude.hear(), Heard::Pong);
        rude.say(text);
        assert_eq!(rude.expect_close(), 4403, "{}", text.len());
    }
    polite.expect_silence();
}

/// Where the system tells how much memory a process holds. What wasm once had it keeps, and the letters take twice the room there.
#[cfg(target_os = "linux")]
#[test]
fn a_large_frame_is_refused_without_a_copy_of_it() {
    let proxy = start();
    follow(&proxy, JANE, &jane()).expect_silence();
    let before = proxy.memory();
    let large = "\u{e9}".repeat(15 * 1024 * 1024);
    for _ in 0..3 {
        let mut rude = follow(&proxy, JANE, &jane());
        rude.say(&large);
        assert_eq!(rude.expect_close(), 4403);
    }
    let grown = proxy.memory().saturating_sub(before);
    assert!(grown < 64 * 1024 * 1024, "frames of 30 MB left {grown} bytes behind");
}
