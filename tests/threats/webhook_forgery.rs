//! Row 15: an event that HelpThread did not send, or not now. What a hub does with a repeated or late one is proven there; a
//! deployment without hubs keeps nothing that an event could change.

use base64ct::{Base64, Encoding};
use helpthread_tests::hook::{signature, with_headers as delivery};
use helpthread_tests::http::Request;
use helpthread_tests::inbox::page_of;
use helpthread_tests::proxy::{JANE, KEY, ORIGIN, Proxy, SECRET, WEBHOOK_SECRETS, turn};
use helpthread_tests::token::{mac, now};

use crate::is_refused;

fn event() -> String {
    let data = page_of(JANE)["data"][0].clone();
    serde_json::json!({ "type": "conversation.updated", "timestamp": "2024-05-13T15:02:11.000Z", "data": data })
        .to_string()
}

fn signed(secret: &str, timestamp: i64, body: &str) -> Request {
    delivery("evt_1", &timestamp.to_string(), &signature(secret, "evt_1", timestamp, body), body)
}

fn is_taken(proxy: &Proxy, request: &Request, what: &str) {
    let answer = proxy.send(request);
    assert_eq!((answer.status, answer.body.len()), (204, 0), "{what}: {}", answer.text());
}

fn is_forged(proxy: &Proxy, request: &Request) {
    is_refused(proxy, request, 401, "invalid_signature");
}

#[test]
fn a_delivery_under_any_of_the_secrets_is_acknowledged() {
    let proxy = turn();
    for secret in WEBHOOK_SECRETS {
        is_taken(&proxy, &signed(secret, now(), &event()), secret);
    }
    let unknown = r#"{"type":"agent.created","timestamp":"2024-05-13T15:02:11.000Z","data":{}}"#;
    is_taken(&proxy, &signed(WEBHOOK_SECRETS[0], now(), unknown), "an event of a later version");
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let proxy = turn();
    let (timestamp, body) = (now(), event());
    let good = signature(WEBHOOK_SECRETS[0], "evt_1", timestamp, &body);
    let at = timestamp.to_string();
    for position in [0, 1, body.len() / 2, body.len() - 1] {
        let mut bytes = body.clone().into_bytes();
        bytes[position] ^= 1;
        is_forged(&proxy, &delivery("evt_1", &at, &good, &String::from_utf8(bytes).expect("ASCII")));
    }
    for position in 3..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        is_forged(&proxy, &delivery("evt_1", &at, &String::from_utf8(bytes).expect("ASCII"), &body));
    }
    is_forged(&proxy, &delivery("evt_2", &at, &good, &body));
    is_forged(&proxy, &delivery("evt_1", &(timestamp + 1).to_string(), &good, &body));
    is_forged(&proxy, &delivery("evt_1", &at, &good, &format!("{body} ")));
}

#[test]
fn a_signature_is_spelt_in_one_way() {
    let proxy = turn();
    let (timestamp, body) = (now(), event());
    let good = signature(WEBHOOK_SECRETS[0], "evt_1", timestamp, &body);
    let base64 = good.trim_start_matches("v1,").to_owned();
    for wrong in [
        "",
        "v1,",
        &base64,
        &good.to_uppercase(),
        &good.replace("v1,", "V1,"),
        &good.replace("v1,", "v1="),
        &good.replace("v1,", "v2,"),
        &good.replace("v1,", "v1a,"),
        good.trim_end_matches('='),
        &good[..good.len() - 4],
        &format!("{good}="),
        &format!("{good}AAAA"),
        &format!("v1,{base64},{base64}"),
        &format!("{good},{good}"),
        &format!("{good}, {good}"),
    ] {
        is_forged(&proxy, &delivery("evt_1", &timestamp.to_string(), wrong, &body));
    }
    for fine in [format!("v1,AAAA {good}"), format!("{good} v2,whatever")] {
        is_taken(&proxy, &delivery("evt_1", &timestamp.to_string(), &fine, &body), &fine);
    }
}

#[test]
fn each_header_is_there_exactly_once() {
    let proxy = turn();
    let (timestamp, body) = (now(), event());
    let at = timestamp.to_string();
    let good = signature(WEBHOOK_SECRETS[0], "evt_1", timestamp, &body);
    let headers = [("webhook-id", "evt_1"), ("webhook-timestamp", at.as_str()), ("webhook-signature", good.as_str())];
    for (index, (name, value)) in headers.iter().enumerate() {
        let hook = || Request::new("POST", "/hooks/helpthread");
        let others = headers.iter().enumerate().filter(|(other, _)| *other != index);
        let without = others.fold(hook(), |request, (_, (name, value))| request.header(name, value));
        is_forged(&proxy, &without.clone().json(&body));
        is_forged(&proxy, &without.clone().header(name, "").json(&body));
        is_forged(&proxy, &without.header(name, value).header(name, value).json(&body));
    }
}

#[test]
fn a_delivery_is_good_for_five_minutes() {
    let proxy = turn();
    for seconds in [-310, 310, -86_400] {
        let late = signed(WEBHOOK_SECRETS[0], now() + seconds, &event());
        is_refused(&proxy, &late, 401, "timestamp_out_of_range");
        // Only who knows a secret learns what the clock says.
        let forged = delivery("evt_1", &(now() + seconds).to_string(), "v1,AAAA", &event());
        is_forged(&proxy, &forged);
    }
    for seconds in [-290, 290] {
        is_taken(&proxy, &signed(WEBHOOK_SECRETS[0], now() + seconds, &event()), "within the window");
    }
}

#[test]
fn other_secrets_of_ours_sign_no_event() {
    let proxy = turn();
    for secret in [SECRET, KEY, xtask::settings::SESSION_SECRET, xtask::settings::WEBHOOK_SECRET, ""] {
        is_forged(&proxy, &signed(secret, now(), &event()));
    }
    // A request to the API and its signature, replayed as if it were a delivery.
    let body = event();
    let of_the_api = mac(SECRET, body.as_bytes());
    let replayed = format!("v1,{}", Base64::encode_string(&of_the_api));
    is_forged(&proxy, &delivery("evt_1", &now().to_string(), &replayed, &body));
    let hex = format!("v1,{}", base16ct::lower::encode_string(&of_the_api));
    is_forged(&proxy, &delivery("evt_1", &now().to_string(), &hex, &body));
}

#[test]
fn what_is_signed_and_no_event_changes_nothing() {
    let proxy = turn();
    let foreign = event().replace(JANE, "usr_1");
    for body in ["", "null", "[]", "{\"type\":\"conversation.updated\"}", &foreign, &"[".repeat(100_000)] {
        let request = signed(WEBHOOK_SECRETS[0], now(), body);
        is_refused(&proxy, &request, 400, "invalid_request");
    }
}

#[test]
fn a_page_learns_nothing_here() {
    let proxy = turn();
    is_forged(&proxy, &Request::new("POST", "/hooks/helpthread").origin(ORIGIN).json("{}"));
    is_refused(&proxy, &Request::get("/hooks/helpthread"), 405, "method_not_allowed");
    let without = Proxy::start(|options| options.unset(xtask::settings::Worker::Proxy, "WEBHOOK_SECRETS"));
    is_refused(&without, &signed(WEBHOOK_SECRETS[0], now(), &event()), 404, "not_found");
}
