//! The API server in plain workerd with the demo workspace (api-v1.md §9).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
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
        Self::start_with(|options| options)
    }

    /// The same with other settings.
    pub(crate) fn start_with(options: impl FnOnce(StackOptions) -> StackOptions) -> Self {
        let stack = Stack::start(options(StackOptions::new([Worker::Api])));
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

    /// Stops the server, has `work` done to the folder of its storage, and starts it again on the same port.
    pub(crate) fn while_stopped(&self, work: impl FnOnce(&Path)) {
        let mut stack = self.stack.lock().unwrap_or_else(PoisonError::into_inner);
        stack.stop(Worker::Api).expect("it runs");
        work(&stack.storage(Worker::Api));
        stack.start_again(Worker::Api).expect("it starts again");
    }

    /// The databases in its storage, one for every object that was ever asked for. What SQLite writes beside them comes and
    /// goes as objects wake and sleep.
    pub(crate) fn databases(&self) -> BTreeSet<PathBuf> {
        let files = files_in(&self.stack.lock().unwrap_or_else(PoisonError::into_inner).storage(Worker::Api));
        files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "sqlite")).collect()
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

/// The files in a folder and below.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("storage can be read");
    let paths = entries.map(|entry| entry.expect("storage can be read").path());
    paths.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}
