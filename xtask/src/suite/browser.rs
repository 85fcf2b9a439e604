//! The rows that drive real browsers. Their tests find the programs' paths in variables: `CHROMIUM`, and those of
//! [`crate::setup::engines`].

use std::path::PathBuf;

use anyhow::Result;

use super::javascript::{Folder, Leftovers};
use super::wasm;
use crate::setup::{chromium, engines};
use crate::side_by_side;

/// Tests of the widget that know no engine: the variable `ENGINE` names the one to run them in.
const ANY_ENGINE: &str = "tests/engines";

pub(super) fn driven() -> Result<()> {
    wasm::built()?;
    let environment = [("CHROMIUM", chromium::ensure()?)];
    // A test mostly waits for its browser, and that for a Worker.
    ["tests/e2e", ANY_ENGINE].iter().try_for_each(|path| folder(path, 2).run("", &environment))
}

pub(super) fn driven_elsewhere() -> Result<()> {
    wasm::built()?;
    let programs = engines::ensure()?;
    side_by_side::each(["firefox", "webkit"], |engine| {
        let mut environment = programs.clone();
        environment.push(("ENGINE", PathBuf::from(engine)));
        folder(ANY_ENGINE, 1).run(engine, &environment)
    })
}

fn folder(path: &str, at_a_time: usize) -> Folder<'_> {
    Folder { path, leftovers: Leftovers::AreCut, at_a_time }
}
