//! Bundles the signers for every runtime, and tells how large packages are.

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::command::query;
use xtask::{repository, terminal};

use crate::claim::{Aim, Better, Claim, Side};
use crate::report::Fact;

/// What is said of our packages, theirs and whose beside it, and how many KB it may be.
const SAID: [(&str, &str, &str, Option<f64>); 8] = [
    ("the signer, in Workers", "@helpthread/node/signature", "standardwebhooks", Some(8.0)),
    ("the signer, elsewhere", "@helpthread/node/signature, inline", "standardwebhooks", Some(8.0)),
    ("the signer, in Workers", "@helpthread/node/signature", "svix, its Webhook", None),
    ("everything, in Workers", "@helpthread/node", "stripe", Some(16.0)),
    ("everything, elsewhere", "@helpthread/node, inline", "stripe", Some(16.0)),
    ("everything, in Workers", "@helpthread/node", "svix", None),
    ("everything, in Workers", "@helpthread/node", "octokit", None),
    ("everything, in Workers", "@helpthread/node", "openai", None),
];

/// A package, bundled, in KB (1000 bytes).
pub(super) struct Package {
    name: String,
    gzip: f64,
    brotli: f64,
}

/// Bundles, and gives the sizes.
pub(super) fn bundle() -> Result<Vec<Package>> {
    let step = terminal::step("bundle the signers");
    let script = repository::path("bench/peer-sdk/build.mjs");
    let printed = query(repository::npm_command("node"), &[&script.to_string_lossy()]);
    let printed = printed.context("bench/peer-sdk/build.mjs failed: run it with node to see why")?;
    let packages: Vec<Value> = serde_json::from_str(&printed).context("bench/peer-sdk/build.mjs printed no JSON")?;
    step.done("");
    let package = |package: &Value| {
        let size = |kind: &str| package[kind].as_f64().map(|bytes| bytes / 1e3);
        let (gzip, brotli) = size("gzip").zip(size("brotli")).context("a package without sizes")?;
        Ok(Package { name: package["name"].as_str().unwrap_or_default().to_owned(), gzip, brotli })
    };
    packages.iter().map(package).collect()
}

/// Every size.
pub(super) fn facts(packages: &[Package]) -> Vec<Fact> {
    let of = |package: &Package| {
        [("gzip", package.gzip), ("brotli", package.brotli)]
            .map(|(kind, size)| Fact::new(format!("{}: KB {kind}", package.name), size))
    };
    packages.iter().flat_map(of).collect()
}

/// Ours beside others'; none is left out because its package was not bundled.
pub(super) fn claims(packages: &[Package]) -> Result<Vec<Claim>> {
    let side = |name: &str| -> Result<Side> {
        let package = packages.iter().find(|package| package.name == name);
        Ok(Side::exact(name, package.with_context(|| format!("{name} was not bundled"))?.gzip))
    };
    let claim = |(what, ours, peer, at_most): (&str, _, _, Option<f64>)| {
        let claim = Claim::new(what, "KB gzip", Better::Less, side(ours)?, side(peer)?);
        Ok(claim.aim(at_most.map(Aim::FigureAtMost)))
    };
    SAID.into_iter().map(claim).collect()
}
