//! Row 7: what readers share who ask for the same page at once, and what they do not.

use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;

use helpthread_tests::desk::{Desk, subject};
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::proxy::{AMELIA, JANE, MARCUS, Proxy, history_of};
use helpthread_tests::token::Token;
use helpthread_tests::wait::until;

use crate::{own_history, pages_last_a_minute};

const READERS: usize = 50;

fn start() -> (Proxy, Arc<Desk>) {
    let proxy = Proxy::start_with_hubs(|options| options);
    let desk = Desk::at(&proxy.upstream);
    // Whoever comes after the page has arrived needs no other.
    pages_last_a_minute(&proxy);
    (proxy, desk)
}

/// Everybody asks for Jane's page while upstream holds it back; what they are told after `meanwhile`.
fn asked_together(proxy: &Proxy, desk: &Desk, meanwhile: impl FnOnce()) -> Vec<Answer> {
    desk.hold("GET");
    thread::scope(|scope| {
        let asking: Vec<_> = (0..READERS).map(|_| scope.spawn(|| proxy.send(&own_history()))).collect();
        until("one request reaches upstream", || desk.waiting() == 1);
        meanwhile();
        desk.release();
        asking.into_iter().map(|asking| asking.join().expect("an answer")).collect()
    })
}

fn are_served(answers: &[Answer]) {
    for answer in answers {
        assert_eq!((answer.status, &answer.json()["data"][0]["subject"]), (200, &subject(0).into()));
    }
}

#[test]
fn fifty_readers_of_a_page_are_one_request() {
    let (proxy, desk) = start();
    are_served(&asked_together(&proxy, &desk, || ()));
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn who_asked_first_may_leave() {
    let (proxy, desk) = start();
    desk.hold("GET");
    let mut first = TcpStream::connect(proxy.host()).expect("the proxy listens");
    first.write_all(&own_history().to_bytes(proxy.host())).expect("a connection");
    until("the first reader's request reaches upstream", || desk.waiting() == 1);
    let answers = asked_together(&proxy, &desk, || first.shutdown(Shutdown::Both).expect("a connection"));
    are_served(&answers);
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn a_failure_is_told_to_those_who_waited_and_to_nobody_else() {
    let (proxy, desk) = start();
    let (waited, late): (Vec<_>, Vec<_>) =
        asked_together(&proxy, &desk, || desk.fail()).into_iter().partition(|answer| answer.status == 502);
    assert!(!waited.is_empty(), "the one that failed was somebody's");
    for answer in waited {
        assert_eq!(answer.refusal(), (502, "upstream_unavailable".to_owned()));
    }
    // Nobody knows how many came only after that: they are served, all of them by one request more.
    are_served(&late);
    are_served(&[proxy.send(&own_history())]);
    assert_eq!(proxy.upstream.requests().len(), 2, "no failure is kept, and none is asked for twice");
}

#[test]
fn readers_of_two_customers_share_nothing() {
    let (proxy, desk) = start();
    desk.hold("GET");
    let ask = |customer: &'static str, token: Token| {
        let request = Request::get(&history_of(customer)).bearer(&token.mint());
        let answer = proxy.send(&request);
        assert_eq!((answer.status, &answer.json()["data"][0]["customer_id"]), (200, &customer.into()));
        answer.json()["data"][0]["assignee_id"].clone()
    };
    thread::scope(|scope| {
        let asking: Vec<_> = [JANE, MARCUS]
            .into_iter()
            .flat_map(|customer| [(customer, false), (customer, true)])
            .map(|(customer, is_agent)| {
                let token = if is_agent { Token::agent(AMELIA) } else { Token::customer(customer) };
                (is_agent, scope.spawn(move || ask(customer, token)))
            })
            .collect();
        until("one request of each customer", || desk.waiting() == 2);
        desk.release();
        for (is_agent, asking) in asking {
            let assignee = asking.join().expect("an answer");
            assert_eq!(!assignee.is_null(), is_agent, "each role sees its own of one shared page");
        }
    });
    assert_eq!(proxy.upstream.requests().len(), 2);
}
