//! `cargo xtask supply-chain`: what we depend on, examined and written down in `target/supply-chain`.
//!
//! | step | needs the network |
//! | --- | --- |
//! | licences, sources and versions by `deny.toml` | no |
//! | the list of licences, by package | no |
//! | a `CycloneDX` bill of materials for each module that ships | no |
//! | advisories of `RustSec` | yes: its database is a repository on GitHub |
//! | the signatures of npm's packages | yes: the registry's keys |
//!
//! A step that lacks the network says that nothing was checked and is no failure; a finding always is. No bill of materials is made of the
//! npm packages: they depend on nothing (`tests/architecture/pins.rs`) but their module, which has one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{command, query, run};
use crate::failure::Failure;
use crate::setup::cargo_tools::{self, cargo_cyclonedx, cargo_deny};
use crate::setup::rust_targets::WASM;
use crate::terminal::{Step, step};
use crate::{repository, setup};

/// The crates that ship as a module, and where they are.
const SHIPPED: [(&str, &str); 4] = [
    ("helpthread-api", "api"),
    ("helpthread-sdk", "crates/sdk"),
    ("helpthread-widget", "crates/widget"),
    ("helpthread-worker", "worker"),
];

/// What `cargo cyclonedx` calls the file that it puts beside every manifest; `.gitignore` has it.
const BILL: &str = "supply-chain.cdx";

/// Take every step.
///
/// # Errors
/// If a tool cannot be installed, or a step finds something.
pub fn examine() -> Result<()> {
    cargo_tools::ensure_auditors()?;
    let folder = repository::target().join("supply-chain");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    follows_the_rules()?;
    licences(&folder)?;
    bills(&folder)?;
    advisories()?;
    npm_signatures()
}

fn follows_the_rules() -> Result<()> {
    let step = step("licences, sources and versions");
    let mut deny = command(cargo_deny());
    deny.args(["--offline", "--log-level", "error", "check", "licenses", "bans", "sources"]);
    run(&step, "cargo deny check", &mut deny)?;
    step.done("");
    Ok(())
}

fn licences(folder: &Path) -> Result<()> {
    let step = step("the list of licences");
    let list = query(cargo_deny(), &["--offline", "list", "--layout", "crate"]).context("cargo deny lists nothing")?;
    let path = folder.join("licences.txt");
    fs::write(&path, list.clone() + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    step.done(&format!("{} packages, {}", list.lines().count(), path.display()));
    Ok(())
}

fn bills(folder: &Path) -> Result<()> {
    let step = step("bills of materials");
    // With the commit's time in them, the same commit gives the same bills.
    let time = query("git", &["log", "-1", "--format=%ct"]).unwrap_or_else(|| "0".to_owned());
    let mut cyclonedx = command(cargo_cyclonedx());
    cyclonedx.args(["cyclonedx", "--format", "json", "--spec-version", "1.5", "--target", WASM, "--no-build-deps"]);
    cyclonedx.args(["--override-filename", BILL, "--quiet"]).env("SOURCE_DATE_EPOCH", time);
    let written = run(&step, "cargo cyclonedx", &mut cyclonedx).and_then(|()| {
        SHIPPED.iter().try_for_each(|(package, place)| {
            let bill = fs::read_to_string(beside(place)).with_context(|| format!("{package} has no bill"))?;
            // Where this checkout is belongs into no artefact.
            let bill = bill.replace(&format!("{}/", repository::root().display()), "");
            fs::write(folder.join(format!("{package}.cdx.json")), bill).context("cannot write a bill")
        })
    });
    remove_bills()?;
    written?;
    step.done(&format!("{} modules, {}", SHIPPED.len(), folder.display()));
    Ok(())
}

/// The bill of the crate in this folder of the repository.
fn beside(place: &str) -> PathBuf {
    repository::path(place).join(format!("{BILL}.json"))
}

/// `cargo cyclonedx` writes one for every member of the workspace.
fn remove_bills() -> Result<()> {
    let crates = fs::read_dir(repository::path("crates")).context("cannot read crates")?;
    let folders = crates.flatten().map(|entry| entry.path());
    let others = ["api", "bench", "fuzz", "tests", "worker", "xtask"].map(repository::path);
    for folder in folders.chain(others) {
        let bill = folder.join(format!("{BILL}.json"));
        if bill.exists() {
            fs::remove_file(&bill).with_context(|| format!("cannot remove {}", bill.display()))?;
        }
    }
    Ok(())
}

fn advisories() -> Result<()> {
    let step = step("advisories");
    if run(&step, "cargo deny fetch", command(cargo_deny()).args(["fetch", "db"])).is_err() {
        step.done("NOT CHECKED: the RustSec database cannot be fetched from GitHub");
        return Ok(());
    }
    let mut deny = command(cargo_deny());
    run(&step, "cargo deny advisories", deny.args(["--offline", "check", "advisories"]))?;
    step.done("");
    Ok(())
}

fn npm_signatures() -> Result<()> {
    setup::prerequisites::check()?;
    setup::npm::ensure()?;
    let step = step("the signatures of npm's packages");
    let mut npm = command("npm");
    npm.args(["audit", "signatures", "--fetch-retries=0", "--fetch-timeout=10000"]);
    judge(step, &mut npm)
}

/// npm exits with 1 for a bad signature and for no network alike; only its words tell which.
fn judge(step: Step, npm: &mut Command) -> Result<()> {
    let Err(error) = run(&step, "npm audit signatures", npm) else {
        step.done("");
        return Ok(());
    };
    let is_offline =
        |failure: &Failure| failure.tail.contains("npm error network") || failure.tail.contains("ETIMEDOUT");
    if error.downcast_ref::<Failure>().is_some_and(is_offline) {
        step.done("NOT CHECKED: the registry's keys cannot be fetched");
        return Ok(());
    }
    Err(error)
}
