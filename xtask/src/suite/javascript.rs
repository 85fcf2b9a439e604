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
use crate::terminal::step;

const FOLDERS: [&str; 4] = ["npm/node/test", "npm/widget/test", "npm/worker/test", "www/test"];

pub(super) fn tested() -> Result<()> {
    wasm::built()?;
    let chromium = chromium::ensure()?;
    let types = step("tsc, the dashboard's types");
    run(&types, "tsc www", command("tsc").args(["--project", "www"]))?;
    types.done("");
    let environment = [("CHROMIUM", chromium)];
    FOLDERS.iter().try_for_each(|folder| {
        Folder { path: folder, leftovers: Leftovers::AreAwaited, at_a_time: 1 }.run("", &environment)
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

/// A folder of tests, `*.test.mjs`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folder<'a> {
    /// From the repository's root.
    pub(super) path: &'a str,
    pub(super) leftovers: Leftovers,
    /// How many files.
    pub(super) at_a_time: usize,
}

impl Folder<'_> {
    /// Run its tests with these environment variables; `with` tells it from other runs of them. Tests that need a stack
    /// start it with the program that `XTASK` names: this one.
    ///
    /// # Errors
    /// If one fails, or there is none.
    pub(super) fn run(self, with: &str, environment: &[(&str, PathBuf)]) -> Result<()> {
        let Self { path, leftovers, at_a_time } = self;
        let entries = fs::read_dir(repository::path(path)).with_context(|| format!("cannot read {path}"))?;
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
        files.sort();
        if files.is_empty() {
            return Err(Failure::new(format!("there is no *.test.mjs in {path}")).into());
        }
        let mut node = command("node");
        node.args(["--test", "--test-timeout=180000", "--test-reporter=spec"]);
        node.arg(format!("--test-concurrency={at_a_time}"));
        if leftovers == Leftovers::AreCut {
            node.arg("--test-force-exit");
        }
        node.args(files);
        node.env("XTASK", env::current_exe().context("cannot tell which program this is")?);
        node.envs(environment.iter().map(|(name, value)| (name, value)));
        let name = format!("node --test {path} {with}");
        let step = step(name.trim_end());
        run(&step, name.trim_end(), &mut node)?;
        step.done("");
        Ok(())
    }
}
