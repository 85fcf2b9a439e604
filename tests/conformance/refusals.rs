//! Every error that these routes can produce, word for word (api-v1.md §4). The filters' are in `filters.rs`, 429 in
//! `rate_limit.rs`.

use helpthread_tests::http::Answer;
use helpthread_tests::token::now;

use crate::api::{Api, api};
use crate::curl::{KEY, header, sign};
use crate::lists::JANE;

/// The limit of a body, in bytes.
const LIMIT: usize = 256 * 1024;

fn is(answer: &Answer, status: u16, code: &str, message: &str) {
    let expected = serde_json::json!({ "error": { "code": code, "message": message } });
    assert_eq!((answer.status, answer.json()), (status, expected));
}

#[test]
fn missing_authentication() {
    let answer = api().get("/conversations").unsigned().answer();
    is(&answer, 401, "missing_authentication", "There is no Authorization header.");
    assert_eq!(answer.header("WWW-Authenticate"), Some("HTHMAC"));
}

/// Authorization headers that are all refused alike, so that keys cannot be probed.
fn wrong_headers() -> Vec<(&'static str, String)> {
    let (right, now) = (sign(b""), now().to_string());
    let flipped = format!("{}{}", &right[..63], if right.ends_with('0') { '1' } else { '0' });
    vec![
        ("a wrong signature", header(KEY, &flipped, &now)),
        ("another body's signature", header(KEY, &sign(b"{}"), &now)),
        ("an unknown key", header("sk_test_unknown", &right, &now)),
        ("another credential of this workspace", header("sk_test_abc123_two", &right, &now)),
        ("a key of no form", header("key", &right, &now)),
        ("upper-case hex", header(KEY, &right.to_uppercase(), &now)),
        ("63 digits", header(KEY, &right[..63], &now)),
        ("no timestamp", format!(r#"HTHMAC workspace_key="{KEY}", signature="sha256={right}""#)),
        ("a timestamp twice", format!(r#"{}, timestamp="{now}""#, header(KEY, &right, &now))),
        ("an unknown parameter", format!(r#"{}, nonce="1""#, header(KEY, &right, &now))),
        ("no quotes", header(KEY, &right, &now).replace('"', "")),
        ("another scheme", header(KEY, &right, &now).replacen("HTHMAC", "Bearer", 1)),
        ("a scheme alone", "HTHMAC".to_owned()),
    ]
}

/// What tells two refusals apart: everything but when and which request it was.
fn apart_from_the_request(mut answer: Answer) -> String {
    answer.headers.retain(|(name, _)| name != "date" && name != "x-request-id");
    answer.everything()
}

#[test]
fn invalid_signature_whatever_is_wrong_with_the_header() {
    let api = api();
    let first = api.get("/conversations").authorization(&wrong_headers()[0].1).answer();
    is(&first, 401, "invalid_signature", "The signature does not match the raw body.");
    let first = apart_from_the_request(first);
    for (name, header) in wrong_headers() {
        let answer = api.get("/conversations").authorization(&header).answer();
        assert_eq!(apart_from_the_request(answer), first, "{name}");
    }
}

#[test]
fn the_order_and_the_case_that_a_header_may_have() {
    let (signature, now) = (sign(b""), now());
    let header = format!(r#"hthmac timestamp="{now}",signature="sha256={signature}" , workspace_key="{KEY}""#);
    assert_eq!(api().get("/conversations?limit=1").authorization(&header).answer().status, 200);
}

#[test]
fn timestamp_out_of_range_either_way() {
    // The past may be near, because a slow request only gets older; the future leaves it time.
    for offset in [-301, 400, -86_400, 86_400] {
        let answer = api().get("/conversations").signed_at(offset).answer();
        is(&answer, 401, "timestamp_out_of_range", "The timestamp is outside the replay window.");
    }
}

#[test]
fn a_timestamp_within_300_s_either_way_is_accepted() {
    for offset in [-200, 299] {
        assert_eq!(api().get("/conversations?limit=1").signed_at(offset).answer().status, 200, "{offset}");
    }
}

fn too_large(api: &Api) -> Answer {
    api.get("/conversations").body(vec![b' '; LIMIT + 1]).answer()
}

#[test]
fn payload_too_large_by_its_stated_length() {
    is(&too_large(&api()), 413, "payload_too_large", "The body is larger than the limit.");
}

#[test]
fn payload_too_large_in_chunks() {
    let api = api();
    let call = api.get("/conversations").body(vec![b' '; LIMIT + 1]).header("Transfer-Encoding: chunked");
    is(&call.answer(), 413, "payload_too_large", "The body is larger than the limit.");
}

#[test]
fn a_body_of_exactly_the_limit_is_not_too_large() {
    let body = vec![b' '; LIMIT];
    assert_eq!(api().get("/conversations?limit=1").body(body).answer().status, 200);
}

#[test]
fn the_signature_is_of_the_body_that_was_sent() {
    let api = api();
    let call = || api.get("/conversations?limit=1").body("{\"a\": 1}\n");
    assert_eq!(call().answer().status, 200);
    let of_another = header(KEY, &sign(b"{\"a\":1}"), &now().to_string());
    assert_eq!(call().authorization(&of_another).answer().refusal(), (401, "invalid_signature".to_owned()));
}

#[test]
fn not_found() {
    let history = format!("/customers/{JANE}/conversations");
    let paths = [
        "",
        "/",
        "/nothing",
        "/conversations/",
        "//conversations",
        "/./conversations",
        "/x/../conversations",
        "/Conversations",
        "/conversations%2F",
        "/conversations;a=1",
        "/customers",
        "/customers//conversations",
        "/customers/cus_%31/conversations",
        "/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/",
        &history[..history.len() - 1],
    ];
    for path in paths {
        let answer = api().get(path).answer();
        is(&answer, 404, "not_found", "There is no such route.");
    }
    for url in [api().origin().to_owned() + "/conversations", api().origin().to_owned() + "/v2/conversations"] {
        is(&crate::curl::Call::to(&url).answer(), 404, "not_found", "There is no such route.");
    }
}

#[test]
fn method_not_allowed_names_those_that_are() {
    let conversation = "/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";
    let (history, messages) = (format!("/customers/{JANE}/conversations"), format!("{conversation}/messages"));
    for (path, allowed) in [
        ("/conversations", "GET"),
        (history.as_str(), "GET"),
        (messages.as_str(), "POST"),
        (conversation, "PATCH"),
        ("/webhooks", "POST"),
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "SEARCH"] {
            if method != allowed {
                let answer = api().get(path).method(method).answer();
                is(&answer, 405, "method_not_allowed", "The route does not answer this method.");
                assert_eq!(answer.header("Allow"), Some(allowed));
            }
        }
        let answer = api().get(path).method("HEAD").answer();
        assert_eq!((answer.status, answer.header("Allow")), (405, Some(allowed)));
    }
}

#[test]
fn customer_not_found() {
    for id in ["cus_nobody", "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2f", "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "nobody"] {
        let answer = api().get(&format!("/customers/{id}/conversations")).answer();
        is(&answer, 404, "customer_not_found", &format!("No customer was found for id {id}."));
    }
}

#[test]
fn a_known_customer_without_a_conversation_has_an_empty_history() {
    let records = std::fs::read_to_string(xtask::repository::path("www/build/crm.json")).expect("the host's records");
    let records: serde_json::Value = serde_json::from_str(&records).expect("the host's records are JSON");
    let wrote = |id: &str| crate::pages::everything().iter().any(|row| row["customer_id"] == id);
    let silent: Vec<_> = records["customers"]
        .as_array()
        .expect("customers")
        .iter()
        .filter_map(|record| record["id"].as_str().filter(|id| !wrote(id)))
        .collect();
    let mut statuses: Vec<u16> = Vec::new();
    for id in silent {
        let answer = api().get(&format!("/customers/{id}/conversations")).answer();
        statuses.push(answer.status);
        match answer.status {
            200 => assert_eq!(answer.json()["data"], serde_json::json!([])),
            _ => is(&answer, 404, "customer_not_found", &format!("No customer was found for id {id}.")),
        }
    }
    assert!(statuses.contains(&200) && statuses.contains(&404), "the seed has customers of both kinds: {statuses:?}");
}
