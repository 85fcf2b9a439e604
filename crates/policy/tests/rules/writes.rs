//! Replies and changes (proxy.md §2): the head first, then the body.

use crate::given::{AGENT, JANE, NOW, PAGE, agent, answered, bearer, config, customer, header, refusal, secret};
use helpthread_core::{
    scope::Scopes,
    session::{Claims, mint},
};
use helpthread_policy::{
    answer::Answer,
    body::{Headed, ReadBody},
    decide::{Admitted, Decision, Mode, decide},
    inbound::Inbound,
};

const REPLY: &str = "https://p/v1/conversations/cnv_1/messages";
const CHANGE: &str = "https://p/v1/conversations/cnv_1";
const OTHER_AGENT: &str = "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W";

fn post<'a>(url: &'a str, token: &'a str) -> Inbound<'a> {
    let method = if url == CHANGE { "PATCH" } else { "POST" };
    let inbound = Inbound { method, url, ..Inbound::default() };
    inbound.with("origin", Some(PAGE)).with("authorization", Some(token)).with("content-type", Some("application/json"))
}

fn headed(inbound: &Inbound<'_>) -> Headed {
    match decide(inbound, &config(), Mode::Hubs, NOW).0 {
        Decision::ReadBody(headed, _) => headed,
        other => panic!("the body is to be read, not {other:?}"),
    }
}

fn admitted(inbound: &Inbound<'_>, body: &str) -> Result<Admitted, Answer> {
    headed(inbound).admit(ReadBody::Whole(body.as_bytes().to_vec()))
}

fn refused(inbound: &Inbound<'_>, body: &str) -> (u16, String) {
    refusal(&admitted(inbound, body).expect_err("a refusal"))
}

/// The body that goes to upstream.
fn sent(inbound: &Inbound<'_>, body: &str) -> String {
    admitted(inbound, body).expect("a call").call.body().expect("a body")
}

#[test]
fn the_author_of_a_reply_is_the_sessions_agent() {
    let token = bearer(agent());
    let expected = format!(r#"{{"author_type":"agent","agent_id":"{AGENT}","body":"Hi","internal":false}}"#);
    for body in [
        r#"{"body":"Hi"}"#.to_owned(),
        r#"{"body":"Hi","author_type":"agent"}"#.to_owned(),
        format!(r#" {{ "agent_id":"{AGENT}", "internal" : false, "body":"Hi" }} "#),
    ] {
        assert_eq!(sent(&post(REPLY, &token), &body), expected, "{body}");
    }
}

#[test]
fn a_reply_in_another_agents_name_is_refused() {
    let body = format!(r#"{{"body":"Hi","agent_id":"{OTHER_AGENT}"}}"#);
    assert_eq!(refused(&post(REPLY, &bearer(agent())), &body), (403, "insufficient_scope".to_owned()));
}

#[test]
fn a_body_that_the_contract_does_not_have_is_refused() {
    let token = bearer(agent());
    for (url, body) in [
        (REPLY, "{}"),
        (REPLY, ""),
        (REPLY, "null"),
        (REPLY, "[]"),
        (REPLY, r#"{"body":""}"#),
        (REPLY, r#"{"body":1}"#),
        (REPLY, r#"{"body":"Hi","author_type":"customer"}"#),
        (REPLY, r#"{"body":"Hi","author_type":null}"#),
        (REPLY, r#"{"body":"Hi","agent_id":null}"#),
        (REPLY, r#"{"body":"Hi","agent_id":"cus_1"}"#),
        (REPLY, r#"{"body":"Hi","body":"Ho"}"#),
        (REPLY, r#"{"body":"Hi","conversation_id":"cnv_2"}"#),
        (REPLY, r#"{"body":"Hi"}{"body":"Ho"}"#),
        (CHANGE, "{}"),
        (CHANGE, r#"{"status":"gone"}"#),
        (CHANGE, r#"{"status":"open","customer_id":"cus_2"}"#),
        (CHANGE, r#"{"assignee_id":5}"#),
    ] {
        assert_eq!(refused(&post(url, &token), body), (400, "invalid_request".to_owned()), "{body}");
    }
}

#[test]
fn a_change_is_written_again_with_its_tag() {
    let token = bearer(agent());
    assert_eq!(sent(&post(CHANGE, &token), r#"{ "assignee_id" : null }"#), r#"{"assignee_id":null}"#);
    let conditional = post(CHANGE, &token).with("if-match", Some("\"0123\""));
    let admitted = admitted(&conditional, r#"{"status":"closed"}"#).expect("a call");
    assert_eq!(admitted.call.if_match(), Some("\"0123\""));
}

#[test]
fn a_reply_and_a_change_without_a_tag_are_unconditional() {
    let token = bearer(agent());
    for (url, body) in [(REPLY, r#"{"body":"Hi"}"#), (CHANGE, r#"{"status":"closed"}"#)] {
        assert_eq!(admitted(&post(url, &token), body).expect("a call").call.if_match(), None);
    }
}

#[test]
fn a_tag_that_is_not_one_is_refused() {
    let token = bearer(agent());
    let long = format!("\"{}\"", "x".repeat(127));
    for tag in ["", "*", "0123", "W/\"0123\"", "\"a\", \"b\"", "\"a\nb\"", "\"\u{e9}\"", &long] {
        let answer = answered(&post(CHANGE, &token).with("if-match", Some(tag)));
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()), "{tag:?}");
    }
}

#[test]
fn a_reply_takes_an_idempotency_key_and_nothing_else_does() {
    let token = bearer(agent());
    let longest = "k".repeat(255);
    for key in ["1", "!~", &longest] {
        let inbound = post(REPLY, &token).with("idempotency-key", Some(key));
        assert_eq!(admitted(&inbound, r#"{"body":"Hi"}"#).expect("a call").idempotency_key.as_deref(), Some(key));
    }
    let too_long = "k".repeat(256);
    for key in ["", "a b", "a, b", "\u{e9}", "a\u{7f}", &too_long] {
        let answer = answered(&post(REPLY, &token).with("idempotency-key", Some(key)));
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()), "{key:?}");
    }
    let list = Inbound { method: "GET", url: "https://p/v1/conversations", ..post(REPLY, &token) };
    for inbound in [post(CHANGE, &token), list] {
        let answer = answered(&inbound.with("idempotency-key", Some("1")));
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()));
    }
}

#[test]
fn without_hubs_a_key_is_refused_because_nobody_would_keep_it() {
    let token = bearer(agent());
    let inbound = post(REPLY, &token).with("idempotency-key", Some("1"));
    let config = config();
    let Decision::Answer(answer) = decide(&inbound, &config, Mode::Stateless, NOW).0 else { panic!("a refusal") };
    assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()));
}

#[test]
fn everything_that_the_head_tells_is_refused_without_the_body() {
    let token = bearer(agent());
    let read_only =
        Claims::new(agent(), NOW, 600).expect("a lifetime").narrowed_to(Scopes::parse("conversations:read"));
    let read_only = format!("Bearer {}", mint(&read_only, &secret()));
    let jane = bearer(customer(JANE));
    for (what, inbound, expected) in [
        ("nobody", post(REPLY, &token).with("authorization", None), (401, "missing_authentication")),
        (
            "a foreign page",
            post(REPLY, &token).with("origin", Some("https://evil.example")),
            (403, "origin_not_allowed"),
        ),
        ("a customer", post(REPLY, &jane), (403, "insufficient_scope")),
        ("a customer's change", post(CHANGE, &jane), (403, "insufficient_scope")),
        ("a reader", post(REPLY, &read_only), (403, "insufficient_scope")),
        ("no type", post(REPLY, &token).with("content-type", None), (415, "unsupported_media_type")),
        ("a form", post(REPLY, &token).with("content-type", Some("text/plain")), (415, "unsupported_media_type")),
        (
            "a query",
            Inbound { url: "https://p/v1/conversations/cnv_1/messages?a=b", ..post(REPLY, &token) },
            (400, "invalid_filter"),
        ),
        (
            "an id of another type",
            Inbound { url: "https://p/v1/conversations/cus_1/messages", ..post(REPLY, &token) },
            (404, "conversation_not_found"),
        ),
        ("another method", Inbound { method: "PUT", ..post(REPLY, &token) }, (405, "method_not_allowed")),
    ] {
        assert_eq!(refusal(&answered(&inbound)), (expected.0, expected.1.to_owned()), "{what}");
    }
    let parameters = post(REPLY, &token).with("content-type", Some("Application/JSON ; charset=utf-8"));
    assert!(admitted(&parameters, r#"{"body":"Hi"}"#).is_ok(), "parameters of the content type are fine");
}

#[test]
fn a_customers_token_opens_no_agents_route_whatever_the_id() {
    let jane = bearer(customer(JANE));
    for url in ["https://p/v1/conversations/cus_1/messages", REPLY, CHANGE, "https://p/v1/conversations/none"] {
        let method = if url.ends_with("messages") { "POST" } else { "PATCH" };
        let answer = answered(&Inbound { method, ..post(url, &jane) });
        assert_eq!(refusal(&answer), (403, "insufficient_scope".to_owned()), "{url}");
    }
    let list = Inbound { method: "GET", url: "https://p/v1/conversations", ..post(REPLY, &jane) };
    assert_eq!(refusal(&answered(&list)), (403, "insufficient_scope".to_owned()));
}

#[test]
fn a_preflight_tells_the_routes_own_method() {
    for (url, method) in [(REPLY, "POST"), (CHANGE, "PATCH"), ("https://p/v1/conversations", "GET")] {
        let preflight =
            Inbound { method: "OPTIONS", ..post(url, "") }.with("access-control-request-method", Some("POST"));
        let answer = answered(&preflight);
        assert_eq!((answer.status, header(&answer, "Access-Control-Allow-Methods")), (204, Some(method)));
    }
}

#[test]
fn only_options_with_a_page_and_a_method_to_ask_for_is_a_preflight() {
    let asks = |inbound: Inbound<'static>| inbound.with("access-control-request-method", Some("POST"));
    let plain = |method| Inbound { method, url: CHANGE, ..Inbound::default() };
    assert!(asks(plain("OPTIONS").with("origin", Some(PAGE))).is_preflight());
    assert!(!asks(plain("PATCH").with("origin", Some(PAGE))).is_preflight(), "another method");
    assert!(!asks(plain("OPTIONS")).is_preflight(), "no page");
    assert!(!plain("OPTIONS").with("origin", Some(PAGE)).is_preflight(), "nothing to ask for");
}

#[test]
fn a_body_that_does_not_come_whole_is_refused() {
    let token = bearer(agent());
    for (body, expected) in [
        (ReadBody::TooLarge, (413, "payload_too_large")),
        (ReadBody::TooSlow, (400, "invalid_request")),
        (ReadBody::Broken, (400, "invalid_request")),
    ] {
        let refused = headed(&post(REPLY, &token)).admit(body).expect_err("a refusal");
        assert_eq!(refusal(&refused), (expected.0, expected.1.to_owned()));
    }
}

#[test]
fn a_body_may_be_nested_32_deep_and_no_deeper() {
    let token = bearer(agent());
    let message = |body: &str| {
        let refused = admitted(&post(CHANGE, &token), body).expect_err("a refusal");
        crate::given::body(&refused)["error"]["message"].as_str().expect("a message").to_owned()
    };
    let nested = |depth: usize| format!(r#"{{"status":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(message(&nested(32)).contains("status"));
    assert!(message(&nested(33)).contains("32 levels"));
    assert!(message(&"[".repeat(200_000)).contains("32 levels"));
    let in_a_string = format!(r#"{{"body":"{} \" \\"}}"#, "[{".repeat(100));
    assert!(admitted(&post(REPLY, &token), &in_a_string).is_ok(), "brackets in a text are not levels");
    let after_a_quote = format!(r#"{{"body":"\" {}"}}"#, "[{".repeat(100));
    assert!(admitted(&post(REPLY, &token), &after_a_quote).is_ok(), "nor are those after a quote in a text");
    let after_a_backslash = format!(r#"{{"body":"\\"}}{}"#, "[".repeat(33));
    assert!(
        message(&after_a_backslash).contains("32 levels"),
        "an escaped backslash does not escape the end of a text"
    );
    assert!(message(&format!("\\{}", "[".repeat(33))).contains("32 levels"), "outside of a text nothing is escaped");
}
