//! Bundles the signers for every runtime, and tells how large packages are.

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::command::query;
use xtask::{repository, terminal};

use crate::report::Fact;

/// Bundles, and gives the sizes in KB (1000 bytes).
pub(super) fn bundle() -> Result<Vec<Fact>> {
    let step = terminal::step("bundle the signers");
    let script = repository::path("bench/peer-sdk/build.mjs");
    let printed = query(repository::npm_command("node"), &[&script.to_string_lossy()]);
    let printed = printed.context("bench/peer-sdk/build.mjs failed: run it with node to see why")?;
    let packages: Vec<Value> = serde_json::from_str(&printed).context("bench/peer-sdk/build.mjs printed no JSON")?;
    step.done("");
    Ok(packages.iter().flat_map(|package| ["gzip", "brotli"].map(|kind| fact(package, kind))).collect())
}

fn fact(package: &Value, kind: &str) -> Fact {
    let name = package["name"].as_str().unwrap_or_default();
    Fact::new(format!("{name}: KB {kind}"), package[kind].as_f64().unwrap_or_default() / 1e3)
}
