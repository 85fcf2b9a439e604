//! Row 27: a client that writes the log.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, Proxy, history_of, turn};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::bytes;
use helpthread_tests::wait::until;
use serde_json::Value;

/// What a line may say.
const FIELDS: [&str; 5] = ["event", "request_id", "reason", "status", "problems"];

/// The objects in the log. workerd may put words of its own before or between them.
fn lines(proxy: &Proxy) -> Vec<Value> {
    let log = proxy.log();
    let objects = log.lines().filter_map(|line| line.find('{').map(|start| line[start..].to_owned()));
    objects.map(|line| serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

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
    ] {
        proxy.send(&request);
    }
    assert!(!proxy.log().contains("forged") && !proxy.log().contains('\u{1b}'), "{}", proxy.log());
}

#[test]
fn every_line_is_json_of_known_fields() {
    let proxy = turn();
    proxy.upstream.script(bytes("garbage"));
    let answer = proxy.send(&crate::own_history());
    let told = answer.header("X-Request-Id").expect("an id").to_owned();
    // The log comes through a pipe, in its own time.
    until("a line of the request", || lines(&proxy).iter().any(|line| line["request_id"] == told.as_str()));
    for line in lines(&proxy) {
        let object = line.as_object().expect("an object");
        assert!(object.keys().all(|field| FIELDS.contains(&field.as_str())), "{object:?}");
    }
}
