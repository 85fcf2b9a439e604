//! The crate that is published: packaged, and compiled from its package, without a network.

use anyhow::Result;

use super::artefacts::Artefacts;
use super::contents::{self, Kind};
use crate::command::{cargo, output, run};
use crate::failure::Failure;
use crate::repository;
use crate::terminal::step;

/// The one crate that others depend on; the rest is the insides of what ships in another form, and says `publish = false`.
pub(super) const PUBLISHED: &str = "helpthread-core";

/// What its package must hold besides its sources.
const NEEDED: [&str; 4] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "Cargo.toml"];

/// What cargo itself puts into it.
const MADE: [&str; 3] = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"];

pub(super) fn packaged(artefacts: &Artefacts) -> Result<()> {
    let step = step(format!("cargo package {PUBLISHED}"));
    let mut list = cargo();
    list.args(["package", "--package", PUBLISHED, "--list", "--offline"]);
    let listed = output(&format!("cargo package --list {PUBLISHED}"), &mut list)?;
    if let Some(missing) = NEEDED.iter().find(|needed| !listed.lines().any(|file| file == **needed)) {
        return Err(Failure::new(format!("the package of {PUBLISHED} has no {missing}")).into());
    }
    for file in listed.lines().filter(|file| !MADE.contains(file)) {
        if !(NEEDED.contains(&file) || file.starts_with("src/") || file.starts_with("examples/")) {
            return Err(Failure::new(format!("the package of {PUBLISHED} holds {file}")).into());
        }
        contents::inspect(&repository::path("crates/core").join(file), &format!("{PUBLISHED}/{file}"), Kind::Package)?;
    }
    let mut package = cargo();
    package.args(["package", "--package", PUBLISHED, "--offline", "--locked", "--all-features"]);
    run(&step, &format!("cargo package {PUBLISHED}"), &mut package)?;
    let name = format!("{PUBLISHED}-{}.crate", artefacts.version());
    artefacts.take(&repository::target().join("package").join(&name), &name)?;
    step.done(&format!("{} files, compiled from the package", listed.lines().count()));
    Ok(())
}
