//! The runtimes, each of them a process that takes turns by request.

use std::io::{self, BufRead, BufReader};
use std::net::Ipv4Addr;
use std::process::Child;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use xtask::guard::{self, Signal};
use xtask::repository;

use super::Task;
use crate::http::{Connection, Request};
use crate::processor;
use crate::server::{Program, Server};

/// Where JavaScript runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// The pinned Node.
    Node,
    /// Bun.
    Bun,
    /// Deno.
    Deno,
    /// workerd, which Cloudflare Workers run on.
    Workerd,
}

impl Runtime {
    /// Every runtime.
    pub const ALL: [Self; 4] = [Self::Node, Self::Bun, Self::Deno, Self::Workerd];

    /// What the report calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Node => "Node",
            Self::Bun => "Bun",
            Self::Deno => "Deno",
            Self::Workerd => "workerd",
        }
    }

    /// Whether `node:crypto` is part of it, and not something that a Worker has to ask for.
    #[must_use]
    pub fn has_node_crypto(self) -> bool {
        self != Self::Workerd
    }

    /// Starts it, with the bundle that `bench/peer-sdk/build.mjs` made.
    ///
    /// # Errors
    /// If it does not start.
    pub(super) fn start(self) -> Result<Running> {
        let program = match self {
            Self::Node => ["node"].as_slice(),
            Self::Bun => &["bun"],
            Self::Deno => &["deno", "run", "--no-lock", "--allow-env", "--allow-net=127.0.0.1"],
            Self::Workerd => return Running::serve(),
        };
        Running::spawn(program).with_context(|| format!("cannot start {}", self.name()))
    }
}

/// A runtime that takes turns, one request each. Dropping it ends it.
pub(super) struct Running {
    connection: Connection,
    process: Option<u32>,
    child: Option<Child>,
    _server: Option<Server>,
}

impl Running {
    fn spawn(program: &[&str]) -> Result<Self> {
        let (name, arguments) = program.split_first().context("no program")?;
        let (output, writer) = io::pipe()?;
        let mut command = guard::command(repository::npm_command(name));
        command.args(arguments).arg(repository::path("bench/peer-sdk/build/process.js")).stdout(writer);
        let child = Some(guard::spawn(&mut command)?);
        drop(command); // and with it our end of the pipe, or a program that fails would be waited for
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let (port, process) = line.trim().split_once(' ').context("it said no port")?;
        let connection = Connection::open((Ipv4Addr::LOCALHOST, port.parse()?).into())?;
        Ok(Self { connection, process: process.parse().ok(), child, _server: None })
    }

    fn serve() -> Result<Self> {
        let config = "bench/peer-sdk/workerd.capnp";
        let program = Program { config, constant: "config", environment: &[], inspector: None, objects: false };
        let server = Server::start(program)?;
        let connection = Connection::open(server.address())?;
        Ok(Self { connection, process: server.process(), child: None, _server: Some(server) })
    }

    /// How long it has computed, where the system tells.
    pub(super) fn processor_time(&self) -> Option<Duration> {
        self.process.and_then(processor::exact)
    }

    /// Has a contender do a task so often, and gives what it came to.
    ///
    /// # Errors
    /// If it fails.
    pub(super) fn turn(&mut self, task: Task, contender: &str, iterations: u64) -> Result<String> {
        let order = json!({ "task": task.name(), "contender": contender, "iterations": iterations }).to_string();
        let mut request = Request::default();
        request.begin("POST", "/").header("Content-Type", "application/json").body(order.as_bytes());
        let answer = self.connection.exchange(&mut request)?;
        let told: Value = serde_json::from_slice(answer.body).with_context(|| answer.summary())?;
        match told["result"].as_str() {
            Some(result) => Ok(result.to_owned()),
            None => bail!("{contender}, {}: {}", task.name(), told["error"]),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            guard::signal(child.id(), Signal::Term);
            let _ = guard::wait(child);
        }
    }
}
