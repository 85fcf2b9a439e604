//! A busy day at once: ten thousand reads by a thousand widgets, while upstream allows six hundred requests a minute.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use helpthread_tests::desk::Desk;
use helpthread_tests::hook::{conversation_updated, delivery, now_milliseconds};
use helpthread_tests::http::Request;
use helpthread_tests::proxy::{Proxy, history_of};
use helpthread_tests::token::Token;

const CUSTOMERS: usize = 100;
const WIDGETS: usize = 1_000;
const READS: usize = 10_000;
/// Customers of whom an event arrives meanwhile, twice.
const CHANGING: usize = 20;
/// Browsers that ask at the same time.
const AT_ONCE: usize = 16;
const LIMIT: usize = 600;

fn customer(number: usize) -> String {
    format!("cus_load{number:03}")
}

/// Something changes for one of the customers.
fn change(proxy: &Proxy, number: usize, round: usize) {
    let event = conversation_updated(&customer(number), &format!("{round}"), now_milliseconds());
    assert_eq!(proxy.send(&delivery(&format!("evt_{number}_{round}"), &event)).status, 204);
}

#[test]
fn a_thousand_widgets_cost_upstream_one_request_per_customer_and_change() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let desk = Desk::at(&proxy.upstream);
    desk.limit(LIMIT);
    // Deliveries arrive in this workspace, so a page is good until one says otherwise, or a minute is over.
    change(&proxy, CUSTOMERS, 0);
    let tokens: Vec<String> = (0..CUSTOMERS).map(|number| Token::customer(&customer(number)).mint()).collect();
    let (next, began) = (AtomicUsize::new(0), Instant::now());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let read = next.fetch_add(1, Ordering::SeqCst);
                    if read >= READS {
                        return;
                    }
                    let number = read % WIDGETS % CUSTOMERS;
                    let answer = proxy.send(&Request::get(&history_of(&customer(number))).bearer(&tokens[number]));
                    assert_eq!(answer.status, 200, "{}", answer.text());
                    assert_eq!(answer.json()["data"][0]["customer_id"], customer(number));
                    // At a third and at two thirds of the day.
                    for round in 1..=2 {
                        let first = READS * round / 3;
                        if (first..first + CHANGING).contains(&read) {
                            change(&proxy, read - first, round);
                        }
                    }
                }
            });
        }
    });
    let took = began.elapsed();
    let mut requests = BTreeMap::<String, usize>::new();
    for line in proxy.upstream_lines() {
        *requests.entry(line.split('/').nth(3).expect("a customer").to_owned()).or_default() += 1;
    }
    let asked: usize = requests.values().sum();
    println!("{READS} reads in {took:.1?}: {asked} requests to upstream, at most {} a minute", desk.most_in_a_window());
    let minutes = usize::try_from(took.as_secs() / 60).expect("a short day");
    for number in 0..CUSTOMERS {
        let asked = requests.get(&customer(number)).copied().unwrap_or(0);
        let changes = if number < CHANGING { 2 } else { 0 };
        // A page that is a minute old is fetched again, without anybody waiting for it.
        assert!((1..=1 + changes + minutes).contains(&asked), "{asked} requests for {}", customer(number));
    }
    assert_eq!(requests.len(), CUSTOMERS, "nothing else was asked");
    assert!(desk.most_in_a_window() <= LIMIT);
}
