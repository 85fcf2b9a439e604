//! Row 19: a body that is large, deep, slow, or another length than it says.

use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use helpthread_tests::drip::drip;
use helpthread_tests::http::{Answer, Request};
use helpthread_tests::inbox::CONVERSATION;
use helpthread_tests::proxy::{AMELIA, Proxy, turn};
use helpthread_tests::token::Token;

use crate::{is_refused, reply};

/// The most that a write may have, and the most that the webhook receiver reads.
const LIMIT: usize = 256 * 1024;
const HOOK_LIMIT: usize = 512 * 1024;
/// How long the proxy waits for the rest of a body.
const READING: Duration = Duration::from_secs(10);
/// Longer than any answer takes, those that come only then included.
const PATIENCE: Duration = Duration::from_secs(30);

/// A reply's head up to its body's framing.
fn head(proxy: &Proxy, framing: &str) -> String {
    let token = Token::agent(AMELIA).mint();
    format!(
        "POST /v1/conversations/{CONVERSATION}/messages HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
         Authorization: Bearer {token}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n",
        proxy.host()
    )
}

/// JSON of exactly this length whose text is short enough for a message.
fn padded(length: usize) -> String {
    let body = crate::HELLO;
    format!("{}{body}", " ".repeat(length - body.len()))
}

#[test]
fn the_limit_is_exact() {
    let proxy = turn();
    assert_eq!(proxy.send(&reply(&padded(LIMIT))).status, 201, "exactly the limit");
    proxy.upstream.reset();
    is_refused(&proxy, &reply(&padded(LIMIT + 1)), 413, "payload_too_large");
}

#[test]
fn the_webhook_receiver_reads_twice_as_much_and_no_more() {
    let proxy = turn();
    let hook = |length: usize| {
        let signed = Request::new("POST", "/hooks/helpthread").header("webhook-id", "evt_1");
        let signed = signed.header("webhook-timestamp", "1").header("webhook-signature", "v1,AAAA");
        signed.body(vec![b'x'; length])
    };
    is_refused(&proxy, &hook(HOOK_LIMIT), 401, "invalid_signature");
    is_refused(&proxy, &hook(HOOK_LIMIT + 1), 413, "payload_too_large");
}

/// Sends a body of 64 KiB chunks until it is whole or nobody takes it any more.
fn chunked(proxy: &Proxy, chunks: usize) -> Answer {
    let mut connection = TcpStream::connect(proxy.host()).expect("the proxy listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    connection.write_all(head(proxy, "Transfer-Encoding: chunked").as_bytes()).expect("the head is taken");
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
    // It answers and closes before it has read what it does not want.
    let _ =
        (0..chunks).try_for_each(|_| connection.write_all(&chunk)).and_then(|()| connection.write_all(b"0\r\n\r\n"));
    Answer::read(BufReader::new(connection), false).expect("an answer")
}

#[test]
fn what_is_chunked_is_counted_while_it_is_read() {
    let proxy = turn();
    assert_eq!(chunked(&proxy, 160).refusal(), (413, "payload_too_large".to_owned()), "10 MB");
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

/// Where the system tells how much memory a process holds.
#[cfg(target_os = "linux")]
#[test]
fn large_bodies_do_not_fill_the_memory() {
    let proxy = Proxy::start(|options| options);
    chunked(&proxy, 160);
    let before = proxy.memory();
    for _ in 0..20 {
        assert_eq!(chunked(&proxy, 160).status, 413);
        is_refused(&proxy, &reply(&padded(LIMIT + 1)), 413, "payload_too_large");
    }
    let grown = proxy.memory().saturating_sub(before);
    assert!(grown < 64 * 1024 * 1024, "200 MB of bodies left {grown} bytes behind");
}

/// So many fields, each with a comma after it.
fn fields(count: usize) -> String {
    (0..count).fold(String::new(), |fields, field| fields + "\"" + &field.to_string() + "\":0,")
}

#[test]
fn what_is_deep_or_wide_is_refused_before_it_costs_anything() {
    let proxy = turn();
    let keys = fields(1_000_000);
    is_refused(&proxy, &reply(&format!("{{{keys}\"body\":\"x\"}}")), 413, "payload_too_large");
    let keys = fields(20_000);
    is_refused(&proxy, &reply(&format!("{{{keys}\"body\":\"x\"}}")), 400, "invalid_request");
    for deep in ["[".repeat(250_000), "{\"a\":".repeat(50_000), format!("{{\"body\":{}", "[".repeat(200_000))] {
        // What costs more with every level does not end within the 30 s after which `send` gives up.
        is_refused(&proxy, &reply(&deep), 400, "invalid_request");
    }
    let long = format!(r#"{{"body":"{}"}}"#, "x".repeat(65_537));
    is_refused(&proxy, &reply(&long), 400, "invalid_request");
}

#[test]
fn a_body_that_is_longer_than_it_says_is_cut_and_the_rest_is_no_request() {
    let proxy = turn();
    let hidden = format!("{}{}", crate::HELLO, head(&proxy, "Content-Length: 5"));
    let request = format!("{}{hidden}", head(&proxy, &format!("Content-Length: {}", crate::HELLO.len())));
    assert_eq!(proxy.send_raw(request.as_bytes()).expect("an answer").status, 201);
    assert_eq!(proxy.upstream.requests().len(), 1);
}

#[test]
fn a_body_that_never_ends_is_given_up_after_10_s() {
    // A proxy of its own, so that the other tests go on meanwhile.
    let proxy = Proxy::start(|options| options);
    std::thread::scope(|scope| {
        for (framing, more) in [
            ("Content-Length: 100000", b" ".as_slice()),
            ("Content-Length: 100000", b""),
            ("Transfer-Encoding: chunked", b"1\r\n \r\n"),
        ] {
            let proxy = &proxy;
            scope.spawn(move || {
                let (answer, took) = drip(proxy.host(), &head(proxy, framing), more);
                assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{framing}");
                assert!(took >= READING, "{framing}: {took:?}");
            });
        }
    });
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn a_body_that_breaks_off_is_not_half_a_write() {
    let proxy = turn();
    let broken = format!("{}{}", head(&proxy, "Content-Length: 500"), crate::HELLO);
    // The connection is gone, so there may be nobody to answer.
    let told = proxy.send_raw(broken.as_bytes()).map(|answer| answer.status);
    assert!(told.as_ref().map_or(true, |status| *status == 400), "{told:?}");
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn a_body_of_a_refused_request_is_not_waited_for() {
    let proxy = turn();
    let head = head(&proxy, "Content-Length: 100000").replace("Bearer ey", "Bearer xx");
    let mut connection = TcpStream::connect(proxy.host()).expect("the proxy listens");
    // Whoever waits for it does so for this long.
    connection.set_read_timeout(Some(READING)).expect("a timeout");
    connection.write_all(head.as_bytes()).expect("the head is taken");
    let answer = Answer::read(BufReader::new(connection), false).expect("an answer before the body");
    assert_eq!(answer.refusal(), (401, "invalid_session".to_owned()));
}
