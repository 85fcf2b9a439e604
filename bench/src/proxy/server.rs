//! The four proxies: ours without hubs and with them, the peer, the limit.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};
use xtask::command::{command, query, run};
use xtask::settings::{SESSION_SECRET, WORKSPACE_KEY, WORKSPACE_SECRET};
use xtask::{repository, terminal};

use super::traffic::{ORIGIN, Requests, Scenario};
use crate::http::{Connection, Request};
use crate::load::Traffic;
use crate::server::{Program, Server};

/// Tells how long a file is once it is compressed.
const COMPRESSED: &str =
    "console.log(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]), { level: 9 }).length)";

/// One of the proxies that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proxy {
    /// Ours, which remembers nothing.
    Stateless,
    /// Ours with both hubs.
    Hubs,
    /// What a good JavaScript team would write.
    Hono,
    /// A Worker that does nothing but forward.
    Bare,
}

impl Proxy {
    /// Every proxy.
    pub(super) const ALL: [Self; 4] = [Self::Stateless, Self::Hubs, Self::Hono, Self::Bare];

    /// What the report calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Stateless => "HelpThread Edge",
            Self::Hubs => "HelpThread Edge with hubs",
            Self::Hono => "Hono, jose, WebCrypto",
            Self::Bare => "bare pass-through",
        }
    }

    /// Whether it checks and signs.
    pub(super) fn is_a_proxy(self) -> bool {
        self != Self::Bare
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Stateless | Self::Hubs => "worker",
            Self::Hono => "bench/peer-proxy",
            Self::Bare => "bench/peer-proxy-bare",
        }
    }

    fn config(self) -> String {
        let name = if self == Self::Stateless { "stateless.capnp" } else { "workerd.capnp" };
        format!("{}/{name}", self.folder())
    }

    /// Starts it before the upstream at this origin, and says how many milliseconds it took from the start of the process to its
    /// first answer.
    ///
    /// # Errors
    /// If it does not start, or does not answer as expected.
    pub(super) fn start(self, upstream: &str, inspector: Option<&str>) -> Result<(Server, f64)> {
        let base = format!("{upstream}/v1");
        let environment = [
            ("UPSTREAM", upstream),
            ("HELPTHREAD_BASE_URL", &base),
            ("HELPTHREAD_WORKSPACE_KEY", WORKSPACE_KEY),
            ("HELPTHREAD_WORKSPACE_SECRET", WORKSPACE_SECRET),
            ("SESSION_SECRET", SESSION_SECRET),
            ("ALLOWED_ORIGINS", ORIGIN),
        ];
        let constant = if self.folder() == "worker" { "privateNetwork" } else { "config" };
        let requests = Requests::new(Scenario::Pass, self.is_a_proxy())?;
        let mut request = Request::default();
        requests.write(0, &mut request);
        let begun = Instant::now();
        let objects = self == Self::Hubs;
        let (config, environment) = (&self.config(), &environment);
        let server = Server::start(Program { config, constant, environment, inspector, objects })?;
        let mut connection = Connection::open(server.address())?;
        let answer = connection.exchange(&mut request)?;
        let took = begun.elapsed();
        requests.check(0, answer).with_context(|| format!("the first answer of {}", self.name()))?;
        Ok((server, took.as_secs_f64() * 1e3))
    }

    /// What is deployed, in bytes after `gzip -9`, which is how platforms count.
    ///
    /// # Errors
    /// If it is not built.
    pub(super) fn bundle_size(self) -> Result<usize> {
        let files = fs::read_dir(repository::path(self.folder()).join("build"))?;
        let mut size = 0;
        for file in files {
            let path = file?.path();
            if path.extension().is_some_and(|kind| kind == "js" || kind == "wasm") {
                let length = query(repository::npm_command("node"), &["-e", COMPRESSED, &path.to_string_lossy()]);
                let length = length.and_then(|length| length.parse::<usize>().ok());
                size += length.with_context(|| format!("cannot compress {}", path.display()))?;
            }
        }
        Ok(size)
    }
}

/// Bundles the peer and the limit with the project's esbuild.
///
/// # Errors
/// If that fails.
pub(super) fn build_peers() -> Result<()> {
    let step = terminal::step("build the peers");
    for folder in [Proxy::Hono, Proxy::Bare].map(Proxy::folder) {
        let mut esbuild = command(repository::npm_command("esbuild"));
        esbuild.arg(format!("{folder}/src/index.js"));
        esbuild.args(["--bundle", "--minify", "--format=esm", "--target=es2024"]);
        esbuild.arg(format!("--outfile={folder}/build/index.js"));
        run(&step, &format!("esbuild {folder}"), &mut esbuild)?;
    }
    step.done("");
    Ok(())
}
