//! Who may follow a customer live (proxy.md §4, threats.md row 26).

use crate::given::{JANE, NOW, PAGE, SOMEBODY_ELSE, agent, answered, bearer, config, customer, refusal};
use helpthread_policy::{
    decide::{Decision, Mode, decide},
    hub::Reader,
    inbound::Inbound,
    live::Following,
};

fn url(customer: &str) -> String {
    format!("https://p/v1/customers/{customer}/live")
}

fn protocols(authorization: &str) -> String {
    format!("helpthread.live.v1, helpthread.session.{}", authorization.trim_start_matches("Bearer "))
}

fn upgrade<'a>(url: &'a str, protocols: &'a str) -> Inbound<'a> {
    let inbound = Inbound { method: "GET", url, ..Inbound::default() };
    inbound
        .with("origin", Some(PAGE))
        .with("upgrade", Some("websocket"))
        .with("sec-websocket-protocol", Some(protocols))
}

fn followed(inbound: &Inbound<'_>) -> Following {
    match decide(inbound, &config(), Mode::Hubs, NOW).0 {
        Decision::Follow(following, _) => following,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_customer_follows_her_own_conversations_until_her_token_expires() {
    let protocols = protocols(&bearer(customer(JANE)));
    let following = followed(&upgrade(&url(JANE), &protocols));
    assert_eq!((following.customer.as_str(), following.reader), (JANE, Reader::Customer));
    assert_eq!((following.subject.as_str(), following.expires_at, following.after), (JANE, NOW + 600, None));
}

#[test]
fn an_agent_follows_anybody_from_where_the_last_socket_ended() {
    let protocols = protocols(&bearer(agent()));
    let following = followed(&upgrade(&(url(SOMEBODY_ELSE) + "?after=9f3a.17"), &protocols));
    assert_eq!((following.reader, following.after.as_deref()), (Reader::Agent, Some("9f3a.17")));
}

#[test]
fn who_may_not_read_may_not_follow() {
    let own = protocols(&bearer(customer(JANE)));
    let token = bearer(customer(JANE));
    let url = url(JANE);
    let twice = format!("{own}, {}", own.rsplit(", ").next().expect("a token"));
    for (what, inbound, expected) in [
        ("no token", upgrade(&url, "helpthread.live.v1"), (401, "missing_authentication")),
        (
            "a token in the header only",
            upgrade(&url, "helpthread.live.v1").with("authorization", Some(&token)),
            (401, "missing_authentication"),
        ),
        ("an empty token", upgrade(&url, "helpthread.live.v1, helpthread.session."), (401, "invalid_session")),
        ("two tokens", upgrade(&url, &twice), (401, "invalid_session")),
        (
            "a foreign page",
            upgrade(&url, &own).with("origin", Some("https://evil.example")),
            (403, "origin_not_allowed"),
        ),
        ("no upgrade", upgrade(&url, &own).with("upgrade", None), (400, "invalid_request")),
        ("another upgrade", upgrade(&url, &own).with("upgrade", Some("h2c")), (400, "invalid_request")),
        ("another protocol", upgrade(&url, own.trim_start_matches("helpthread.live.v1, ")), (400, "invalid_request")),
        ("another method", Inbound { method: "POST", ..upgrade(&url, &own) }, (405, "method_not_allowed")),
    ] {
        assert_eq!(refusal(&answered(&inbound)), (expected.0, expected.1.to_owned()), "{what}");
    }
    for id in [SOMEBODY_ELSE, "cus_nobody", "usr_1"] {
        assert_eq!(refusal(&answered(&upgrade(&self::url(id), &own))), (404, "customer_not_found".to_owned()), "{id}");
    }
}

#[test]
fn a_cursor_is_plain_or_refused() {
    let own = protocols(&bearer(customer(JANE)));
    let long = "x".repeat(65);
    for query in [
        "after=",
        "after=a&after=b",
        "after=%00",
        "after=%3Cscript%3E",
        "cursor=1",
        "token=x",
        &format!("after={long}"),
    ] {
        let answer = answered(&upgrade(&format!("{}?{query}", url(JANE)), &own));
        assert_eq!(refusal(&answer), (400, "invalid_filter".to_owned()), "{query}");
    }
}

#[test]
fn without_hubs_there_is_nothing_to_follow() {
    let own = protocols(&bearer(customer(JANE)));
    let config = config();
    let url = url(JANE);
    let Decision::Answer(answer) = decide(&upgrade(&url, &own), &config, Mode::Stateless, NOW).0 else {
        panic!("a refusal")
    };
    assert_eq!(refusal(&answer), (404, "not_found".to_owned()));
}
