//! A workspace on a server, filled, with its credential: what traffic is made for.

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use helpthread_core::hthmac::Signer;
use helpthread_core::secret::Secret;
use serde_json::{Value, json};
use xtask::settings::ADMIN_TOKEN;

use super::population::{AGENTS, Population};
use crate::http::{Connection, Request};
use crate::server::Server;

/// More than any server answers in a minute, so that no request is refused.
const REQUESTS_PER_MINUTE: u32 = 600_000;

/// A filled workspace.
#[derive(Debug, Clone)]
pub(super) struct Tenant {
    /// Where its server listens.
    pub(super) server: SocketAddr,
    /// That server's process, where it is known.
    pub(super) process: Option<u32>,
    /// What is in it.
    pub(super) population: Population,
    signer: Signer,
}

impl Tenant {
    /// A workspace of our API server, made and filled by its administration (api-v1.md §9).
    ///
    /// # Errors
    /// If the server refuses.
    pub(super) fn of_ours(running: &Server, population: Population) -> Result<Self> {
        let (server, process) = (running.address(), running.process());
        let admin = format!("Bearer {ADMIN_TOKEN}");
        let agents = AGENTS.map(|id| json!({ "id": id, "name": "An agent" }));
        let plan = json!({ "enterprise": REQUESTS_PER_MINUTE });
        let new = post(server, "/_admin/workspaces", &admin, &json!({ "plan": plan, "agents": agents }))?;
        let text =
            |path: &str| new.pointer(path).and_then(Value::as_str).with_context(|| format!("no {path} in {new}"));
        let signer = signer(text("/data/credential/key")?, text("/data/credential/secret")?)?;
        fill(server, &format!("/_admin/workspaces/{}/import", text("/data/workspace")?), &admin, population)?;
        Ok(Self { server, process, population, signer })
    }

    /// A workspace of the peer, made and filled by its own routes.
    ///
    /// # Errors
    /// If the server refuses.
    pub(super) fn of_peer(running: &Server, population: Population) -> Result<Self> {
        let (server, process) = (running.address(), running.process());
        let name = format!("bench{}", population.size());
        let (key, secret) = (format!("sk_test_{name}"), "whsec_test_9d8f7a6b5c4e3d2c1b0a");
        let credential = json!({ "key": key, "secret": secret, "requests_per_minute": REQUESTS_PER_MINUTE });
        post(server, &format!("/admin/{name}/credentials"), "none", &credential)?;
        fill(server, &format!("/admin/{name}/import"), "none", population)?;
        Ok(Self { server, process, population, signer: signer(&key, secret)? })
    }

    /// The Authorization header for a body, signed now.
    #[must_use]
    pub(super) fn authorization(&self, body: &[u8]) -> String {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.signer.authorization(body, i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
    }
}

fn signer(key: &str, secret: &str) -> Result<Signer> {
    Ok(Signer::new(key, &Secret::new(secret))?)
}

fn post(server: SocketAddr, target: &str, authorization: &str, body: &Value) -> Result<Value> {
    let mut request = Request::default();
    request.begin("POST", target).header("Authorization", authorization).header("Content-Type", "application/json");
    request.body(body.to_string().as_bytes());
    let mut connection = Connection::open(server)?;
    let answer = connection.exchange(&mut request)?;
    ensure!(answer.status == 201, "POST {target}: {}", answer.summary());
    Ok(serde_json::from_slice(answer.body)?)
}

fn fill(server: SocketAddr, target: &str, authorization: &str, population: Population) -> Result<()> {
    let mut request = Request::default();
    request.begin("POST", target).header("Authorization", authorization);
    let mut connection = Connection::open(server)?;
    let answer = connection.stream(&mut request, population.lines())?;
    ensure!(answer.status == 200, "POST {target}: {}", answer.summary());
    let counts: Value = serde_json::from_slice(answer.body)?;
    ensure!(counts["data"]["conversations"] == population.size(), "POST {target}: {counts}");
    Ok(())
}
