//! The WebAssembly modules that ship: where a build leaves them, and their hashes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::artefacts::{files, sha256};
use crate::command::{command, output};
use crate::repository;

/// A module as it ships.
pub(super) struct Module {
    /// Its path from the repository's root.
    pub(super) name: String,
    pub(super) bytes: usize,
    /// Its size as it travels.
    pub(super) gzip: usize,
    /// Hex digits.
    pub(super) sha256: String,
}

/// The folders that a release build writes.
pub(super) const BUILT: [&str; 5] = ["npm/node/dist", "npm/widget/dist", "npm/worker/dist", "api/build", "www/build"];

/// Every module of this build, by name.
pub(super) fn hashed() -> Result<Vec<Module>> {
    let built = built(repository::root())?.into_iter();
    built
        .filter(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .map(|file| module(&file))
        .collect()
}

/// Every file that a release build of the repository in this folder has written.
pub(super) fn built(root: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for folder in BUILT {
        all.extend(files(&root.join(folder))?);
    }
    Ok(all)
}

fn module(file: &Path) -> Result<Module> {
    let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.strip_prefix(repository::root()).unwrap_or(file).display().to_string();
    Ok(Module { name, bytes: content.len(), gzip: compressed(file)?, sha256: sha256(&content) })
}

/// By the pinned Node's zlib: no program of the machine's has a say.
fn compressed(file: &Path) -> Result<usize> {
    let program = "process.stdout.write(String(zlib.gzipSync(fs.readFileSync(process.argv[1]), { level: 9 }).length))";
    let mut node = command("node");
    let printed = output("node gzip", node.args(["-e", program]).arg(file))?;
    printed.parse().context("node gives no size")
}
