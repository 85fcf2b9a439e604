//! The command line of `cargo xtask soak`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use helpthread_soak::Options;
use helpthread_soak::clock::true_time;
use lexopt::{Arg, Parser, ValueExt};
use xtask::build::{self, Part, Profile};
use xtask::{failure, setup, terminal};

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
            Arg::Long("minutes") => minutes = arguments.value()?.parse().context("--minutes must be a number")?,
            Arg::Long("seed") => seed = arguments.value()?.parse().context("--seed must be a number")?,
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

fn again(minutes: u64, seed: u64) -> String {
    format!("cargo xtask soak --minutes {minutes} --seed {seed}")
}
