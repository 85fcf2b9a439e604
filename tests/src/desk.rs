//! An upstream whose history shows how often it was changed, whose answers can be held back, and which counts as api-v1.md §5 says.
//!
//! A page is written when its request arrives, before it is held back: so a test can make a read begin before a change and end
//! after it.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use serde_json::json;

use crate::inbox::{page_of, success};
use crate::token::now;
use crate::upstream::{Received, Upstream, answer};

/// The length of a window of the rate limit, in seconds.
const WINDOW: i64 = 60;

/// The desk of a support team.
#[derive(Debug, Default)]
pub struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    version: usize,
    /// Method of the requests that are held back.
    held: Option<&'static str>,
    waiting: usize,
    arrived: usize,
    /// Requests up to this one fail, by the order in which they arrived.
    fails_to: usize,
    limit: Option<usize>,
    counts: BTreeMap<i64, usize>,
}

impl Desk {
    /// Sits down at an upstream.
    pub fn at(upstream: &Upstream) -> Arc<Self> {
        let desk = Arc::new(Self::default());
        let ours = Arc::clone(&desk);
        upstream.script(Arc::new(move |received, connection| connection.write_all(ours.answer(received).as_bytes())));
        desk
    }

    /// From now on requests of this method are answered only after [`release`](Self::release).
    pub fn hold(&self, method: &'static str) {
        self.state().held = Some(method);
    }

    /// What is held back is answered.
    pub fn release(&self) {
        self.state().held = None;
        self.changed.notify_all();
    }

    /// How many requests are held back.
    pub fn waiting(&self) -> usize {
        self.state().waiting
    }

    /// Something of the history changes, and not through the proxy.
    pub fn change(&self) {
        self.state().version += 1;
    }

    /// What is held back fails; what arrives later does not.
    pub fn fail(&self) {
        let mut state = self.state();
        state.fails_to = state.arrived;
    }

    /// From now on so many requests a minute are answered, and those beyond with 429.
    pub fn limit(&self, limit: usize) {
        self.state().limit = Some(limit);
    }

    /// The most requests that came within one window.
    pub fn most_in_a_window(&self) -> usize {
        self.state().counts.values().copied().max().unwrap_or(0)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, received: &Received) -> String {
        let is_read = received.line().starts_with("GET");
        let mut state = self.state();
        let window = now() / WINDOW;
        let count = state.counts.entry(window).or_default();
        *count += 1;
        let used = *count;
        if !is_read {
            state.version += 1;
        }
        let version = state.version;
        state.waiting += 1;
        state.arrived += 1;
        let number = state.arrived;
        let is_held = |state: &mut State| state.held.is_some_and(|method| received.line().starts_with(method));
        let mut state = self.changed.wait_while(state, is_held).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        let (fails, limit) = (number <= state.fails_to, state.limit);
        drop(state);
        if fails {
            return answer("500 Internal Server Error", "", "");
        }
        let Some(limit) = limit else { return told(received, version) };
        let headers = format!(
            "HTTP/1.1 200 OK\r\nX-RateLimit-Limit: {limit}\r\nX-RateLimit-Remaining: {}\r\nX-RateLimit-Reset: {}\r\n",
            limit.saturating_sub(used),
            (window + 1) * WINDOW
        );
        if used > limit {
            return answer("429 Too Many Requests", headers.trim_start_matches("HTTP/1.1 200 OK\r\n"), "");
        }
        told(received, version).replacen("HTTP/1.1 200 OK\r\n", &headers, 1)
    }
}

/// What a request is answered while `version` is current.
fn told(received: &Received, version: usize) -> String {
    let path = received.line().split(' ').nth(1).unwrap_or_default();
    if !received.line().starts_with("GET /v1/customers/") {
        return success(received);
    }
    let mut page = page_of(path.split('/').nth(3).unwrap_or_default());
    page["data"][0]["subject"] = json!(subject(version));
    answer("200 OK", "Content-Type: application/json\r\n", &page.to_string())
}

/// The subject of the conversation on every page after so many changes.
pub fn subject(version: usize) -> String {
    format!("Changed {version} times")
}
