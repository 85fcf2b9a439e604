//! api-v1.md §5: fixed windows, aligned to the Unix minute.

use helpthread_inbox::answer::Answer;
use helpthread_inbox::database::Database;
use helpthread_inbox::request::Body;
use helpthread_inbox::{Inbox, Mode};

use crate::support::{Desk, NOW, Sqlite, code, get_request, moment, signed};

const WINDOW: i64 = NOW - NOW % 60;

fn header(answer: &Answer, name: &str) -> Option<i64> {
    answer.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.parse().unwrap())
}

#[test]
fn a_plan_has_its_limit() {
    for (plan, custom, limit) in [("starter", None, 600), ("pro", None, 3_000), ("enterprise", Some(42), 42)] {
        let answer = Desk::of_plan(plan, custom).get("/v1/conversations");
        assert_eq!(header(&answer, "X-RateLimit-Limit"), Some(limit));
        assert_eq!(header(&answer, "X-RateLimit-Remaining"), Some(limit - 1));
        assert_eq!(header(&answer, "X-RateLimit-Reset"), Some(WINDOW + 60));
    }
}

#[test]
fn the_request_after_the_last_is_refused_until_the_window_ends() {
    let desk = Desk::new();
    let ask = |now| desk.ask("sk_test_desk", "GET", "/v1/conversations?limit=1", b"", now);
    for used in 1..=600 {
        let answer = ask(NOW);
        assert_eq!((answer.status, header(&answer, "X-RateLimit-Remaining")), (200, Some(600 - used)));
    }
    for now in [NOW, WINDOW + 59] {
        let answer = ask(now);
        assert_eq!(code(&answer), (429, "rate_limit_exceeded".to_owned()));
        assert_eq!(header(&answer, "X-RateLimit-Remaining"), Some(0));
        assert_eq!(header(&answer, "X-RateLimit-Reset"), Some(WINDOW + 60));
        assert_eq!(header(&answer, "Retry-After"), Some(WINDOW + 60 - now));
    }
    let answer = ask(WINDOW + 60);
    assert_eq!((answer.status, header(&answer, "X-RateLimit-Remaining")), (200, Some(599)));
}

#[test]
fn errors_of_authenticated_requests_count_and_carry_the_headers() {
    let desk = Desk::new();
    let targets = ["/nowhere", "/v1/conversations?limit=0", "/v1/customers/cus_nobody/conversations"];
    for (target, left) in targets.into_iter().zip([599, 598, 597]) {
        assert_eq!(header(&desk.get(target), "X-RateLimit-Remaining"), Some(left));
    }
}

#[test]
fn unauthenticated_requests_do_not_count() {
    let desk = Desk::new();
    desk.send(Some(&signed("sk_test_desk", "wrong", b"", NOW)), "GET", "/v1/conversations", &Body::default(), NOW);
    desk.ask("sk_test_desk_old", "GET", "/v1/conversations", b"", NOW);
    assert_eq!(header(&desk.get("/v1/conversations"), "X-RateLimit-Remaining"), Some(599));
}

#[test]
fn the_credentials_of_a_workspace_share_its_window() {
    let desk = Desk::new();
    desk.get("/v1/conversations");
    let answer = desk.ask("sk_test_desk_read", "GET", "/v1/conversations", b"", NOW);
    assert_eq!(header(&answer, "X-RateLimit-Remaining"), Some(598));
}

#[test]
fn a_restart_does_not_start_a_new_window() {
    let database = Sqlite::empty();
    let secret = helpthread_inbox::seed::SECRET;
    let authorization = signed(helpthread_inbox::seed::KEY, secret, b"", NOW);
    let (path, body) = ("/v1/conversations", Body::default());
    let request = get_request(path, "", Some(&authorization), &body);
    for left in [599, 598, 597] {
        let fresh = Inbox::new(&database, Mode::Sandbox);
        let answer = fresh.answer(&request, &moment(NOW));
        assert_eq!(header(&answer, "X-RateLimit-Remaining"), Some(left));
    }
}

/// An enterprise plan of 30,000 requests a minute, which are taken from the database ten at a time.
fn busy() -> Desk {
    Desk::of_plan("enterprise", Some(30_000))
}

/// How many requests of the window the database has given out.
fn given_out(desk: &Desk) -> i64 {
    desk.database().query("SELECT used FROM rate_window", &[]).unwrap()[0].integer(0).unwrap()
}

#[test]
fn a_large_limit_is_told_exactly_and_written_once_in_a_while() {
    let desk = busy();
    for used in 1..=25 {
        assert_eq!(header(&desk.get("/v1/conversations"), "X-RateLimit-Remaining"), Some(30_000 - used));
        assert_eq!(given_out(&desk), (used + 9) / 10 * 10);
    }
}

#[test]
fn a_large_limit_is_used_up_to_the_last_request_and_no_further() {
    let desk = Desk::of_plan("enterprise", Some(3_001));
    let ask = || desk.get("/v1/conversations?limit=1");
    for used in 1..=3_001 {
        assert_eq!(header(&ask(), "X-RateLimit-Remaining"), Some(3_001 - used));
    }
    for _ in 0..2 {
        assert_eq!(code(&ask()), (429, "rate_limit_exceeded".to_owned()));
    }
}

#[test]
fn a_restart_never_adds_to_a_large_limit_and_takes_at_most_the_rest_of_a_block() {
    let desk = busy();
    (0..3).for_each(|_| assert_eq!(desk.get("/v1/conversations").status, 200));
    let restarted = Inbox::new(desk.database(), Mode::Production);
    let authorization = signed("sk_test_desk", "whsec_test_desk", b"", NOW);
    let body = Body::default();
    let answer = restarted.answer(&get_request("/v1/conversations", "", Some(&authorization), &body), &moment(NOW));
    assert_eq!(header(&answer, "X-RateLimit-Remaining"), Some(30_000 - 10 - 1));
}

#[test]
fn a_large_limit_begins_anew_with_the_window() {
    let desk = busy();
    let ask = |now| desk.ask("sk_test_desk", "GET", "/v1/conversations", b"", now);
    assert_eq!(header(&ask(NOW), "X-RateLimit-Remaining"), Some(29_999));
    assert_eq!(header(&ask(WINDOW + 60), "X-RateLimit-Remaining"), Some(29_999));
    assert_eq!(header(&ask(WINDOW + 60), "X-RateLimit-Remaining"), Some(29_998));
}
