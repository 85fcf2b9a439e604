//! The row for the parsers of untrusted bytes: their corpora natively, then a short fuzzing run.

use anyhow::Result;

use crate::command::{cargo, run};
use crate::fuzz;
use crate::terminal::{line, step};

/// How long each target is fuzzed, in seconds: half a minute for all of them.
const SECONDS: u32 = 2;

pub(super) fn survived() -> Result<()> {
    let step = step("the corpora, natively");
    run(&step, "cargo test corpora", cargo().args(["test", "--package", "helpthread-fuzz"]))?;
    step.done("");
    match fuzz::compiler() {
        Ok(()) => fuzz::run(&fuzz::Options { only: None, seconds: SECONDS, keep: false, resume: false }),
        // The corpora have been checked, and whoever changes a parser is told here what finds more.
        Err(missing) => {
            line(&format!("not fuzzed: {missing}"));
            Ok(())
        }
    }
}
