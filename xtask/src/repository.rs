//! Where things are: the repository, what cargo builds, and what we install for ourselves.

use std::env;
use std::path::{Path, PathBuf};

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
