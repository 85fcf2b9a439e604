//! Row 21: one customer's script that uses up the workspace's minute.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use helpthread_tests::desk::Desk;
use helpthread_tests::http::Request;
use helpthread_tests::inbox::success;
use helpthread_tests::live::Upgrade;
use helpthread_tests::proxy::{JANE, MARCUS, Proxy, history_of};
use helpthread_tests::token::{Token, now};
use helpthread_tests::upstream::answer;

use crate::{own_history, pages_last_a_minute};

/// What upstream allows in a minute.
const LIMIT: usize = 600;
const POLITE: usize = 20;
/// Different pages that each polite customer reads.
const PAGES: usize = 6;

#[test]
fn an_abusive_customer_uses_up_its_own_share_only() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let desk = Desk::at(&proxy.upstream);
    desk.limit(LIMIT);
    let (polite_are_done, abused, began) = (AtomicBool::new(false), AtomicUsize::new(0), now() / 60);
    thread::scope(|scope| {
        for script in 0..4_usize {
            let (proxy, done, abused) = (&proxy, &polite_are_done, &abused);
            scope.spawn(move || {
                for number in 0_usize.. {
                    if done.load(Ordering::SeqCst) && number >= 100 {
                        return;
                    }
                    // Hardly two are the same page, and each pretends to come from somewhere else.
                    let status = ["open", "pending", "closed"][script % 3];
                    let page = format!("{}?status={status}&limit={}", history_of(JANE), 1 + number % 100);
                    let address = format!("203.0.113.{}", number % 250);
                    let request = Request::get(&page).bearer(&Token::customer(JANE).mint());
                    let request = ["X-Forwarded-For", "CF-Connecting-IP", "X-Real-IP", "Forwarded"]
                        .into_iter()
                        .fold(request, |request, name| request.header(name, &address));
                    let answer = proxy.send(&request);
                    match answer.status {
                        200 => {}
                        429 => {
                            let seconds: u64 =
                                answer.header("Retry-After").and_then(|value| value.parse().ok()).expect("seconds");
                            assert!((1..=60).contains(&seconds), "{answer:?}");
                            abused.fetch_add(1, Ordering::SeqCst);
                        }
                        _ => panic!("{answer:?}"),
                    }
                }
            });
        }
        let polite: Vec<_> = (0..POLITE)
            .map(|customer| {
                let proxy = &proxy;
                scope.spawn(move || {
                    let id = format!("cus_polite{customer}");
                    for page in 1..=PAGES {
                        let target = format!("{}?limit={page}", history_of(&id));
                        let answer = proxy.send(&Request::get(&target).bearer(&Token::customer(&id).mint()));
                        assert_eq!(answer.status, 200, "{}", answer.text());
                    }
                })
            })
            .collect();
        let outcomes: Vec<_> = polite.into_iter().map(thread::ScopedJoinHandle::join).collect();
        polite_are_done.store(true, Ordering::SeqCst);
        assert!(outcomes.iter().all(Result::is_ok), "every polite customer is served");
    });
    assert!(abused.into_inner() > 0, "the abusive one was refused at some time");
    assert!(desk.most_in_a_window() <= LIMIT, "{} requests in a minute", desk.most_in_a_window());
    let windows = usize::try_from(now() / 60 - began).expect("time goes on") + 1;
    let asked = proxy.upstream_lines().iter().filter(|line| line.contains(JANE)).count();
    assert!(
        asked <= windows * LIMIT / 10,
        "a tenth of the limit in each of {windows} windows, and {asked} were asked for"
    );
}

/// A record that upstream cannot read is one customer's trouble, and whoever it belongs to may ask for it as often as she likes.
#[test]
fn what_upstream_fails_over_for_one_customer_keeps_nobody_else_away() {
    let proxy = Proxy::start_with_hubs(|options| options);
    proxy.upstream.script(Arc::new(|received, connection| {
        let sick = received.line().contains(JANE);
        let failure = answer("500 Internal Server Error", "Content-Type: text/plain\r\n", "no");
        connection.write_all(if sick { failure } else { success(received) }.as_bytes())
    }));
    for number in 1..=20 {
        assert_eq!(proxy.send(&own_history()).refusal(), (502, "upstream_unavailable".to_owned()), "{number}");
    }
    assert_eq!(proxy.upstream.requests().len(), 20, "each was asked for");
    let marcus = Request::get(&history_of(MARCUS)).bearer(&Token::customer(MARCUS).mint());
    assert_eq!(proxy.send(&marcus).status, 200);
    assert!(!proxy.log().contains("upstream_left_alone"));
}

/// Upgrades are requests like any other: what the hub refuses of them counts, what the Worker refuses has cost nobody anything.
#[test]
fn upgrades_that_the_hub_refuses_count_among_the_six_hundred() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let token = Token::customer(JANE).mint();
    let began = now() / 60;
    let refused_before_the_hub = Upgrade::of(MARCUS, &token);
    for _ in 0..10 {
        assert_eq!(refused_before_the_hub.connect(proxy.host()).expect_err("not hers").0, 404);
    }
    let mut open: Vec<_> = (0..100).map(|_| Upgrade::of(JANE, &token).open(proxy.host())).collect();
    for live in &mut open {
        live.expect("hello");
    }
    for _ in 0..500 {
        assert_eq!(Upgrade::of(JANE, &token).open(proxy.host()).expect_close(), 4429);
    }
    let read = proxy.send(&own_history());
    let other = proxy.send(&crate::as_agent(&history_of(JANE)));
    if now() / 60 == began {
        assert_eq!(read.refusal(), (429, "rate_limit_exceeded".to_owned()));
    }
    assert_eq!(other.status, 200);
}

#[test]
fn a_subject_has_six_hundred_requests_a_minute_and_then_waits() {
    let proxy = Proxy::start_with_hubs(|options| options);
    // So that these are cheap.
    pages_last_a_minute(&proxy);
    let (token, began) = (Token::customer(JANE).mint(), now() / 60);
    let read = |number: usize| {
        let address = format!("203.0.113.{}", number % 250);
        proxy.send(&Request::get(&history_of(JANE)).bearer(&token).header("X-Forwarded-For", &address))
    };
    let mut count = 0;
    let refused = loop {
        let answer = read(count);
        if answer.status != 200 {
            break answer;
        }
        count += 1;
    };
    let windows = usize::try_from(now() / 60 - began).expect("time goes on") + 1;
    assert!((600..=600 * windows).contains(&count), "{count} in {windows} windows");
    assert_eq!(refused.refusal(), (429, "rate_limit_exceeded".to_owned()));
    let seconds: u64 = refused.header("Retry-After").and_then(|value| value.parse().ok()).expect("seconds");
    assert!((1..=60).contains(&seconds), "{refused:?}");
    // Another token of the same subject does not help; another subject is not affected.
    let again = proxy.send(&own_history().header("X-Forwarded-For", "203.0.113.251"));
    assert!(again.status == 429 || now() / 60 - began >= i64::try_from(windows).expect("few"), "{again:?}");
    let agent = crate::as_agent(&history_of(JANE));
    assert_eq!(proxy.send(&agent).status, 200);
}
