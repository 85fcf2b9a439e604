//! Row 33: a client that says that it is at another address. The proxy has no use for addresses: what it counts, it counts by the
//! token's subject.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, history_of, turn};

use crate::{is_refused, own_history};

const NAMES: [&str; 10] = [
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "True-Client-IP",
    "X-Forwarded-For",
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Originating-IP",
    "Forwarded",
    "Fastly-Client-IP",
];
const ADDRESS: &str = "203.0.113.77";

#[test]
fn an_address_changes_no_answer_and_goes_nowhere() {
    let proxy = turn();
    let plain = proxy.send(&own_history());
    let page = |answer: &helpthread_tests::http::Answer| (answer.status, answer.text());
    for name in NAMES {
        for value in [ADDRESS, "127.0.0.1", "::1", "for=203.0.113.77;by=127.0.0.1"] {
            proxy.upstream.reset();
            let answer = proxy.send(&own_history().header(name, value));
            assert_eq!(page(&answer), page(&plain), "{name}");
            let seen = proxy.upstream.requests();
            assert!(seen.len() == 1 && !seen[0].head.contains(ADDRESS), "{name}: {}", seen[0].head);
        }
    }
    assert!(!proxy.log().contains(ADDRESS));
}

#[test]
fn an_address_is_no_authentication() {
    let proxy = turn();
    for name in NAMES {
        let request = Request::get(&history_of(JANE)).header(name, "127.0.0.1");
        is_refused(&proxy, &request, 401, "missing_authentication");
    }
}
