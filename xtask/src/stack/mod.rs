//! The three Workers, running in plain workerd from the built bundles.
//!
//! `cargo xtask dev`, the browser tests (through the `stack` task) and the contract tests all start the same thing:
//! one process per Worker, on loopback, ended with us whatever happens ([`crate::guard`]). A test can give any of them
//! other settings, stop one, kill one, and start it again on the same port with the same storage.
//!
//! ```no_run
//! use xtask::settings::Worker;
//! use xtask::stack::{Stack, StackOptions};
//!
//! let mut stack = Stack::start(StackOptions::new([Worker::Api, Worker::Proxy]).set(Worker::Proxy, "EXPOSE_ASSIGNEE", "true"))?;
//! println!("{}", stack.url(Worker::Proxy));
//! stack.stop(Worker::Api)?;
//! # Ok::<(), anyhow::Error>(())
//! ```

mod lines;
mod options;
mod ports;
mod process;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

pub use lines::serve;
pub use options::{Event, StackOptions};
pub use ports::{Claim, check_free, claim};

use crate::guard::{self, Signal};
use crate::settings::{Ports, Worker};
use process::{Launch, Process};

/// Running Workers. Dropping it ends them and removes their temporary storage.
#[derive(Debug)]
pub struct Stack {
    options: StackOptions,
    ports: Ports,
    storage: PathBuf,
    running: BTreeMap<Worker, Process>,
    /// What each Worker printed in its earlier lives.
    earlier_logs: BTreeMap<Worker, String>,
    // These last, so that they are given up after the processes that use them have ended.
    _claim: Option<Claim>,
    temporary: Option<TempDir>,
}

impl Stack {
    /// Start the Workers of `options`, and return when all of them listen.
    ///
    /// # Errors
    /// If a bundle is missing, a port is taken, or a Worker does not start: then with what it printed.
    pub fn start(options: StackOptions) -> Result<Self> {
        let (ports, claim) = match options.ports {
            Some(ports) => (ports, None),
            None => claim().map(|claim| (claim.ports, Some(claim)))?,
        };
        let (storage, temporary) = if let Some(folder) = &options.storage {
            (folder.clone(), None)
        } else {
            let folder =
                tempfile::Builder::new().prefix("helpthread-").tempdir().context("cannot make a temporary folder")?;
            (folder.path().to_owned(), Some(folder))
        };
        fs::create_dir_all(&storage).with_context(|| format!("cannot make {}", storage.display()))?;
        let workers = options.workers.clone();
        let (running, earlier_logs) = (BTreeMap::new(), BTreeMap::new());
        let mut stack = Self { options, ports, storage, running, earlier_logs, _claim: claim, temporary };
        for worker in workers {
            stack.start_again(worker)?;
        }
        Ok(stack)
    }

    /// A Worker's URL, such as `http://127.0.0.1:8788`. It is known even while the Worker is stopped or was never asked for.
    #[must_use]
    pub fn url(&self, worker: Worker) -> String {
        self.ports.url(worker)
    }

    /// Start a Worker that is not running: again on its port, with its storage and settings. It runs the bundle that is
    /// on the disk now.
    ///
    /// # Errors
    /// If it is running, or does not start.
    pub fn start_again(&mut self, worker: Worker) -> Result<()> {
        if self.running.contains_key(&worker) {
            bail!("{} is running", worker.name());
        }
        let storage = self.options.has_objects(worker).then(|| self.storage.join(worker.name()));
        if let Some(folder) = &storage {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let launch = Launch {
            worker,
            configuration: self.options.configuration_of(worker),
            port: self.ports.of(worker),
            storage: storage.as_deref(),
            temporary: self.temporary.as_ref().map(TempDir::path),
            public_network: self.options.public_network,
            environment: self.options.environment(worker, self.ports),
            observer: self.options.observer.clone(),
        };
        self.running.insert(worker, Process::start(launch)?);
        Ok(())
    }

    /// Ask a Worker to end, and wait until it has. Requests under way are answered within two seconds or cut.
    ///
    /// # Errors
    /// If it is not running.
    pub fn stop(&mut self, worker: Worker) -> Result<()> {
        self.end(worker, Signal::Term)
    }

    /// End a Worker at once, as a power cut would (`kill -9`).
    ///
    /// # Errors
    /// If it is not running.
    pub fn kill(&mut self, worker: Worker) -> Result<()> {
        self.end(worker, Signal::Kill)
    }

    /// Change the settings of a Worker that is not running; they apply when it is started again.
    pub fn set(&mut self, worker: Worker, name: &str, value: &str) {
        self.options.override_setting(worker, name, Some(value));
    }

    /// Change what the stack is made of, for Workers that are not running; ports and storage stay.
    pub fn change(&mut self, change: impl FnOnce(StackOptions) -> StackOptions) {
        self.options = change(self.options.clone());
    }

    /// What a Worker has printed since the stack was started.
    #[must_use]
    pub fn log(&self, worker: Worker) -> String {
        let mut log = self.earlier_logs.get(&worker).cloned().unwrap_or_default();
        if let Some(process) = self.running.get(&worker) {
            log.push_str(&process.log());
        }
        log
    }

    /// A running Worker's workerd, and not the guard that it runs under; none where the system does not tell.
    #[must_use]
    pub fn process_id(&self, worker: Worker) -> Option<u32> {
        guard::guarded(self.running.get(&worker)?.id(), "workerd")
    }

    /// Where the SQLite files of a Worker's Durable Objects are.
    #[must_use]
    pub fn storage(&self, worker: Worker) -> PathBuf {
        self.storage.join(worker.name())
    }

    fn end(&mut self, worker: Worker, signal: Signal) -> Result<()> {
        let Some(mut process) = self.running.remove(&worker) else { bail!("{} is not running", worker.name()) };
        process.end(signal);
        self.earlier_logs.entry(worker).or_default().push_str(&process.log());
        Ok(())
    }
}
