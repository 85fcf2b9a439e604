//! The row that talks to the running Workers as integrators and attackers do.

use anyhow::Result;

use super::wasm;
use crate::command::{cargo, run};
use crate::terminal::step;

pub(super) fn kept() -> Result<()> {
    wasm::built()?;
    let step = step("cargo test helpthread-tests");
    run(&step, "cargo test helpthread-tests", cargo().args(["test", "--package", "helpthread-tests"]))?;
    step.done("");
    Ok(())
}
