//! The row that talks to the running Workers as integrators and attackers do.

use std::thread;

use anyhow::Result;

use super::wasm;
use crate::command::{cargo, command, query, run};
use crate::failure::Failure;
use crate::setup::{php, python};
use crate::side_by_side;
use crate::terminal::step;

/// What integrators sign with by hand, and how each is asked whether it is there.
const INTEGRATORS: [(&str, &str); 3] = [("curl", "--version"), ("openssl", "version"), ("python3", "--version")];

pub(super) fn kept() -> Result<()> {
    prepared()?;
    // The soak mostly waits.
    side_by_side::each([&["helpthread-tests"][..], &["helpthread-bench", "helpthread-soak"]], |packages| {
        packages.iter().try_for_each(|package| tested(package))
    })
}

fn tested(package: &str) -> Result<()> {
    let name = format!("cargo test {package}");
    let step = step(&*name);
    let mut test = cargo();
    test.args(["test", "--package", package]);
    run(&step, &name, test.env("RUST_TEST_THREADS", threads().to_string()))?;
    step.done("");
    Ok(())
}

/// Two for each core: half of a test's time is a wait for what it has started, or for a deadline.
fn threads() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the documentation's examples and writes down what they give.
///
/// # Errors
/// If one fails, or something that it needs cannot be installed.
pub(crate) fn record_documentation() -> Result<()> {
    prepared()?;
    let step = step("run the examples");
    let mut tests = cargo();
    tests.args(["test", "--package", "helpthread-tests", "--test", "conformance", "--", "recorded"]);
    run(&step, "cargo test recorded", tests.env("HELPTHREAD_RECORD", "1"))?;
    step.done("recorded");
    Ok(())
}

/// Everything that the tests drive is there and built.
fn prepared() -> Result<()> {
    let missing: Vec<&str> = INTEGRATORS
        .iter()
        .filter(|(program, question)| query(program, &[question]).is_none())
        .map(|(program, _)| *program)
        .collect();
    if !missing.is_empty() {
        let message = format!("the contract tests drive {0}; install it: apt-get install {0}", missing.join(" "));
        return Err(Failure::new(message).into());
    }
    vectors_are_pythons()?;
    python::ensure()?;
    php::ensure()?;
    wasm::built()
}

/// The shared vectors are made by another implementation than the one that they test.
fn vectors_are_pythons() -> Result<()> {
    let step = step("tests/vectors/generate.py --check");
    run(&step, "generate.py --check", command("python3").args(["tests/vectors/generate.py", "--check"]))?;
    step.done("");
    Ok(())
}
