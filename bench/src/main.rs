//! The command line of `cargo xtask bench`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use helpthread_bench::api;
use lexopt::{Arg, Parser, ValueExt};
use xtask::{failure, repository, terminal};

fn main() -> ExitCode {
    let result = run(Parser::from_env());
    terminal::close();
    let Err(error) = result else { return ExitCode::SUCCESS };
    eprintln!("\n{}", failure::report(&error, "cargo xtask bench"));
    ExitCode::FAILURE
}

fn run(mut arguments: Parser) -> Result<()> {
    let mut options = api::Options::whole();
    let mut file = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(name) if name == "api" => {}
            Arg::Long("smoke") => options = api::Options::smoke(),
            Arg::Long("sizes") => options.sizes = numbers(&arguments.value()?.string()?)?,
            Arg::Long("rounds") => options.schedule.rounds = arguments.value()?.parse()?,
            Arg::Long("seconds") => {
                options.schedule.load.duration = Duration::try_from_secs_f64(arguments.value()?.parse()?)?;
            }
            Arg::Long("only") => {
                let part = arguments.value()?.string()?;
                options.operations.retain(|operation| operation.name().contains(&part));
            }
            Arg::Long("inspector") => options.inspector = Some(arguments.value()?.string()?),
            Arg::Long("out") => file = Some(PathBuf::from(arguments.value()?)),
            Arg::Value(name) => bail!("there is no benchmark {}; there is: api", name.display()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let report = api::run(&options)?;
    print!("{}", report.table());
    let file = file.unwrap_or_else(|| repository::target().join(format!("xtask/bench/{}.json", report.name)));
    fs::create_dir_all(file.parent().unwrap_or(&file))?;
    fs::write(&file, format!("{:#}\n", report.json())).with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nall rounds: {}", file.display());
    Ok(())
}

/// Numbers separated by commas, in ascending order.
fn numbers(text: &str) -> Result<Vec<usize>> {
    let mut numbers: Vec<usize> =
        text.split(',').map(str::parse).collect::<Result<_, _>>().with_context(|| format!("--sizes {text}"))?;
    numbers.sort_unstable();
    Ok(numbers)
}
