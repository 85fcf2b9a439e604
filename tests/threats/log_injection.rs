//! Row 27: a client that writes the log.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, history_of, turn};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::bytes;

/// What a line may say.
const FIELDS: [&str; 11] = [
    "event",
    "request_id",
    "route",
    "method",
    "role",
    "status",
    "cache",
    "upstream_attempts",
    "upstream_milliseconds",
    "upstream",
    "milliseconds",
];

#[test]
fn nothing_of_a_request_is_in_the_log() {
    let proxy = turn();
    proxy.upstream.script(bytes("HTTP/1.1 200 OK\r\nX: forged\u{1b}[31m\r\nContent-Length: 6\r\n\r\nforged"));
    let forged = "forged\u{1b}[31m{\"event\":\"forged\"}";
    let token = Token::customer(JANE).claim("name", forged).mint();
    for request in [
        Request::get(&history_of(JANE)).bearer(&token).header("User-Agent", forged).header("X-Request-Id", forged),
        Request::get(&history_of("forged")).bearer(&token),
        Request::get("/forged%0d%0a{\"event\":\"forged\"}").header("Referer", forged),
        Request::get(&format!("{}?forged%0a=forged", history_of(JANE))).bearer(&token).origin(forged),
        Request::get(&history_of(JANE)).bearer(forged),
        Request::new("FORGED", &history_of(JANE)),
        crate::reply(r#"{"body":"forged\u001b[31m\r\n{}"}"#).header("Idempotency-Key", "forged"),
        crate::reply(r#"{"body":"x","forged":1}"#).header("traceparent", "forged"),
        crate::change().header("If-Match", "forged"),
        Request::new("POST", "/hooks/helpthread")
            .header("webhook-id", "forged")
            .header("webhook-signature", "forged")
            .json("{}"),
    ] {
        proxy.send(&request);
    }
    for control in ["\r", "\n", "\u{1b}", "\u{7}", "\u{85}", "\u{2028}"] {
        for name in ["Origin", "Authorization", "If-Match", "Idempotency-Key", "traceparent", "Content-Type", "Upgrade"]
        {
            let head =
                format!("PATCH /v1/conversations/cnv_1 HTTP/1.1\r\nHost: x\r\n{name}: a{control}forged: b\r\n\r\n");
            // Closing the connection without an answer is as good as 400.
            drop(proxy.send_raw(head.as_bytes()));
        }
    }
    for line in proxy.log_lines() {
        assert_eq!(line["event"], "request", "{line}");
    }
    assert!(!proxy.log().contains("forged") && !proxy.log().contains('\u{1b}'), "{}", proxy.log());
}

#[test]
fn every_line_is_json_of_known_fields() {
    let proxy = turn();
    proxy.upstream.script(bytes("garbage"));
    let answer = proxy.send(&crate::own_history());
    let told = answer.header("X-Request-Id").expect("an id").to_owned();
    let lines = proxy.log_lines();
    let of_this = lines.iter().filter(|line| line["request_id"] == told.as_str());
    assert_eq!(of_this.count(), 1, "{told} is not in {lines:?}");
    for line in lines {
        let object = line.as_object().expect("an object");
        assert!(object.keys().all(|field| FIELDS.contains(&field.as_str())), "{object:?}");
    }
}
