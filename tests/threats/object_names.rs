//! Row 25: an id that makes one customer's object another's, or the workspace's.

use helpthread_tests::desk::{Desk, subject};
use helpthread_tests::http::Request;
use helpthread_tests::live::Upgrade;
use helpthread_tests::proxy::{Proxy, history_of};
use helpthread_tests::token::Token;

use crate::{is_refused, pages_last_a_minute};

fn history(customer: &str) -> Request {
    Request::get(&history_of(customer)).bearer(&Token::customer(customer).mint())
}

#[test]
fn an_id_with_a_separator_names_no_object() {
    let proxy = Proxy::start_with_hubs(|options| options);
    for id in ["cus_:", "cus_a:5:cus_b", "cus_a%3A", "cus_a.b", "cus_a%00", "cus_a%2Fb", "cus_a b", "customer:5:cus_a"]
    {
        // The token cannot be minted for it either: `sub` must be an id.
        let claim = Request::get(&history_of("cus_a")).bearer(&Token::customer(id).mint());
        is_refused(&proxy, &claim, 401, "invalid_session");
        let (status, _) = Upgrade::of("cus_a", &Token::customer(id).mint()).connect(proxy.host()).expect_err("refused");
        assert_eq!(status, 401, "{id}");
    }
}

#[test]
fn ids_that_look_alike_are_customers_of_their_own() {
    let proxy = Proxy::start_with_hubs(|options| options);
    let desk = Desk::at(&proxy.upstream);
    pages_last_a_minute(&proxy);
    // One begins with another, one is another's name, one differs in case; each is asked twice, so that what is kept is seen.
    let ids = [
        "cus_a",
        "cus_aa",
        "cus_A",
        "cus_a-",
        "cus_a_",
        "cus_workspace",
        "cus_5_cus_a",
        "cus_customer-5-cus_a",
        "cus_1",
    ];
    for (version, id) in ids.into_iter().enumerate() {
        for cache in ["miss", "hit"] {
            let answer = proxy.send(&history(id));
            assert_eq!(
                (answer.status, answer.header("HelpThread-Cache")),
                (200, Some(cache)),
                "{id}: {}",
                answer.text()
            );
            let row = &answer.json()["data"][0];
            assert_eq!((&row["customer_id"], &row["subject"]), (&id.into(), &subject(version).into()));
        }
        desk.change();
    }
    assert_eq!(proxy.upstream.requests().len(), ids.len());
}
