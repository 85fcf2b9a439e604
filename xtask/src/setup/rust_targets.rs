//! Rust's standard library for other targets, installed by rustup.
//!
//! `rust-toolchain.toml` names the wasm target too, but rustup may be told not to install on its own
//! (`RUSTUP_AUTO_INSTALL=0`), so we ask for it.

use std::path::Path;

use anyhow::Result;

use crate::command::{command, query, run};
use crate::failure::Failure;
use crate::terminal;

/// What Workers, the widget and the SDK are built for.
pub const WASM: &str = "wasm32-unknown-unknown";
/// Two targets without `std`: the proof that `helpthread-core` needs none.
pub const WITHOUT_STD: [&str; 2] = ["wasm32v1-none", "thumbv7em-none-eabi"];

/// Install those of `targets` that are missing.
///
/// # Errors
/// If rustup is missing or cannot fetch them.
pub fn ensure(targets: &[&str]) -> Result<()> {
    let missing: Vec<&str> = targets.iter().copied().filter(|target| !is_installed(target)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if query("rustup", &["--version"]).is_none() {
        let names = missing.join(", ");
        return Err(Failure::new(format!(
            "Rust's {names} target is missing and rustup is not there to fetch it: install rustup (https://rustup.rs)"
        ))
        .into());
    }
    let step = terminal::step(format!("Rust target {}", missing.join(", ")));
    run(&step, "rustup target add", command("rustup").args(["target", "add"]).args(&missing))?;
    step.done("installed");
    Ok(())
}

fn is_installed(target: &str) -> bool {
    query("rustc", &["--print", "target-libdir", "--target", target]).is_some_and(|folder| Path::new(&folder).exists())
}
