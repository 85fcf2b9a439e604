//! What is under test, and everything around it: the two Workers in workerd, the gates, their clocks, and who was killed when.
//!
//! ```text
//! clients ──▶ proxy ──▶ upstream::Gate ──▶ API server ◀── clients that sign
//!    ▲          ▲                              │
//!    └─ sockets └───── hooks::Hooks ◀──────────┘ webhooks
//! ```

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use helpthread_core::{hthmac::Signer, secret::Secret};
use helpthread_tests::http::{Request, send};
use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::settings::{ADMIN_TOKEN, Worker};
use xtask::stack::{Stack, StackOptions};

use crate::chance::Chance;
use crate::clock::{self, Clock};
use crate::hooks::Hooks;
use crate::journal::{Journal, lock};
use crate::upstream::Gate;

/// Requests a minute that the workspace may make: more than the load, so that a 429 is the weather's.
const LIMIT: u32 = 30_000;
/// After a start the system may still refuse a connection that began before it.
const GRACE: Duration = Duration::from_millis(500);

/// What runs.
#[derive(Debug)]
pub struct Site {
    /// What happens is noted here.
    pub journal: Arc<Journal>,
    /// Between proxy and API server.
    pub upstream: Gate,
    /// Between the API server's webhooks and the proxy.
    pub hooks: Hooks,
    /// The API server's clock.
    pub api_clock: Arc<Clock>,
    /// The proxy's clock.
    pub proxy_clock: Clock,
    /// The workspace's name.
    pub workspace: String,
    /// Its agents.
    pub agents: Vec<String>,
    signer: Signer,
    api: String,
    proxy: String,
    kills: Mutex<Vec<Kill>>,
    stack: Mutex<Stack>,
    _clocks: TempDir,
}

#[derive(Debug)]
struct Kill {
    worker: Worker,
    ended: Option<Instant>,
}

impl Site {
    /// Starts everything with a workspace of its own, so many agents in it, and nothing else.
    ///
    /// # Errors
    /// If a bundle is missing or something does not start.
    pub fn start(seed: u64, agents: usize, journal: &Arc<Journal>) -> Result<Self> {
        let clocks = tempfile::tempdir().context("cannot make a folder")?;
        let library = clock::library(clocks.path())?;
        let clock_of = |name| Clock::new(library.as_deref(), clocks.path(), name);
        let (api_clock, proxy_clock) = (Arc::new(clock_of("api")?), clock_of("proxy")?);
        let mut options = StackOptions::new([Worker::Api]);
        for (worker, clock) in [(Worker::Api, &*api_clock), (Worker::Proxy, &proxy_clock)] {
            options = clock.environment().fold(options, |options, (name, value)| options.set(worker, name, &value));
        }
        let mut stack = Stack::start(options)?;
        let (api, proxy) = (stack.url(Worker::Api), stack.url(Worker::Proxy));
        let names: Vec<String> = (1..=agents).map(|number| format!("Agent {number}")).collect();
        let data = administer(&api, "/workspaces", &json!({ "plan": { "enterprise": LIMIT }, "agents": names }))?;
        let (key, secret) = (text(&data["credential"]["key"])?, text(&data["credential"]["secret"])?);
        let signer = Signer::new(&key, &Secret::new(secret.as_str()))?;

        let gate = |url: &str| -> Result<SocketAddr> { Ok(url.trim_start_matches("http://").parse()?) };
        let upstream = Gate::open(gate(&api)?, Chance::new(seed, 1), Arc::clone(journal), Arc::clone(&api_clock))?;
        let hooks = Hooks::open(gate(&proxy)?, Chance::new(seed, 2), Arc::clone(journal))?;
        let webhook_secret = register(&api, &signer, &hooks.url())?;
        for (name, value) in [
            ("HELPTHREAD_BASE_URL", upstream.base_url()),
            ("HELPTHREAD_WORKSPACE_KEY", key),
            ("HELPTHREAD_WORKSPACE_SECRET", secret),
            ("WEBHOOK_SECRETS", webhook_secret),
        ] {
            stack.set(Worker::Proxy, name, &value);
        }
        stack.start_again(Worker::Proxy)?;
        let agents = data["agents"].as_array().context("a workspace has agents")?;
        Ok(Self {
            journal: Arc::clone(journal),
            upstream,
            hooks,
            api_clock,
            proxy_clock,
            workspace: text(&data["workspace"])?,
            agents: agents.iter().map(|agent| text(&agent["id"])).collect::<Result<_>>()?,
            signer,
            api,
            proxy,
            kills: Mutex::default(),
            stack: Mutex::new(stack),
            _clocks: clocks,
        })
    }

    /// A Worker's URL.
    #[must_use]
    pub fn url(&self, worker: Worker) -> &str {
        if worker == Worker::Api { &self.api } else { &self.proxy }
    }

    /// A page's origin that the proxy allows.
    #[must_use]
    pub fn origin(&self) -> String {
        lock(&self.stack).url(Worker::Dashboard)
    }

    /// The header for a body, signed at `now` (unix seconds).
    #[must_use]
    pub fn authorization(&self, body: &str, now: i64) -> String {
        self.signer.authorization(body.as_bytes(), now)
    }

    /// Ends these Workers as a power cut would, leaves them so for a while, and starts them again on what they had on disk.
    ///
    /// # Errors
    /// If one does not start again.
    pub fn kill(&self, workers: &[Worker], down: Duration) -> Result<()> {
        let mut stack = lock(&self.stack);
        for worker in workers {
            self.journal.fault(if *worker == Worker::Api { "kill -9 API server" } else { "kill -9 proxy" });
            lock(&self.kills).push(Kill { worker: *worker, ended: None });
            stack.kill(*worker)?;
        }
        std::thread::sleep(down);
        for worker in workers {
            stack.start_again(*worker)?;
            let mut kills = lock(&self.kills);
            let ours = kills.iter_mut().filter(|kill| kill.worker == *worker && kill.ended.is_none());
            ours.for_each(|kill| kill.ended = Some(Instant::now()));
        }
        Ok(())
    }

    /// Whether a Worker was killed, or not yet started again, at some time since `began`.
    #[must_use]
    pub fn was_down(&self, worker: Worker, began: Instant) -> bool {
        let kills = lock(&self.kills);
        let mut ours = kills.iter().filter(|kill| kill.worker == worker);
        ours.any(|kill| kill.ended.is_none_or(|ended| ended + GRACE >= began))
    }

    /// The process of a Worker; none while it is down, or where the system does not tell.
    #[must_use]
    pub fn process(&self, worker: Worker) -> Option<u32> {
        self.stack.try_lock().ok()?.process_id(worker)
    }

    /// Where a Worker's databases are.
    #[must_use]
    pub fn storage(&self, worker: Worker) -> PathBuf {
        lock(&self.stack).storage(worker)
    }

    /// Asks both to end, and waits until they have, so that their databases can be read.
    ///
    /// # Errors
    /// If one has died before.
    pub fn stop(&self) -> Result<()> {
        let mut stack = lock(&self.stack);
        stack.stop(Worker::Proxy)?;
        stack.stop(Worker::Api)
    }

    /// What a Worker has printed.
    #[must_use]
    pub fn log(&self, worker: Worker) -> String {
        lock(&self.stack).log(worker)
    }
}

pub(crate) fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("a text is expected: {value}"))
}

fn administer(api: &str, path: &str, body: &Value) -> Result<Value> {
    let request = Request::new("POST", &format!("/_admin{path}")).bearer(ADMIN_TOKEN).json(&body.to_string());
    let answer = send(api, &request)?;
    ensure!(answer.status == 201, "{path}: {}", answer.text());
    Ok(answer.json()["data"].clone())
}

/// Registers the gate for every event; the webhook's secret.
fn register(api: &str, signer: &Signer, url: &str) -> Result<String> {
    let events = ["conversation.created", "conversation.updated", "message.created"];
    let body = json!({ "url": url, "events": events }).to_string();
    let authorization = signer.authorization(body.as_bytes(), clock::true_time() / 1_000);
    let answer = send(api, &Request::new("POST", "/v1/webhooks").header("Authorization", &authorization).json(&body))?;
    ensure!(answer.status == 201, "the webhook: {}", answer.text());
    text(&answer.json()["data"]["signing_secret"])
}
