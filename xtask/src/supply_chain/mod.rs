//! `cargo xtask supply-chain`: what we depend on, examined and written down in `target/supply-chain`.
//!
//! | step | needs the network |
//! | --- | --- |
//! | licences, sources and versions by `deny.toml` | no |
//! | the list of licences, by package: everything that tests and tools take too | no |
//! | what ships, with its licences and their texts ([`shipped`]) | no |
//! | a `CycloneDX` bill of materials for each module that ships | no |
//! | advisories of `RustSec` | yes: its database is a repository on GitHub |
//! | the signatures of npm's packages | yes: the registry's keys |
//!
//! A step that lacks the network says that nothing was checked and is no failure; a finding always is. No bill of materials is made of the
//! npm packages: they depend on nothing (`tests/architecture/pins.rs`) but their module, which has one.

pub(crate) mod shipped;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use shipped::Id;

use crate::command::{command, query, run};
use crate::failure::Failure;
use crate::setup::cargo_tools::{self, cargo_cyclonedx, cargo_deny};
use crate::setup::rust_targets::WASM;
use crate::terminal::{Step, step};
use crate::{repository, setup};

/// What `cargo cyclonedx` calls the file that it puts beside every manifest; `.gitignore` has it.
const BILL: &str = "supply-chain.cdx";

/// What [`examine`] leaves.
#[derive(Debug)]
pub struct Examined {
    /// Where what the steps write is.
    pub folder: PathBuf,
    /// What could not be checked here, each with the reason.
    pub unchecked: Vec<String>,
}

/// Take every step.
///
/// # Errors
/// If a tool cannot be installed, or a step finds something.
pub fn examine() -> Result<Examined> {
    cargo_tools::ensure_auditors()?;
    let folder = repository::target().join("supply-chain");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    follows_the_rules()?;
    licences(&folder)?;
    bills(&folder)?;
    let unchecked = [advisories()?, npm_signatures()?].into_iter().flatten().collect();
    Ok(Examined { folder, unchecked })
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
    let shipped = shipped::write(folder, &shipped::SHIPPED.map(|(module, ..)| module))?;
    step.done(&format!("{} packages, {shipped} of them ship, {}", list.lines().count(), folder.display()));
    Ok(())
}

fn bills(folder: &Path) -> Result<()> {
    let step = step("bills of materials");
    // With the commit's time in them, the same commit gives the same bills.
    let time = query("git", &["log", "-1", "--format=%ct"]).unwrap_or_else(|| "0".to_owned());
    let mut cyclonedx = command(cargo_cyclonedx());
    cyclonedx.args(["cyclonedx", "--format", "json", "--spec-version", "1.5", "--target", WASM, "--no-build-deps"]);
    cyclonedx.args(["--override-filename", BILL, "--quiet"]).env("SOURCE_DATE_EPOCH", time);
    let features = shipped::SHIPPED.map(|(.., features)| features).concat();
    cyclonedx.args(["--features", &features.join(",")]);
    let written = run(&step, "cargo cyclonedx", &mut cyclonedx).and_then(|()| {
        shipped::SHIPPED.iter().try_for_each(|(package, place, features)| {
            let bill = fs::read_to_string(beside(place)).with_context(|| format!("{package} has no bill"))?;
            is_whole(package, &bill, &shipped::compiled_into(package, features)?)?;
            // Where this checkout is belongs into no artefact.
            let bill = bill.replace(&format!("{}/", repository::root().display()), "");
            fs::write(folder.join(format!("{package}.cdx.json")), bill).context("cannot write a bill")
        })
    });
    remove_bills()?;
    written?;
    step.done(&format!("{} modules, {}", shipped::SHIPPED.len(), folder.display()));
    Ok(())
}

/// Everything that is compiled into a module is on its bill.
fn is_whole(package: &str, bill: &str, compiled: &[Id]) -> Result<()> {
    let bill: Value = serde_json::from_str(bill).with_context(|| format!("{package}'s bill is not JSON"))?;
    let components: Vec<&Value> = bill["components"].as_array().into_iter().flatten().collect();
    let is_on_it = |(name, version): &&Id| {
        let is_itself = name == package;
        is_itself || components.iter().any(|component| component["name"] == **name && component["version"] == **version)
    };
    match compiled.iter().find(|id| !is_on_it(id)) {
        Some((name, version)) => Err(Failure::new(format!("{package}'s bill has no {name} {version}")).into()),
        None => Ok(()),
    }
}

/// The bill of the crate in this folder of the repository.
fn beside(place: &str) -> PathBuf {
    repository::path(place).join(format!("{BILL}.json"))
}

/// `cargo cyclonedx` writes one for every member of the workspace.
fn remove_bills() -> Result<()> {
    for parent in [repository::root().to_owned(), repository::path("crates")] {
        let folders = fs::read_dir(&parent).with_context(|| format!("cannot read {}", parent.display()))?;
        for bill in
            folders.flatten().map(|folder| folder.path().join(format!("{BILL}.json"))).filter(|bill| bill.exists())
        {
            fs::remove_file(&bill).with_context(|| format!("cannot remove {}", bill.display()))?;
        }
    }
    Ok(())
}

/// Why nothing was checked, if that is so; as the next two.
fn advisories() -> Result<Option<String>> {
    let step = step("advisories");
    if run(&step, "cargo deny fetch", command(cargo_deny()).args(["fetch", "db"])).is_err() {
        return Ok(Some(not_checked(step, "advisories", "the RustSec database cannot be fetched from GitHub")));
    }
    let mut deny = command(cargo_deny());
    run(&step, "cargo deny advisories", deny.args(["--offline", "check", "advisories"]))?;
    step.done("");
    Ok(None)
}

fn npm_signatures() -> Result<Option<String>> {
    setup::prerequisites::check()?;
    setup::npm::ensure()?;
    let step = step("the signatures of npm's packages");
    let mut npm = command("npm");
    npm.args(["audit", "signatures", "--fetch-retries=0", "--fetch-timeout=10000"]);
    judge(step, &mut npm)
}

/// npm exits with 1 for a bad signature, for no network and for a registry that signs nothing alike; only its words tell which.
fn judge(step: Step, npm: &mut Command) -> Result<Option<String>> {
    let Err(error) = run(&step, "npm audit signatures", npm) else {
        step.done("");
        return Ok(None);
    };
    let Some(why) = error.downcast_ref::<Failure>().and_then(|failure| unchecked(&failure.tail)) else {
        return Err(error);
    };
    Ok(Some(not_checked(step, "the signatures of npm's packages", why)))
}

fn not_checked(step: Step, what: &str, why: &str) -> String {
    step.done(&format!("NOT CHECKED: {why}"));
    format!("{what}: {why}")
}

/// Why npm could check nothing, if that is what it says.
fn unchecked(said: &str) -> Option<&'static str> {
    if said.contains("npm error network") || said.contains("ETIMEDOUT") {
        return Some("the registry's keys cannot be fetched");
    }
    // A mirror that hands out no keys, or none of whose packages are signed.
    let unsigned = ["installed from a supported registry", "No dependencies found to audit"];
    unsigned.iter().any(|words| said.contains(words)).then_some("signatures are not available from this registry")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_without_a_crate_that_is_compiled_in_is_found() {
        let bill = r#"{"components":[{"name":"hmac","version":"0.13.0"}]}"#;
        let id = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        let own = id("helpthread-sdk", "0.1.0");
        let checked = |compiled: &[Id]| is_whole("helpthread-sdk", bill, compiled).map_err(|error| error.to_string());
        assert_eq!(checked(&[own.clone(), id("hmac", "0.13.0")]), Ok(()));
        let missing = Err("helpthread-sdk's bill has no lol_alloc 0.4.1".to_owned());
        assert_eq!(checked(&[own, id("lol_alloc", "0.4.1")]), missing);
        assert!(checked(&[id("hmac", "0.12.1")]).is_err());
    }

    #[test]
    fn only_a_missing_network_or_a_registry_without_signatures_excuses() {
        assert_eq!(unchecked("npm error network request failed"), Some("the registry's keys cannot be fetched"));
        let mirror = "npm error found no dependencies to audit that were installed from a supported registry";
        assert_eq!(unchecked(mirror), Some("signatures are not available from this registry"));
        assert_eq!(unchecked("1 package has an invalid registry signature:"), None);
        assert_eq!(
            unchecked("12 packages have missing registry signatures but the registry is providing signing keys"),
            None
        );
    }
}
