//! The npm packages: cargo compiles the crate, the package's own `build.mjs` assembles `dist/`.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{Outcome, Part, Profile, wasm};
use crate::command::{command, run};
use crate::repository;
use crate::setup::{cargo_tools, rust_targets::WASM};
use crate::terminal::Step;

/// Build `npm/node` or `npm/widget`.
///
/// # Errors
/// If the crate does not compile or the script fails.
pub(super) fn build(step: &Step, part: Part, profile: Profile) -> Result<Outcome> {
    let folder = if part == Part::Widget { "npm/widget" } else { "npm/node" };
    let modules = modules(step, part, profile)?;
    let mut inputs = vec![repository::path(folder), repository::path("package-lock.json")];
    inputs.extend(modules.iter().map(|(_, module)| module.clone()));
    let stamp = Stamp::of(part, profile, &inputs, &[&format!("{folder}/dist")])?;
    if stamp.is_current() {
        return Ok(Outcome::UpToDate);
    }
    stamp.clear()?;
    let mut assemble = command("node");
    assemble.arg(format!("{folder}/build.mjs"));
    for (option, module) in modules {
        assemble.arg(option).arg(module);
    }
    assemble.arg("--bindgen").arg(cargo_tools::wasm_bindgen());
    if profile == Profile::Release {
        assemble.arg("--wasm-opt").arg(repository::npm_command("wasm-opt")).arg("--release");
    }
    run(step, &format!("{folder}/build.mjs"), &mut assemble)?;
    stamp.write()?;
    Ok(Outcome::Built)
}

/// The modules of a package, and the option of its script that takes each. The SDK has a second one, without the client.
fn modules(step: &Step, part: Part, profile: Profile) -> Result<Vec<(&'static str, PathBuf)>> {
    let profile_name = profile.cargo_name(part);
    if part == Part::Widget {
        return Ok(vec![(
            "--wasm",
            wasm::compile(step, "helpthread-widget", &["--features", "standalone"], profile_name)?,
        )]);
    }
    let smaller = if profile == Profile::Release { small()? } else { Vec::new() };
    let compile = |name: &str, features: &[&str]| {
        let features: Vec<&str> = features.iter().copied().chain(smaller.iter().map(String::as_str)).collect();
        wasm::set_aside(&wasm::compile(step, "helpthread-sdk", &features, profile_name)?, name)
    };
    let signature = compile("signature", &["--no-default-features", "--features", "standalone"])?;
    let core = compile("core", &["--features", "standalone"])?;
    Ok(vec![("--signature", signature), ("--core", core)])
}

/// What makes the SDK's modules smaller: SHA-256 in loops, a third of its size at nearly its speed (bench/README.md, "The SDK"),
/// and no paths of this machine, which panics that cannot happen would carry.
fn small() -> Result<Vec<String>> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let registry = cargo_home.context("cannot tell where cargo keeps its crates")?.join("registry/src");
    let sources = fs::read_dir(&registry).into_iter().flatten().flatten();
    let remap = |path: PathBuf| format!("--remap-path-prefix={}=", path.display());
    let mut flags = vec![r#"--cfg=sha2_backend="soft""#.to_owned(), r#"--cfg=sha2_backend_soft="compact""#.to_owned()];
    flags.extend(sources.map(|entry| remap(entry.path().join(""))));
    let flags = serde_json::to_string(&flags)?;
    Ok(vec!["--config".to_owned(), format!("target.{WASM}.rustflags={flags}")])
}
