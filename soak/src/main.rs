//! The command line of `cargo xtask soak`.

use std::ffi::OsStr;
use std::process::ExitCode;

use anyhow::{Context, Result};
use helpthread_soak::Options;
use helpthread_soak::clock::true_time;
use lexopt::{Arg, Parser};
use xtask::build::{self, Part, Profile};
use xtask::failure::{self, Failure};
use xtask::{setup, terminal};

fn main() -> ExitCode {
    let result = run(Parser::from_env());
    terminal::close();
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n{}", failure::report(&error, "cargo xtask soak"));
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Parser) -> Result<ExitCode> {
    let (mut minutes, mut seed) = (15, u64::try_from(true_time()).unwrap_or(0));
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("minutes") => minutes = number("--minutes", &arguments.value()?, 1)?,
            Arg::Long("seed") => seed = number("--seed", &arguments.value()?, 0)?,
            _ => return Err(argument.unexpected().into()),
        }
    }
    setup::toolchain()?;
    build::build(&[Part::Api, Part::Worker], Profile::Release)?;
    terminal::close();
    println!("seed {seed}");
    let report = helpthread_soak::run(&Options::whole(minutes, seed)).with_context(|| again(minutes, seed))?;
    println!("{report}");
    if report.is_clean() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("again: {}", again(minutes, seed));
    Ok(ExitCode::FAILURE)
}

/// A whole number from `least`.
fn number(option: &str, value: &OsStr, least: u64) -> Result<u64> {
    let number = value.to_str().and_then(|text| text.parse().ok()).filter(|number| *number >= least);
    number.ok_or_else(|| {
        Failure::new(format!("{option} must be a whole number from {least}, not {}", value.display())).into()
    })
}

fn again(minutes: u64, seed: u64) -> String {
    format!("cargo xtask soak --minutes {minutes} --seed {seed}")
}
