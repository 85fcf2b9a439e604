//! Rust to WebAssembly, by cargo.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::{cargo, run};
use crate::repository;
use crate::setup::rust_targets::WASM;
use crate::terminal::Step;

/// Compile the library of `package` with these arguments about features, and say where the module is.
///
/// # Errors
/// If it does not compile.
pub(super) fn compile(step: &Step, package: &str, features: &[&str], profile: &str) -> Result<PathBuf> {
    let mut build = cargo();
    build
        .args(["build", "--lib", "--package", package, "--target", WASM, "--profile", profile])
        .args(features)
        // worker-build sets this for its own cargo: without it, it would compile everything a second time.
        .env("WASM_BINDGEN_USE_JS_SYS", "1");
    run(step, &format!("cargo build {package}"), &mut build)?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(repository::target().join(WASM).join(profile).join(file))
}

/// Keeps a module under a name of its own beside where cargo leaves it, because cargo puts the same crate with other features in the
/// same place. Written only if it differs, so that its time tells when it changed.
///
/// # Errors
/// If it cannot be read or written.
pub(super) fn set_aside(module: &Path, name: &str) -> Result<PathBuf> {
    let kept = module.with_file_name(format!("{name}.wasm"));
    let made = fs::read(module)?;
    if fs::read(&kept).ok().as_ref() != Some(&made) {
        fs::write(&kept, made)?;
    }
    Ok(kept)
}
