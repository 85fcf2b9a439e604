//! Row 8: a page that was fetched before a change and is shown after it.

use std::sync::Arc;
use std::thread::{self, Scope, ScopedJoinHandle};

use helpthread_tests::desk::{Desk, subject};
use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds};
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::proxy::{JANE, Proxy, history_of};
use helpthread_tests::token::Token;
use helpthread_tests::wait::until;

use crate::{HELLO, change, pages_last_a_minute, reply};

/// A desk, its proxy, and a change whose acknowledgement the test waits for.
struct Case {
    proxy: Proxy,
    desk: Arc<Desk>,
}

impl Case {
    fn start() -> Self {
        let proxy = Proxy::start_with_hubs(|options| options);
        let desk = Desk::at(&proxy.upstream);
        Self { proxy, desk }
    }

    fn read(&self, query: &str) -> Answer {
        let answer = self.proxy.send(&history(query));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// Begins to read in a thread, and returns when upstream has written the page and holds it back.
    fn begin_to_read<'s>(&'s self, scope: &'s Scope<'s, '_>, query: &'s str) -> ScopedJoinHandle<'s, Answer> {
        self.desk.hold("GET");
        let before = self.desk.waiting();
        let reading = scope.spawn(move || self.read(query));
        until("the read reaches upstream", || self.desk.waiting() == before + 1);
        reading
    }

    fn event(&self) {
        self.desk.change();
        let event = conversation_updated(JANE, &subject(1), now_milliseconds());
        assert_eq!(self.proxy.send(&delivery("evt_stale", &event)).status, 204);
    }

    /// Reads before, while and after something changes.
    fn prove(&self, changes: impl FnOnce(&Self)) {
        thread::scope(|scope| {
            let early = self.begin_to_read(scope, "?limit=7");
            changes(self);
            // Asks after the change was acknowledged, while the page from before it is still on its way.
            let late = scope.spawn(|| self.read("?limit=7"));
            self.desk.release();
            assert_eq!(shown(&early.join().expect("an answer")), subject(0), "it was true when it was asked for");
            assert_eq!(shown(&late.join().expect("an answer")), subject(1), "whoever asks after a change sees it");
        });
        assert_eq!(shown(&self.read("?limit=7")), subject(1));
        assert_eq!(shown(&self.read("")), subject(1), "no page from before the change is left");
    }
}

fn history(query: &str) -> Request {
    Request::get(&format!("{}{query}", history_of(JANE))).bearer(&Token::customer(JANE).mint())
}

fn shown(answer: &Answer) -> String {
    answer.json()["data"][0]["subject"].as_str().expect("a subject").to_owned()
}

fn writes(case: &Case, write: &Request, status: u16) {
    let answer = case.proxy.send(write);
    assert_eq!(answer.status, status, "{}", answer.text());
}

#[test]
fn a_page_on_its_way_when_a_reply_is_acknowledged_is_not_kept() {
    let case = Case::start();
    case.prove(|case| writes(case, &reply(HELLO), 201));
}

#[test]
fn a_page_on_its_way_when_a_reply_to_a_known_customer_is_acknowledged_is_not_kept() {
    let case = Case::start();
    assert_eq!(shown(&case.read("")), subject(0));
    case.prove(|case| writes(case, &reply(HELLO), 201));
}

#[test]
fn a_page_on_its_way_when_a_change_is_acknowledged_is_not_kept() {
    let case = Case::start();
    assert_eq!(shown(&case.read("")), subject(0));
    case.prove(|case| writes(case, &change(), 200));
}

#[test]
fn a_page_on_its_way_when_an_event_is_acknowledged_is_not_kept() {
    let case = Case::start();
    assert_eq!(shown(&case.read("")), subject(0));
    case.prove(Case::event);
}

#[test]
fn a_page_that_is_kept_is_dropped_before_a_change_is_acknowledged() {
    let case = Case::start();
    pages_last_a_minute(&case.proxy);
    for version in 0..20 {
        assert_eq!(shown(&case.read("")), subject(version));
        let again = case.read("");
        assert_eq!((shown(&again), again.header("HelpThread-Cache")), (subject(version), Some("hit")));
        writes(&case, &reply(&format!(r#"{{"body":"{version}"}}"#)), 201);
    }
}
