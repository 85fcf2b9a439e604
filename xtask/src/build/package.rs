//! The npm packages: cargo compiles the crate, the package's own `build.mjs` assembles `dist/`.

use anyhow::Result;

use super::stamp::Stamp;
use super::{Outcome, Part, Profile, wasm};
use crate::command::{command, run};
use crate::repository;
use crate::setup::cargo_tools;
use crate::terminal::Step;

/// Build `npm/node` or `npm/widget`.
///
/// # Errors
/// If the crate does not compile or the script fails.
pub(super) fn build(step: &Step, part: Part, profile: Profile) -> Result<Outcome> {
    let (package, folder) = match part {
        Part::Widget => ("helpthread-widget", "npm/widget"),
        _ => ("helpthread-sdk", "npm/node"),
    };
    let module = wasm::compile(step, package, &["--features", "standalone"], profile.cargo_name(part))?;
    let inputs = [module.clone(), repository::path(folder), repository::path("package-lock.json")];
    let stamp = Stamp::of(part, profile, &inputs, &[&format!("{folder}/dist")])?;
    if stamp.is_current() {
        return Ok(Outcome::UpToDate);
    }
    stamp.clear()?;
    let mut assemble = command("node");
    assemble.arg(format!("{folder}/build.mjs")).arg("--wasm").arg(module);
    assemble.arg("--bindgen").arg(cargo_tools::wasm_bindgen());
    if profile == Profile::Release {
        assemble.arg("--wasm-opt").arg(repository::npm_command("wasm-opt")).arg("--release");
    }
    run(step, &format!("{folder}/build.mjs"), &mut assemble)?;
    stamp.write()?;
    Ok(Outcome::Built)
}
