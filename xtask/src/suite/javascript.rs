//! The row for what is written in JavaScript: types by tsc, tests by Node's own runner. The tests of `npm/node` start the other
//! runtimes themselves: those that npm installs, and Chromium, whose path they find in the variable `CHROMIUM`.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::wasm;
use crate::command::{command, run};
use crate::failure::Failure;
use crate::repository;
use crate::setup::chromium;
use crate::terminal::{Step, step};

const FOLDERS: [&str; 4] = ["npm/node/test", "npm/widget/test", "npm/worker/test", "www/test"];

pub(super) fn tested() -> Result<()> {
    wasm::built()?;
    let chromium = chromium::ensure()?;
    let types = step("tsc, the dashboard's types");
    run(&types, "tsc www", command("tsc").args(["--project", "www"]))?;
    types.done("");
    FOLDERS.iter().try_for_each(|folder| {
        let step = step(format!("node --test {folder}"));
        run_folder(&step, folder, Leftovers::AreAwaited, &[("CHROMIUM", chromium.clone())])?;
        step.done("");
        Ok(())
    })
}

/// What happens to whatever a file of tests leaves running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leftovers {
    /// Node waits for it.
    AreAwaited,
    /// Node exits all the same: a test that fails may leave a browser or a stack behind. Not where Node itself runs wasm: exiting while
    /// V8 compiles some of it in the background can wait for ever.
    AreCut,
}

/// Run every `*.test.mjs` of a folder, one file at a time, with these environment variables. Tests that need a stack
/// start it with the program that `XTASK` names: this one.
///
/// # Errors
/// If one fails, or there is none.
pub(super) fn run_folder(
    step: &Step,
    folder: &str,
    leftovers: Leftovers,
    environment: &[(&str, PathBuf)],
) -> Result<()> {
    let entries = fs::read_dir(repository::path(folder)).with_context(|| format!("cannot read {folder}"))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("there is no *.test.mjs in {folder}")).into());
    }
    let mut node = command("node");
    node.args(["--test", "--test-concurrency=1", "--test-timeout=180000", "--test-reporter=spec"]);
    if leftovers == Leftovers::AreCut {
        node.arg("--test-force-exit");
    }
    node.args(files);
    node.env("XTASK", env::current_exe().context("cannot tell which program this is")?);
    node.envs(environment.iter().map(|(name, value)| (name, value)));
    run(step, &format!("node --test {folder}"), &mut node)
}
