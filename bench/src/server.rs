//! A workerd process on a free port, with storage of its own, which ends with us whatever happens ([`xtask::guard`]).

use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use xtask::guard::{self, Signal};
use xtask::repository;

/// How long it may take until it listens.
const START: Duration = Duration::from_mins(1);

/// How to start a server.
#[derive(Debug, Clone, Copy)]
pub struct Program<'a> {
    /// workerd's configuration file, relative to the repository.
    pub config: &'a str,
    /// The constant in that file.
    pub constant: &'a str,
    /// Environment variables.
    pub environment: &'a [(&'a str, &'a str)],
    /// Where V8's inspector listens, for a profile.
    pub inspector: Option<&'a str>,
    /// Whether it has Durable Objects, which are kept on a disk called `objects`.
    pub objects: bool,
}

/// A running server. Dropping it ends it and removes its storage.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    child: Child,
    reader: Option<JoinHandle<()>>,
    // Last, so that it is removed after the process that uses it has ended.
    _storage: TempDir,
}

impl Server {
    /// Starts a server and waits until it listens.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(program: Program<'_>) -> Result<Self> {
        let storage = tempfile::Builder::new().prefix("helpthread-bench-").tempdir()?;
        let (output, writer) = io::pipe()?;
        let mut command = guard::command_that_stores(storage.path(), repository::workerd()?);
        command.arg("serve").arg(repository::path(program.config)).arg(program.constant);
        command
            .args(["--socket-addr=http=127.0.0.1:0", "--control-fd=1"])
            .args(program.objects.then(|| objects(storage.path())));
        command.args(program.inspector.map(|address| format!("--inspector-addr={address}")));
        command.env_clear().envs(program.environment.iter().copied()).stdout(writer);
        let child = guard::spawn(&mut command).context("cannot start workerd")?;
        drop(command);
        let (sender, listening) = mpsc::channel();
        let reader = Some(thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(port) = port(&line) {
                    let _ = sender.send(port);
                }
            }
        }));
        let mut server = Self { address: (Ipv4Addr::LOCALHOST, 0).into(), child, reader, _storage: storage };
        let port = listening.recv_timeout(START).with_context(|| format!("{} did not start", program.config))?;
        server.address.set_port(port);
        Ok(server)
    }

    /// The process that serves, where the system tells.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        guard::guarded(self.child.id(), "workerd")
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        guard::signal(self.child.id(), Signal::Term);
        let _ = guard::wait(&mut self.child);
        self.reader.take().map(JoinHandle::join);
    }
}

fn objects(storage: &Path) -> String {
    format!("--directory-path=objects={}", storage.display())
}

/// The port in workerd's word on its control descriptor: `{"event":"listen","socket":"http","port":8787}`.
fn port(line: &str) -> Option<u16> {
    let event: serde_json::Value = serde_json::from_str(line).ok()?;
    (event["event"] == "listen" && event["socket"] == "http").then(|| event["port"].as_u64())??.try_into().ok()
}
