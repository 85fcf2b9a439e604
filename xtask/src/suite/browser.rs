//! The row that drives a real browser. Its tests find Chromium's path in the variable `CHROMIUM`.

use anyhow::Result;

use super::javascript::{self, Leftovers};
use super::wasm;
use crate::setup::chromium;
use crate::terminal::step;

pub(super) fn driven() -> Result<()> {
    wasm::built()?;
    let chromium = chromium::ensure()?;
    let step = step("node --test tests/e2e");
    javascript::run_folder(&step, "tests/e2e", Leftovers::AreCut, &[("CHROMIUM", chromium)])?;
    step.done("");
    Ok(())
}
