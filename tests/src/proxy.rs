//! The signing proxy in plain workerd, between canary secrets and an [`Upstream`] that remembers everything.
//!
//! Every answer that comes through here, and everything that the proxy logs, is searched for the workspace secret and for
//! the signature of the empty body, which is as good as the secret (api-v1.md §1). So every test of this folder is also a
//! test of threats.md row 5.

use std::io;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde_json::Value;
use xtask::settings::{SESSION_SECRET, Worker};
use xtask::stack::{Stack, StackOptions};

use crate::http::{self, Answer, Request};
use crate::keys;
use crate::token::mac;
use crate::upstream::Upstream;
use crate::wait::until;

/// The workspace's key.
pub const KEY: &str = "sk_live_canary0key";
/// The workspace's secret, which occurs nowhere else in the world.
pub const SECRET: &str = "whsec_canary_4b1d9e7f05c2a8634d17";
/// The secrets of the webhooks that it receives: one that is base64, one of the older kind.
pub const WEBHOOK_SECRETS: [&str; 2] = ["whsec_Y2FuYXJ5LXdlYmhvb2stc2VjcmV0LTAw", "whsec_live_canary_1a2b3c4d5e6f7g8h"];
/// `SESSION_SECRET_PREVIOUS`, as in `tests/vectors/session-tokens.json`.
pub const PREVIOUS_SESSION_SECRET: &str = "previous_session_secret_0123456789abcdef";
/// The host's own page.
pub const ORIGIN: &str = "https://app.example.com";
/// Another page of the host's.
pub const OTHER_ORIGIN: &str = "http://127.0.0.1:3000";
/// The page of the vectors.
pub const VECTORS_ORIGIN: &str = "http://localhost:8787";
/// The customer of the contract's examples.
pub const JANE: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
/// The contract's second customer.
pub const MARCUS: &str = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";
/// An agent.
pub const AMELIA: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

/// A running proxy and its upstream.
#[derive(Debug)]
pub struct Proxy {
    url: String,
    stack: Mutex<Stack>,
    /// What it asks.
    pub upstream: Upstream,
}

/// The proxy that the tests of a binary share, for as long as one of them runs it.
static SHARED: Mutex<Weak<Proxy>> = Mutex::new(Weak::new());
/// Whose turn it is: requests that are counted must be one test's own.
static TURN: Mutex<()> = Mutex::new(());

/// The shared proxy, for one test alone.
#[derive(Debug)]
pub struct Turn {
    // First, so that the next test goes on before the last one ends the proxy.
    _guard: MutexGuard<'static, ()>,
    proxy: Arc<Proxy>,
}

impl Deref for Turn {
    type Target = Proxy;

    fn deref(&self) -> &Proxy {
        &self.proxy
    }
}

/// Waits for the shared proxy. Its upstream has seen nothing and behaves well.
pub fn turn() -> Turn {
    // Taken before the turn, so that those who wait keep the proxy running.
    let proxy = {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let proxy = Arc::new(Proxy::start(|options| options));
            *shared = Arc::downgrade(&proxy);
            proxy
        })
    };
    let guard = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    proxy.upstream.reset();
    Turn { _guard: guard, proxy }
}

/// `/v1/customers/:id/conversations`.
pub fn history_of(customer: &str) -> String {
    format!("/v1/customers/{customer}/conversations")
}

impl Proxy {
    /// A proxy of one's own without hubs, with other settings.
    pub fn start(options: impl FnOnce(StackOptions) -> StackOptions) -> Self {
        Self::start_with_hubs(|ours| options(ours.stateless()))
    }

    /// A proxy of one's own with hubs and empty storage, with other settings.
    pub fn start_with_hubs(options: impl FnOnce(StackOptions) -> StackOptions) -> Self {
        let upstream = Upstream::start();
        let settings = [
            ("HELPTHREAD_BASE_URL", upstream.base_url()),
            ("HELPTHREAD_WORKSPACE_KEY", KEY.to_owned()),
            ("HELPTHREAD_WORKSPACE_SECRET", SECRET.to_owned()),
            ("SESSION_SECRET_PREVIOUS", PREVIOUS_SESSION_SECRET.to_owned()),
            ("WEBHOOK_SECRETS", WEBHOOK_SECRETS.join(",")),
            ("UPSTREAM_IDEMPOTENCY", "false".to_owned()),
            ("SESSION_JWKS", keys::jwks()),
            ("ALLOWED_ORIGINS", format!("{ORIGIN},{OTHER_ORIGIN},{VECTORS_ORIGIN}")),
        ];
        let ours = settings
            .iter()
            .fold(StackOptions::new([Worker::Proxy]), |options, (name, value)| options.set(Worker::Proxy, name, value));
        let stack =
            Stack::start(options(ours)).unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
        Self { url: stack.url(Worker::Proxy), stack: Mutex::new(stack), upstream }
    }

    /// Sends a request and reads its answer.
    pub fn send(&self, request: &Request) -> Answer {
        self.try_send(request).unwrap_or_else(|error| panic!("{error} after {request:?}"))
    }

    /// The same where the proxy may be gone before it has answered.
    ///
    /// # Errors
    /// If no whole answer comes.
    pub fn try_send(&self, request: &Request) -> io::Result<Answer> {
        let answer = http::send(&self.url, request)?;
        assert_no_secret(&answer.everything());
        Ok(answer)
    }

    /// Ends it at once, as a power cut would, and starts it again with what it had on disk.
    pub fn kill_and_start_again(&self) {
        let mut stack = self.stack.lock().unwrap_or_else(PoisonError::into_inner);
        stack.kill(Worker::Proxy).expect("it runs");
        stack.start_again(Worker::Proxy).expect("it starts again");
    }

    /// Ends it as an operator does, and starts it again.
    pub fn restart(&self) {
        let mut stack = self.stack.lock().unwrap_or_else(PoisonError::into_inner);
        stack.stop(Worker::Proxy).expect("it runs");
        stack.start_again(Worker::Proxy).expect("it starts again");
    }

    /// Sends bytes that need not be a request.
    ///
    /// # Errors
    /// If the connection is closed without an answer.
    pub fn send_raw(&self, bytes: &[u8]) -> io::Result<Answer> {
        let answer = http::send_raw(&self.url, bytes)?;
        assert_no_secret(&answer.everything());
        Ok(answer)
    }

    /// `host:port`.
    pub fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// What it has printed until now. Its words come through a pipe, in their own time and in order: once a last request's line is
    /// there, so is everything before it.
    pub fn log(&self) -> String {
        let printed = || self.stack.lock().unwrap_or_else(PoisonError::into_inner).log(Worker::Proxy);
        let last = http::send(&self.url, &Request::get("/healthz")).expect("the proxy answers");
        let id = last.header("X-Request-Id").expect("an id").to_owned();
        until("the last request's line", || printed().contains(&id));
        printed()
    }

    /// The objects in its log. workerd may put words of its own before or between them.
    pub fn log_lines(&self) -> Vec<Value> {
        let log = self.log();
        let objects = log.lines().filter_map(|line| line.find('{').map(|start| &line[start..]));
        objects.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
    }

    /// The memory that it holds now, in bytes.
    #[cfg(target_os = "linux")]
    pub fn memory(&self) -> u64 {
        let id = self.stack.lock().unwrap_or_else(PoisonError::into_inner).process_id(Worker::Proxy).expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux tells");
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        kilobytes.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).expect("a number") * 1024
    }

    /// What upstream has seen: one line per request.
    pub fn upstream_lines(&self) -> Vec<String> {
        self.upstream.requests().iter().map(|request| request.line().to_owned()).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let log = self.log();
            assert_no_secret(&log);
            assert!(!log.contains("eyJ"), "a token is in the log: {log}");
        }
    }
}

/// Every spelling of the secret and of the signature that it gives every GET.
pub fn secrets() -> Vec<String> {
    let signature = mac(SECRET, b"");
    vec![
        SECRET.to_owned(),
        Base64::encode_string(SECRET.as_bytes()).trim_end_matches('=').to_owned(),
        SESSION_SECRET.to_owned(),
        PREVIOUS_SESSION_SECRET.to_owned(),
        WEBHOOK_SECRETS[0].to_owned(),
        WEBHOOK_SECRETS[1].to_owned(),
        base16ct::lower::encode_string(&signature),
        base16ct::upper::encode_string(&signature),
        Base64::encode_string(&signature).trim_end_matches('=').to_owned(),
        Base64UrlUnpadded::encode_string(&signature),
    ]
}

/// Fails when any of [`secrets`] is in `text`.
pub fn assert_no_secret(text: &str) {
    for secret in secrets() {
        assert!(!text.contains(&secret), "a secret leaked: {text}");
    }
}
