//! The workspace's credential is replaced or revoked while requests are under way: none of them may fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use helpthread_tests::inbox::success;
use helpthread_tests::proxy::{KEY, Proxy, SECRET, turn};
use helpthread_tests::token::mac;
use helpthread_tests::upstream::{Script, answer};
use xtask::settings::Worker;

use crate::{HELLO, own_history, reply};

const OLD_KEY: &str = "sk_live_old0key";
const OLD_SECRET: &str = "whsec_old_5e0c44aa21d94d1b8f3e";

/// Upstream takes the new credential if `new` says so, otherwise the old one.
fn takes(new: Arc<AtomicBool>) -> Script {
    Arc::new(move |received, connection| {
        let new = new.load(Ordering::SeqCst);
        let (key, secret) = if new { (KEY, SECRET) } else { (OLD_KEY, OLD_SECRET) };
        let signature = base16ct::lower::encode_string(&mac(secret, &received.body));
        let signed = format!(r#"workspace_key="{key}", signature="sha256={signature}""#);
        let told = if received.head.contains(&signed) {
            success(received)
        } else {
            let error =
                r#"{"error":{"code":"invalid_signature","message":"The signature does not match the raw body."}}"#;
            answer("401 Unauthorized", "Content-Type: application/json\r\n", error)
        };
        std::io::Write::write_all(connection, told.as_bytes())
    })
}

fn with_both() -> Proxy {
    Proxy::start(|options| {
        let options = options.set(Worker::Proxy, "HELPTHREAD_WORKSPACE_KEY_PREVIOUS", OLD_KEY);
        options.set(Worker::Proxy, "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS", OLD_SECRET)
    })
}

#[test]
fn a_rotation_under_load_fails_no_request() {
    const EACH: usize = 60;
    let proxy = with_both();
    let new = Arc::new(AtomicBool::new(false));
    proxy.upstream.script(takes(Arc::clone(&new)));
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (proxy, new, done) = (&proxy, &new, &done);
            scope.spawn(move || {
                for _ in 0..EACH {
                    let (request, status) = if worker == 0 { (reply(HELLO), 201) } else { (own_history(), 200) };
                    assert_eq!(proxy.send(&request).status, status);
                    // The new credential is taken from the middle on, and the old one is revoked at the same moment.
                    if done.fetch_add(1, Ordering::SeqCst) == 2 * EACH {
                        new.store(true, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let asked = proxy.upstream.requests().len();
    assert!((4 * EACH + 2..4 * EACH + 20).contains(&asked), "the other credential is remembered: {asked} requests");
    assert!(!proxy.log().contains(OLD_SECRET));
}

#[test]
fn a_credential_that_nobody_takes_is_the_operators_problem() {
    let proxy = turn();
    proxy.upstream.script(takes(Arc::new(AtomicBool::new(false))));
    assert_eq!(proxy.send(&own_history()).refusal(), (503, "misconfigured".to_owned()));
    assert_eq!(proxy.upstream.requests().len(), 1);
}
