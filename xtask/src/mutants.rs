//! `cargo xtask mutants`: cargo-mutants over the two crates that hold the rules, to find rules that no test holds.
//!
//! It changes one thing at a time in a copy of the repository (an operator, a guard, what a function returns), builds that crate
//! and runs its tests; a change that no test notices is printed and fails the task. What is left out, and why, is in
//! `.cargo/mutants.toml`. No row of the suite runs it: two thousand builds take hours.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::command::command;
use crate::failure::Failure;
use crate::setup::cargo_tools;
use crate::{guard, repository, terminal};

/// The crates that may be named.
const CRATES: [&str; 2] = ["core", "policy"];
/// Seeds of the simulation of both hubs, of which a plain run tries 2,000: enough for what only it can notice.
const SIMULATION_RUNS: &str = "200";
/// How cargo-mutants ends when no change went unnoticed, but some made the tests wait for ever: that is noticing too.
const TIMED_OUT: i32 = 3;

/// What to change.
#[derive(Debug, Default)]
pub struct Options {
    /// `core` or `policy`; both unless named.
    pub crates: Vec<String>,
    /// `k/n`: the k-th of n parts, counted from 0.
    pub shard: Option<String>,
    /// Only files whose path or name this is, in cargo-mutants' globs.
    pub file: Option<String>,
}

/// Change one thing after the other, and say which changes no test noticed.
///
/// # Errors
/// If there is no such crate, the tool cannot be installed, or it cannot be started.
pub fn run(options: &Options) -> Result<ExitCode> {
    let arguments = arguments(options)?;
    cargo_tools::ensure_mutants()?;
    let folder = repository::target().join("mutants");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut mutants = command(cargo_tools::cargo_mutants());
    mutants.args(arguments).arg("--output").arg(&folder);
    // A folder of its own for what is built: dependencies are compiled once, and no other build is made again.
    mutants.env("CARGO_TARGET_DIR", folder.join("build")).env("SIMULATION_RUNS", SIMULATION_RUNS);
    terminal::close();
    let status = guard::wait(&mut guard::spawn(&mut mutants).context("cannot start cargo-mutants")?)?;
    let noticed = status.success() || status.code() == Some(TIMED_OUT);
    Ok(if noticed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn arguments(options: &Options) -> Result<Vec<String>> {
    let mut arguments = vec!["mutants".to_owned()];
    let all = CRATES.map(String::from);
    for name in if options.crates.is_empty() { &all[..] } else { &options.crates } {
        if !CRATES.contains(&name.as_str()) {
            return Err(
                Failure::new(format!("there is no crate {name:?} here; there are {}", CRATES.join(", "))).into()
            );
        }
        arguments.extend(["--package".to_owned(), format!("helpthread-{name}")]);
    }
    for (name, value) in [("--shard", &options.shard), ("--file", &options.file)] {
        arguments.extend(value.iter().flat_map(|value| [name.to_owned(), value.clone()]));
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_crates_are_changed_unless_one_is_named() {
        let both = arguments(&Options::default()).unwrap();
        assert_eq!(both, ["mutants", "--package", "helpthread-core", "--package", "helpthread-policy"]);
        let one = Options {
            crates: vec!["core".to_owned()],
            shard: Some("0/4".to_owned()),
            file: Some("time.rs".to_owned()),
        };
        let expected = ["mutants", "--package", "helpthread-core", "--shard", "0/4", "--file", "time.rs"];
        assert_eq!(arguments(&one).unwrap(), expected);
    }

    #[test]
    fn a_crate_that_is_not_there_is_refused_with_those_that_are() {
        let refused = arguments(&Options { crates: vec!["widget".to_owned()], ..Options::default() });
        assert_eq!(refused.unwrap_err().to_string(), "there is no crate \"widget\" here; there are core, policy");
    }
}
