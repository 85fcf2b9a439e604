//! The two Workers written in Rust, bundled by `worker-build`.
//!
//! `worker-build` compiles too, but packages even when nothing has changed; so cargo goes first, and it is asked only
//! if there is a new module.

use anyhow::Result;

use super::stamp::Stamp;
use super::{Outcome, Part, Profile, wasm};
use crate::command::{command, run};
use crate::repository;
use crate::setup::cargo_tools;
use crate::terminal::Step;

/// Build `api` or `worker`: `build/index.js` and `build/index_bg.wasm` in its folder.
///
/// # Errors
/// If the crate does not compile or cannot be bundled.
pub(super) fn build(step: &Step, part: Part, profile: Profile) -> Result<Outcome> {
    let folder = part.name();
    let module = wasm::compile(step, &format!("helpthread-{folder}"), &[], profile.cargo_name(part))?;
    let products = [format!("{folder}/build/index.js"), format!("{folder}/build/index_bg.wasm")];
    let inputs = [module, repository::path("package-lock.json")];
    let stamp = Stamp::of(part, profile, &inputs, &products.each_ref().map(String::as_str))?;
    if stamp.is_current() {
        return Ok(Outcome::UpToDate);
    }
    stamp.clear()?;
    let mut bundle = command(cargo_tools::worker_build());
    bundle.args(["--profile", profile.cargo_name(part)]);
    if profile == Profile::Development {
        bundle.arg("--no-opt");
    }
    bundle
        .arg(folder)
        // It would download each of these itself if a path were missing or wrong.
        .env("WASM_BINDGEN_BIN", cargo_tools::wasm_bindgen())
        .env("WASM_OPT_BIN", repository::npm_command("wasm-opt"))
        .env("ESBUILD_BIN", repository::npm_command("esbuild"));
    run(step, &format!("worker-build {folder}"), &mut bundle)?;
    stamp.write()?;
    Ok(Outcome::Built)
}
