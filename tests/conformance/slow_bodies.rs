//! A body that comes slowly, or not at all, from whoever need not even have a key.

use std::time::Duration;

use helpthread_tests::drip::drip;

use crate::api::Api;

/// How long a body may take.
const READING: Duration = Duration::from_secs(10);

#[test]
fn a_body_that_never_ends_is_given_up_after_10_s() {
    let api = Api::start();
    let host = api.origin().trim_start_matches("http://").to_owned();
    let administers = "/_admin/workspaces HTTP/1.1\r\nAuthorization: Bearer sandbox_admin_dev";
    let signs = "/v1/webhooks HTTP/1.1\r\nAuthorization: anything";
    std::thread::scope(|scope| {
        for (target, framing, more) in [
            (signs, "Content-Length: 100000", b" ".as_slice()),
            (signs, "Content-Length: 100000", b""),
            (signs, "Transfer-Encoding: chunked", b"1\r\n \r\n"),
            (administers, "Content-Length: 100000", b" "),
        ] {
            let host = &host;
            scope.spawn(move || {
                let head =
                    format!("POST {target}\r\nHost: {host}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n");
                let (answer, took) = drip(host, &head, more);
                assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{target} {framing}");
                assert!(answer.text().contains("The body must arrive within 10 seconds."), "{}", answer.text());
                assert!(took >= READING, "{framing}: {took:?}");
            });
        }
    });
}
