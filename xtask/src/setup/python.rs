//! What the contract tests take from `PyPI`, exactly as `tests/conformance/requirements.txt` has it, in `target/python`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::{command, run};
use crate::{repository, terminal};

const REQUIREMENTS: &str = "tests/conformance/requirements.txt";
/// What is told when they cannot be installed.
const UNABLE: &str = "the OpenAPI document and the deliveries' signatures could not be checked: that takes Python 3.11 or \
                      newer with venv (Debian: python3-venv) and access to PyPI";

/// Where a program of the environment is, such as `python`, once [`ensure`] has been called.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    environment().join("bin").join(name)
}

/// Install the packages if they are not there, or others than the file's.
///
/// # Errors
/// If Python cannot make an environment or pip cannot install a package; the message says what can then not be checked.
pub fn ensure() -> Result<()> {
    let wanted =
        fs::read_to_string(repository::path(REQUIREMENTS)).with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    // With the place: the environment's programs name it, so one that was moved does not work.
    let wanted = format!("# in {}\n{wanted}", environment().display());
    // Written last, so that it is missing or another after an install that was cut short.
    let stamp = environment().join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let step = terminal::step("packages from PyPI");
    let mut venv = command("python3");
    run(&step, "python3 -m venv", venv.args(["-m", "venv", "--clear"]).arg(environment())).context(UNABLE)?;
    let mut pip = command(program("python"));
    // Every package is in the file, those that others need too: nothing else may come along.
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--requirement", REQUIREMENTS]);
    run(&step, "pip install", &mut pip).context(UNABLE)?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    step.done("installed");
    Ok(())
}

fn environment() -> PathBuf {
    repository::target().join("python")
}
