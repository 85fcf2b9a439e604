//! The rows that cargo runs.

use anyhow::Result;

use crate::command::{cargo, run};
use crate::failure::Failure;
use crate::setup::rust_targets;
use crate::terminal::step;

/// Crates whose rules are tested natively. The two Workers hold no rules.
const NATIVE: [&str; 7] = [
    "helpthread-core",
    "helpthread-policy",
    "helpthread-inbox",
    "helpthread-sdk",
    "helpthread-widget",
    "helpthread-docs",
    "xtask",
];

/// Crates that ship as WebAssembly.
const SHIPPED: [&str; 4] = ["helpthread-sdk", "helpthread-widget", "helpthread-api", "helpthread-worker"];

pub(super) fn formatted() -> Result<()> {
    let step = step("cargo fmt");
    run(&step, "cargo fmt", cargo().args(["fmt", "--all", "--check"])).map_err(|error| {
        match error.downcast::<Failure>() {
            Ok(failure) => {
                Failure { message: "a file is not formatted".to_owned(), ..failure }.again("cargo fmt --all").into()
            }
            Err(error) => error,
        }
    })?;
    step.done("");
    Ok(())
}

pub(super) fn linted() -> Result<()> {
    let native = step("clippy, natively");
    let mut all = cargo();
    all.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    run(&native, "cargo clippy", &mut all)?;
    native.done("");

    rust_targets::ensure(&[rust_targets::WASM])?;
    let wasm = step("clippy, on wasm");
    let mut shipped = cargo();
    shipped.args(["clippy", "--lib", "--target", rust_targets::WASM]);
    shipped.args(SHIPPED.iter().flat_map(|package| ["--package", package]));
    run(&wasm, "cargo clippy wasm", shipped.args(["--", "--deny", "warnings"]))?;
    wasm.done("");
    Ok(())
}

pub(super) fn tested() -> Result<()> {
    let step = step("cargo test");
    let mut test = cargo();
    test.args(["test"]).args(NATIVE.iter().flat_map(|package| ["--package", package]));
    run(&step, "cargo test", &mut test)?;
    step.done("");
    Ok(())
}

pub(super) fn core_without_std() -> Result<()> {
    rust_targets::ensure(&rust_targets::WITHOUT_STD)?;
    for target in rust_targets::WITHOUT_STD {
        let step = step(format!("helpthread-core for {target}"));
        for features in [&[][..], &["--all-features"]] {
            let arguments = ["build", "--package", "helpthread-core", "--target", target];
            run(&step, &format!("cargo build {target}"), cargo().args(arguments).args(features))?;
        }
        step.done("");
    }
    Ok(())
}
