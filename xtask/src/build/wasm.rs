//! Rust to WebAssembly, by cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::places;
use crate::command::{cargo, run};
use crate::repository;
use crate::setup::rust_targets::WASM;
use crate::terminal::Step;

/// What joins the flags in cargo's variable.
const SEPARATOR: &str = "\u{1f}";

/// Compile the library of `package` with these arguments about features and these flags of rustc's besides our own, and say where the
/// module is.
///
/// # Errors
/// If it does not compile.
pub(super) fn compile(step: &Step, package: &str, features: &[&str], profile: &str, flags: &[&str]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--lib", "--package", package, "--target", WASM, "--profile", profile]).args(features);
    same_everywhere(&mut build, flags)?;
    run(step, &format!("cargo build {package}"), &mut build)?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(repository::target().join(WASM).join(profile).join(file))
}

/// Have whatever cargo this command runs compile with the same flags, and to the same bytes in every folder and on every machine.
///
/// # Errors
/// If nothing tells where cargo and Rust keep their sources.
pub(super) fn same_everywhere(command: &mut Command, flags: &[&str]) -> Result<()> {
    let mut all: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
    all.extend(places::forgotten()?);
    command
        .env("CARGO_ENCODED_RUSTFLAGS", all.join(SEPARATOR))
        // worker-build sets this for its own cargo: without it, it would compile everything a second time.
        .env("WASM_BINDGEN_USE_JS_SYS", "1");
    Ok(())
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
