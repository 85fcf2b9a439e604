//! The same commit, built a second time: a clone in a folder of another name and length, from nothing. Every file must come out the same.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::Builder;

use super::artefacts::sha256;
use super::modules::{Module, built};
use crate::command::{cargo, command, run};
use crate::failure::Failure;
use crate::repository;
use crate::terminal::step;

/// What the second build has shown.
pub(super) struct Again {
    /// How many files are the same.
    pub(super) files: usize,
}

/// Builds again, and compares everything that the two builds have written.
///
/// # Errors
/// If a file differs, or is in one of them only.
pub(super) fn compared(modules: &[Module]) -> Result<Again> {
    let step = step("the same, built again elsewhere");
    let place =
        Builder::new().prefix("helpthread-edge-in-another-and-longer-folder-").tempdir().context("no folder")?;
    let root = place.path().join("checkout");
    let mut clone = command("git");
    clone.args(["clone", "--quiet", "--no-local"]).arg(repository::root()).arg(&root);
    run(&step, "git clone", &mut clone)?;
    let target = place.path().join("built");
    borrow(&root, &target)?;
    let mut build = cargo();
    build.args(["xtask", "build", "--release"]).current_dir(&root).env("CARGO_TARGET_DIR", &target);
    run(&step, "cargo xtask build again", &mut build)?;
    let files = same(&root)?;
    let wasm = modules.len();
    step.done(&format!("{files} files are the same, {wasm} modules among them"));
    Ok(Again { files })
}

/// Tools are pinned by version and are no part of the proof, so neither npm's packages nor wasm-bindgen are installed twice.
#[cfg(unix)]
fn borrow(root: &Path, target: &Path) -> Result<()> {
    use std::os::unix::fs::symlink;
    fs::create_dir_all(target).with_context(|| format!("cannot make {}", target.display()))?;
    symlink(repository::path("node_modules"), root.join("node_modules")).context("cannot lend node_modules")?;
    symlink(repository::tools(), target.join("tools")).context("cannot lend the tools")?;
    // Newer than the lock file, whose time is that of the clone; otherwise npm would install into what is lent.
    let lock = fs::File::open(root.join("package-lock.json")).context("the clone has no package-lock.json")?;
    let time = fs::metadata(repository::path("package-lock.json")).and_then(|about| about.modified());
    lock.set_modified(time.context("no time")?).context("cannot set a time")?;
    Ok(())
}

#[cfg(not(unix))]
fn borrow(_: &Path, _: &Path) -> Result<()> {
    Ok(())
}

fn same(root: &Path) -> Result<usize> {
    let contents = |root: &Path| -> Result<Vec<(String, String)>> {
        let files = built(root)?.into_iter();
        files
            .map(|file| {
                let name = file.strip_prefix(root).unwrap_or(&file).display().to_string();
                Ok((name, sha256(&fs::read(&file)?)))
            })
            .collect()
    };
    let (first, second) = (contents(repository::root())?, contents(root)?);
    let differing: Vec<&str> = first
        .iter()
        .filter(|file| !second.contains(file))
        .chain(second.iter().filter(|file| !first.contains(file)))
        .map(|(name, _)| name.as_str())
        .collect();
    if differing.is_empty() {
        return Ok(first.len());
    }
    Err(Failure::new(format!("built again in another folder, these differ: {}", differing.join(", "))).into())
}
