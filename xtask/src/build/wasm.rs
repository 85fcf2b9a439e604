//! Rust to WebAssembly, by cargo.

use std::path::PathBuf;

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
