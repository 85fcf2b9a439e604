//! `cargo xtask release --dry-run`: everything that a release consists of, built, checked, and put into `target/release-artefacts/VERSION`.
//!
//! ```text
//! clean tree, one version, CHANGELOG ─▶ build ─▶ documentation ─▶ crate ─▶ npm packages ─▶ Workers ─▶ supply chain
//!                                                     └─▶ with --reproduce: the same built again elsewhere, and compared
//!                                                                               ─▶ SHA256SUMS, RELEASE_NOTES.md
//! ```
//!
//! Nothing here publishes: that is done by hand, with the commands that [`by_hand`] gives, from the very files that were checked.

mod artefacts;
mod contents;
mod crates;
mod modules;
mod notes;
mod npm;
mod reproduce;
pub mod versions;
mod workers;

use std::fs;

use anyhow::{Context, Result};

use crate::build::{self, Part, Profile};
use crate::command::{cargo, command, query, run};
use crate::failure::Failure;
use crate::terminal::{line, step};
use crate::{repository, setup, supply_chain};
use artefacts::Artefacts;
use contents::Kind;
use notes::Facts;

/// The folders among the artefacts: the Workers, and what is said of what we depend on.
const FOLDERS: [&str; 2] = [workers::FOLDER, SUPPLY_CHAIN];
const SUPPLY_CHAIN: &str = "supply-chain";

/// Build and check every artefact of the version that the root `Cargo.toml` names. With `reproduce` the modules are built a second time, in
/// another folder and from nothing, and compared.
///
/// # Errors
/// If the tree is not clean, a version differs, the CHANGELOG does not have it, or a check finds something.
pub fn rehearse(reproduce: bool) -> Result<()> {
    let version = versions::ours()?;
    let changes = ready(&version)?;
    setup::toolchain()?;
    build::build(&Part::ALL, Profile::Release)?;
    let folder = repository::target().join("release-artefacts").join(&version);
    let artefacts = Artefacts::begin(folder, &version)?;
    documentation(&artefacts)?;
    crates::packaged(&artefacts)?;
    npm::packed(&artefacts)?;
    workers::bundled(&artefacts)?;
    let examined = supply_chain::examine()?;
    artefacts.take_all(&examined.folder, SUPPLY_CHAIN)?;
    contents::inspect_all(&artefacts.path(SUPPLY_CHAIN), Kind::Package)?;
    let modules = modules::hashed()?;
    let again = if reproduce { Some(reproduce::compared(&modules)?) } else { None };
    let sums = artefacts.sums()?;
    let facts = Facts { modules: &modules, again, sums: &sums, unchecked: &examined.unchecked };
    artefacts.write("RELEASE_NOTES.md", &notes::text(&version, &changes, &facts))?;
    print(&artefacts, &sums, &modules);
    Ok(())
}

/// What can be told before anything is built; the CHANGELOG's section.
fn ready(version: &str) -> Result<String> {
    let step = step("clean tree, one version, CHANGELOG");
    let changed = query("git", &["status", "--porcelain"]).context("git tells nothing about this folder")?;
    if !changed.is_empty() {
        let failure = Failure::new("the tree is not clean: a release is made of a commit").again("git status");
        return Err(Failure { tail: changed, ..failure }.into());
    }
    let other = versions::differing()?;
    if !other.is_empty() {
        return Err(Failure::new(format!("Cargo.toml says {version}, and {}", other.join(", "))).into());
    }
    let said = changes(version)?;
    step.done(&if is_dated(version)? { version.to_owned() } else { format!("{version}, which has no date yet") });
    Ok(said)
}

fn changelog() -> Result<String> {
    fs::read_to_string(repository::path("CHANGELOG.md")).context("cannot read CHANGELOG.md")
}

fn is_dated(version: &str) -> Result<bool> {
    Ok(notes::is_dated(&changelog()?, version))
}

/// What the CHANGELOG says of a version.
///
/// # Errors
/// If it says nothing.
pub fn changes(version: &str) -> Result<String> {
    let nothing = || Failure::new(format!("CHANGELOG.md has no section \"## {version}\" with a line in it"));
    Ok(notes::section(&changelog()?, version).ok_or_else(nothing)?.to_owned())
}

/// The documentation is what the sources say, and is packed.
fn documentation(artefacts: &Artefacts) -> Result<()> {
    let step = step("documentation");
    let mut test = cargo();
    test.args(["test", "--package", "helpthread-docs", "--test", "pack"]);
    run(&step, "cargo test helpthread-docs pack", &mut test)?;
    contents::inspect_all(&repository::path("docs"), Kind::Documentation)?;
    let name = format!("helpthread-docs-{}.tar.gz", artefacts.version());
    let mut archive = command("git");
    archive.args(["archive", "--format=tar.gz", "--output"]).arg(artefacts.path(&name)).args(["HEAD", "docs"]);
    run(&step, "git archive docs", &mut archive)?;
    step.done("as the sources have it");
    Ok(())
}

fn print(artefacts: &Artefacts, sums: &[artefacts::Sum], modules: &[modules::Module]) {
    line("");
    for sum in sums {
        line(&format!("  {:<52} {:>9} bytes  {}", sum.name, sum.bytes, &sum.sha256[..16]));
    }
    line("");
    for module in modules {
        let sizes = format!("{:>9} bytes {:>8} with gzip", module.bytes, module.gzip);
        line(&format!("  {:<30} {sizes}  {}", module.name, &module.sha256[..16]));
    }
    line(&format!("\n{}", artefacts.path("RELEASE_NOTES.md").display()));
}

/// What a person types to publish, once the rehearsal has succeeded.
///
/// # Errors
/// If the version cannot be read, or the CHANGELOG does not say when it was released.
pub fn by_hand() -> Result<String> {
    let version = versions::ours()?;
    if !is_dated(&version)? {
        let heading = format!(
            "CHANGELOG.md does not say when {version} was released: its heading must be \"## {version} - YYYY-MM-DD\""
        );
        return Err(Failure::new(heading).into());
    }
    let folder = repository::target().join("release-artefacts").join(&version);
    let mut lines = vec![
        "Nothing is published from here: a person does it, from the files that the rehearsal has checked.".to_owned(),
        String::new(),
        "  cargo xtask release --dry-run --reproduce".to_owned(),
        format!("  git tag --sign v{version} && git push origin v{version}"),
        format!("  cargo publish --package {}", crates::PUBLISHED),
    ];
    lines.extend(
        npm::PACKAGES.map(|package| format!("  npm publish {}", npm::tarball(&folder, package, &version).display())),
    );
    // A release on GitHub holds files and no folders.
    lines.push(format!("  cd {}", folder.display()));
    lines.extend(FOLDERS.map(|name| format!("  tar -czf helpthread-{name}-{version}.tar.gz {name}")));
    lines.push(format!(
        "  gh release create v{version} --notes-file RELEASE_NOTES.md SHA256SUMS *.crate *.tgz *.tar.gz"
    ));
    Ok(lines.join("\n"))
}
