//! The two Workers written in Rust, bundled by `worker-build`; the proxy's bundle is the npm package `@helpthread/worker` too.
//!
//! `worker-build` compiles too, but packages even when nothing has changed; so cargo goes first, and it is asked only
//! if there is a new module.

use std::fs;
use std::io;

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{Outcome, Part, Profile, wasm};
use crate::command::{command, run};
use crate::repository;
use crate::setup::cargo_tools;
use crate::supply_chain::shipped;
use crate::terminal::Step;

/// The package: what each file of its `dist` is a copy of.
const PACKAGE: &str = "npm/worker/dist";
const PACKAGED: [(&str, &str); 4] = [
    ("index.js", "npm/worker/src/index.js"),
    ("index.d.ts", "npm/worker/src/index.d.ts"),
    ("proxy.js", "worker/build/index.js"),
    // Under the name that the bundle imports it by.
    ("index_bg.wasm", "worker/build/index_bg.wasm"),
];

/// Build `api` or `worker`: `build/index.js` and `build/index_bg.wasm` in its folder, and of these the proxy's package.
///
/// # Errors
/// If the crate does not compile or cannot be bundled.
pub(super) fn build(step: &Step, part: Part, profile: Profile) -> Result<Outcome> {
    let folder = part.name();
    let module = wasm::compile(step, &format!("helpthread-{folder}"), &[], profile.cargo_name(part), &[])?;
    let mut products = vec![format!("{folder}/build/index.js"), format!("{folder}/build/index_bg.wasm")];
    let mut inputs = vec![module, repository::path("package-lock.json")];
    if part == Part::Worker {
        products.extend(PACKAGED.map(|(name, _)| format!("{PACKAGE}/{name}")));
        products.extend((profile == Profile::Release).then(|| format!("{PACKAGE}/{}", shipped::NAME)));
        inputs.extend([repository::path("npm/worker/src"), shipped::source()]);
    }
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    let stamp = Stamp::of(part, profile, &inputs, &products)?;
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
    wasm::same_everywhere(&mut bundle, &[])?;
    run(step, &format!("worker-build {folder}"), &mut bundle)?;
    if part == Part::Worker {
        package(profile).with_context(|| format!("cannot write {PACKAGE}"))?;
    }
    stamp.write()?;
    Ok(Outcome::Built)
}

/// Assembles the npm package anew, so that nothing of an earlier build stays in it.
fn package(profile: Profile) -> Result<()> {
    let folder = repository::path(PACKAGE);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => fs::create_dir_all(&folder)?,
    }
    for (name, source) in PACKAGED {
        fs::copy(repository::path(source), folder.join(name))?;
    }
    if profile == Profile::Release {
        // The widget's module is inside the proxy's.
        shipped::write(&folder, &["helpthread-worker", "helpthread-widget"])?;
    }
    Ok(())
}
