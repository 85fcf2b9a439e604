//! The API server in plain workerd with the demo workspace (api-v1.md §9).

use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde_json::Value;
use xtask::settings::Worker;
use xtask::stack::{Stack, StackOptions};

use crate::curl::Call;

/// A running API server.
pub(crate) struct Api {
    url: String,
    stack: Mutex<Stack>,
}

/// The server that the tests share, for as long as one of them runs.
static SHARED: Mutex<Weak<Api>> = Mutex::new(Weak::new());

/// The shared server.
pub(crate) fn api() -> Arc<Api> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let api = Arc::new(Api::start());
        *shared = Arc::downgrade(&api);
        api
    })
}

impl Api {
    /// A server of one's own: nobody else uses its rate limit up.
    pub(crate) fn start() -> Self {
        let stack = Stack::start(StackOptions::new([Worker::Api]));
        let stack = stack.unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
        Self { url: stack.url(Worker::Api), stack: Mutex::new(stack) }
    }

    /// The base URL, with the version.
    pub(crate) fn base_url(&self) -> String {
        format!("{}/v1", self.url)
    }

    /// The URL without a path.
    pub(crate) fn origin(&self) -> &str {
        &self.url
    }

    /// A signed GET of a path below the base URL.
    pub(crate) fn get(&self, path: &str) -> Call {
        Call::to(&format!("{}{path}", self.base_url()))
    }

    /// The JSON of a signed GET that succeeds.
    pub(crate) fn page(&self, path: &str) -> Value {
        let answer = self.get(path).answer();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Kills the server as a power cut would, and starts it again on the same port and storage.
    pub(crate) fn restart(&self) {
        let mut stack = self.stack.lock().unwrap_or_else(PoisonError::into_inner);
        stack.kill(Worker::Api).expect("it runs");
        stack.start_again(Worker::Api).expect("it starts again");
    }

    /// What it has printed.
    pub(crate) fn log(&self) -> String {
        self.stack.lock().unwrap_or_else(PoisonError::into_inner).log(Worker::Api)
    }
}
