//! The rows that drive real browsers. Their tests find the programs' paths in variables: `CHROMIUM`, and those of
//! [`crate::setup::engines`].

use std::path::PathBuf;

use anyhow::Result;

use super::javascript::{self, Leftovers};
use super::wasm;
use crate::setup::{chromium, engines};
use crate::terminal::step;

/// Tests of the widget that know no engine: the variable `ENGINE` names the one to run them in.
const ANY_ENGINE: &str = "tests/engines";

pub(super) fn driven() -> Result<()> {
    wasm::built()?;
    let chromium = [("CHROMIUM", chromium::ensure()?)];
    ["tests/e2e", ANY_ENGINE].iter().try_for_each(|folder| {
        let step = step(format!("node --test {folder}"));
        javascript::run_folder(&step, folder, Leftovers::AreCut, &chromium)?;
        step.done("");
        Ok(())
    })
}

pub(super) fn driven_elsewhere() -> Result<()> {
    wasm::built()?;
    let programs = engines::ensure()?;
    ["firefox", "webkit"].iter().try_for_each(|engine| {
        let step = step(format!("node --test {ANY_ENGINE}, {engine}"));
        let mut environment = programs.clone();
        environment.push(("ENGINE", PathBuf::from(engine)));
        javascript::run_folder(&step, ANY_ENGINE, Leftovers::AreCut, &environment)?;
        step.done("");
        Ok(())
    })
}
