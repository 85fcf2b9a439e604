//! One workerd process.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, BufRead, BufReader, PipeReader};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};

use super::options::{Event, Observer};
use crate::failure::Failure;
use crate::guard::{self, Signal};
use crate::repository;
use crate::settings::{self, Worker};

/// How long a Worker may take until it listens, on a busy machine.
const START: Duration = Duration::from_mins(1);
/// How long it may take to end once asked.
const PATIENCE: Duration = Duration::from_secs(2);

/// How to start a Worker.
pub(super) struct Launch<'a> {
    pub(super) worker: Worker,
    pub(super) configuration: PathBuf,
    pub(super) port: u16,
    /// Where its Durable Objects live; none if it has none.
    pub(super) storage: Option<&'a Path>,
    /// What must not outlive us; none where storage is kept.
    pub(super) temporary: Option<&'a Path>,
    pub(super) public_network: bool,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) observer: Option<Observer>,
}

/// A Worker that runs, or has ended.
#[derive(Debug)]
pub(super) struct Process {
    id: u32,
    log: Arc<Mutex<String>>,
    /// Set before we end it, so that its end is no surprise.
    expected: Arc<AtomicBool>,
    /// Follows the output until it closes, then waits for the process.
    follower: Option<JoinHandle<()>>,
    /// Closed by the follower's end. Nothing is ever sent.
    ended: Receiver<()>,
}

struct Follower {
    worker: Worker,
    child: Child,
    log: Arc<Mutex<String>>,
    expected: Arc<AtomicBool>,
    observer: Option<Observer>,
    /// Told once that the socket is open; dropped when the process has ended.
    listening: Option<Sender<()>>,
    /// Held until the process has ended.
    _running: Sender<()>,
}

impl Process {
    /// Start a Worker and wait until it listens.
    pub(super) fn start(launch: Launch<'_>) -> Result<Self> {
        let worker = launch.worker;
        if !worker.bundle().exists() {
            return Err(Failure::new(format!("the {} is not built: run cargo xtask build", worker.name())).into());
        }
        let (output, writer) = io::pipe().context("cannot make a pipe")?;
        let program = repository::workerd()?;
        let mut command = match launch.temporary {
            Some(folder) => guard::command_that_stores(folder, program),
            None => guard::command(program),
        };
        command
            .arg("serve")
            .arg(&launch.configuration)
            .arg(settings::config_name(launch.public_network))
            .arg(format!("--socket-addr=http=127.0.0.1:{}", launch.port))
            .arg("--control-fd=1")
            // Nothing of the developer's shell may change what a Worker sees.
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .envs(launch.environment)
            .stdout(writer.try_clone().context("cannot share a pipe")?)
            .stderr(writer);
        if let Some(storage) = launch.storage {
            command.arg(format!("--directory-path=objects={}", storage.display()));
        }
        let child = guard::spawn(&mut command).context("cannot start workerd")?;
        drop(command);

        let (sender, listening) = channel();
        let (running, ended) = channel();
        let (log, expected) = (Arc::default(), Arc::default());
        let follower = Follower {
            worker,
            log: Arc::clone(&log),
            expected: Arc::clone(&expected),
            observer: launch.observer,
            listening: Some(sender),
            _running: running,
            child,
        };
        let id = follower.child.id();
        let follower = Some(thread::spawn(move || follower.follow(output)));
        let process = Self { id, log, expected, follower, ended };
        if listening.recv_timeout(START).is_err() {
            process.expected.store(true, Ordering::SeqCst);
            let mut failure = Failure::new(format!("the {} did not start", worker.name()));
            failure.tail = process.log();
            return Err(failure.into());
        }
        Ok(process)
    }

    /// The system's number for its guard.
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// What it has printed.
    pub(super) fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// End it, and return when it has ended.
    pub(super) fn end(&mut self, signal: Signal) {
        self.expected.store(true, Ordering::SeqCst);
        guard::signal(self.id, signal);
        // It answers what is under way first, but a WebSocket would keep it for ever.
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            guard::signal(self.id, Signal::Kill);
        }
        if let Some(follower) = self.follower.take() {
            let _ = follower.join();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end(Signal::Term);
    }
}

impl Follower {
    fn follow(mut self, output: PipeReader) {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if is_listening(&line) {
                self.listening.take().map(|sender| sender.send(()));
                continue;
            }
            let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line);
            log.push('\n');
            drop(log);
            self.tell(Event::Line(self.worker, line));
        }
        let _ = guard::wait(&mut self.child);
        let started = self.listening.take().is_none();
        if started && !self.expected.load(Ordering::SeqCst) && !guard::is_ending() {
            self.tell(Event::Died(self.worker));
        }
    }

    fn tell(&self, event: Event) {
        if let Some(observer) = &self.observer {
            observer(event);
        }
    }
}

/// Whether a line is workerd's word on its control descriptor that the socket is open.
fn is_listening(line: &str) -> bool {
    line.starts_with("{\"event\":\"listen\"")
}
