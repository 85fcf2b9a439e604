//! Where things are: the repository, what cargo builds, and what we install for ourselves.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::failure::Failure;

/// The repository's root, the folder of the workspace's `Cargo.toml`.
#[must_use]
pub fn root() -> &'static Path {
    // The manifest of xtask lies one folder below the root.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/"))
}

/// A path inside the repository, given relative to its root.
#[must_use]
pub fn path(relative: &str) -> PathBuf {
    root().join(relative)
}

/// Cargo's target directory: `CARGO_TARGET_DIR` if that is set, else `target/`.
#[must_use]
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where `worker-build` and `wasm-bindgen` are installed, as `bin/<name>`.
#[must_use]
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// A command of an npm package.
#[must_use]
pub fn npm_command(name: &str) -> PathBuf {
    root().join("node_modules/.bin").join(name)
}

/// workerd's native program, in the npm package for this machine: its `bin/workerd` on the path may be a Node script.
///
/// # Errors
/// If it is not installed.
pub fn workerd() -> Result<PathBuf> {
    let packages = fs::read_dir(path("node_modules/@cloudflare")).into_iter().flatten().flatten();
    let mut programs = packages.map(|entry| entry.path().join("bin/workerd"));
    let is_workerd = |program: &PathBuf| program.to_string_lossy().contains("workerd-") && program.exists();
    programs.find(is_workerd).ok_or_else(|| Failure::new("workerd is not installed: run npm ci").into())
}
