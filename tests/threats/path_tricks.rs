//! Row 9: a path that is one thing here and another thing upstream. Raw.

use std::fs;

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{AMELIA, JANE, history_of, turn};
use helpthread_tests::token::Token;
use xtask::repository;

use crate::as_agent;

/// The request targets of `paths.txt`, in bytes.
fn targets() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(repository::path("tests/threats/paths.txt")).expect("the corpus");
    text.lines().filter(|line| !line.starts_with("# ")).map(bytes).collect()
}

fn bytes(line: &str) -> Vec<u8> {
    let mut parts = line.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).expect("two hex digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

#[test]
fn what_is_not_canonical_is_not_served_and_reaches_nobody() {
    let proxy = turn();
    let token = Token::agent(AMELIA).mint();
    let targets = targets();
    assert!(targets.len() >= 200, "{}", targets.len());
    let mut wrong = Vec::new();
    for target in targets {
        for method in ["GET", "POST", "PATCH"] {
            proxy.upstream.reset();
            let end = format!(" HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n", proxy.host());
            let request = [method.as_bytes(), b" ", &target[..], end.as_bytes()].concat();
            // Closing the connection without an answer is as good as 400.
            let status = proxy.send_raw(&request).map_or(400, |answer| answer.status);
            // Whatever a file of the widget is called, it answers GET only.
            let refused =
                [400, 404].contains(&status) || status == 405 && target.starts_with(b"/widget/") && method != "GET";
            if !refused || !proxy.upstream_lines().is_empty() {
                wrong.push(format!(
                    "{status} {method} {} {:?}",
                    String::from_utf8_lossy(&target),
                    proxy.upstream_lines()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_host_is_never_the_clients() {
    let proxy = turn();
    for host in ["evil.example", "evil.example:80", "127.0.0.1:8789", "user@evil.example", "[::1]", ""] {
        proxy.upstream.reset();
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
            history_of(JANE),
            Token::agent(AMELIA).mint()
        );
        if proxy.send_raw(request.as_bytes()).is_ok_and(|answer| answer.status == 200) {
            let requests = proxy.upstream.requests();
            let host_line =
                format!("host: {}", proxy.upstream.base_url().trim_start_matches("http://").trim_end_matches("/v1"));
            assert!(requests[0].head.to_lowercase().contains(&host_line), "{:?}", requests[0]);
        }
    }
}

#[test]
fn the_path_itself_is_served() {
    let proxy = turn();
    assert_eq!(proxy.send(&as_agent(&history_of(JANE))).status, 200);
    assert_eq!(proxy.send(&Request::get("/widget/history.js")).status, 200);
}

/// Plain workerd takes the path of an absolute form and puts `Host` where its authority was, so that the Worker sees the same URL either
/// way and cannot refuse what it cannot tell apart. Then it must mean the same, to the byte.
#[test]
fn an_absolute_form_is_its_path_and_its_host_is_nobody() {
    let proxy = turn();
    let asked = |target: &str| {
        proxy.upstream.reset();
        let answer = proxy.send(&as_agent(target));
        let headers = answer.headers.iter().filter(|(name, _)| name != "x-request-id" && name != "server-timing");
        let told = (answer.status, headers.cloned().collect::<Vec<_>>(), answer.text());
        (told, proxy.upstream.requests())
    };
    let path = history_of(JANE);
    let (expected, _) = asked(&path);
    assert_eq!(expected.0, 200);
    for authority in [
        "http://evil.example",
        "https://evil.example",
        "ftp://evil.example",
        "http://127.0.0.1:8789",
        "http://user@evil.example",
        "http://user:word@evil.example:80",
        "HTTP://EVIL.EXAMPLE",
    ] {
        let (told, requests) = asked(&format!("{authority}{path}"));
        assert_eq!(told, expected, "{authority}");
        let [request] = &requests[..] else { panic!("{requests:?}") };
        assert_eq!(request.line(), format!("GET {path}?limit=25 HTTP/1.1"));
        assert!(!request.head.to_lowercase().contains("evil") && !request.head.contains("8789"), "{request:?}");
    }
}

#[test]
fn an_absolute_form_makes_no_path_canonical() {
    let proxy = turn();
    let token = Token::agent(AMELIA).mint();
    for target in targets().into_iter().filter(|target| target.starts_with(b"/")) {
        let end = format!(" HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n", proxy.host());
        let request = [b"GET http://evil.example".as_slice(), &target, end.as_bytes()].concat();
        let status = proxy.send_raw(&request).map_or(400, |answer| answer.status);
        assert!([400, 404].contains(&status), "{status} {}", String::from_utf8_lossy(&target));
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}
