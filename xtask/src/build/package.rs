//! The npm packages: cargo compiles the crate, the package's own `build.mjs` assembles `dist/`.

use std::path::PathBuf;

use anyhow::Result;

use super::stamp::Stamp;
use super::{Outcome, Part, Profile, wasm};
use crate::command::{command, run};
use crate::repository;
use crate::setup::cargo_tools;
use crate::supply_chain::shipped;
use crate::terminal::Step;

/// Build `npm/node` or `npm/widget`.
///
/// # Errors
/// If the crate does not compile or the script fails.
pub(super) fn build(step: &Step, part: Part, profile: Profile) -> Result<Outcome> {
    let folder = if part == Part::Widget { "npm/widget" } else { "npm/node" };
    let modules = modules(step, part, profile)?;
    let mut inputs = vec![repository::path(folder), repository::path("package-lock.json"), shipped::source()];
    inputs.extend(modules.iter().map(|(_, module)| module.clone()));
    let mut product = format!("{folder}/dist");
    if profile == Profile::Release {
        product = format!("{product}/{}", shipped::NAME);
    }
    let stamp = Stamp::of(part, profile, &inputs, &[&product])?;
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
    if profile == Profile::Release {
        let module = if part == Part::Widget { "helpthread-widget" } else { "helpthread-sdk" };
        shipped::write(&repository::path(folder).join("dist"), &[module])?;
    }
    stamp.write()?;
    Ok(Outcome::Built)
}

/// The modules of a package, and the option of its script that takes each. The SDK has a second one, without the client.
fn modules(step: &Step, part: Part, profile: Profile) -> Result<Vec<(&'static str, PathBuf)>> {
    let profile_name = profile.cargo_name(part);
    if part == Part::Widget {
        let module = wasm::compile(step, "helpthread-widget", &["--features", "standalone"], profile_name, &[])?;
        return Ok(vec![("--wasm", module)]);
    }
    let flags = if profile == Profile::Release { &SMALL[..] } else { &[] };
    let compile = |name: &str, features: &[&str]| {
        wasm::set_aside(&wasm::compile(step, "helpthread-sdk", features, profile_name, flags)?, name)
    };
    let signature = compile("signature", &["--no-default-features", "--features", "standalone"])?;
    let core = compile("core", &["--features", "standalone"])?;
    Ok(vec![("--signature", signature), ("--core", core)])
}

/// What makes the SDK's modules smaller: SHA-256 in loops, a third of its size at nearly its speed (bench/README.md, "The SDK").
const SMALL: [&str; 2] = [r#"--cfg=sha2_backend="soft""#, r#"--cfg=sha2_backend_soft="compact""#];
