//! The command line of `cargo xtask bench`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use helpthread_bench::{api, proxy, report::Report, sdk, widget};
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
    let name = match arguments.next()? {
        Some(Arg::Value(name)) => name.string()?,
        Some(argument) => return Err(argument.unexpected().into()),
        None => "api".to_owned(),
    };
    let (report, file) = match name.as_str() {
        "api" => run_api(arguments)?,
        "proxy" => run_proxy(arguments)?,
        "sdk" => run_sdk(arguments)?,
        "widget" => run_widget(arguments)?,
        other => bail!("there is no benchmark {other}; there are: api, proxy, sdk, widget"),
    };
    print!("{}", report.table());
    let file = file.unwrap_or_else(|| repository::target().join(format!("xtask/bench/{}.json", report.name)));
    fs::create_dir_all(file.parent().unwrap_or(&file))?;
    fs::write(&file, format!("{:#}\n", report.json())).with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nall rounds: {}", file.display());
    Ok(())
}

fn run_api(mut arguments: Parser) -> Result<(Report, Option<PathBuf>)> {
    let mut options = api::Options::whole();
    let mut file = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("smoke") => options = api::Options::smoke(),
            Arg::Long("sizes") => options.sizes = numbers(&arguments.value()?.string()?)?,
            Arg::Long("only") => {
                let part = arguments.value()?.string()?;
                options.operations.retain(|operation| operation.name().contains(&part));
            }
            Arg::Long("inspector") => options.inspector = Some(arguments.value()?.string()?),
            Arg::Long("rounds") => options.schedule.rounds = arguments.value()?.parse()?,
            Arg::Long("seconds") => options.schedule.load.duration = seconds(&mut arguments)?,
            Arg::Long("out") => file = Some(PathBuf::from(arguments.value()?)),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok((api::run(&options)?, file))
}

fn run_proxy(mut arguments: Parser) -> Result<(Report, Option<PathBuf>)> {
    let mut options = proxy::Options::whole();
    let mut file = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("smoke") => options = proxy::Options::smoke(),
            Arg::Long("only") => {
                let part = arguments.value()?.string()?;
                options.scenarios.retain(|scenario| scenario.name().contains(&part));
            }
            Arg::Long("inspector") => options.inspector = Some(arguments.value()?.string()?),
            Arg::Long("rounds") => options.schedule.rounds = arguments.value()?.parse()?,
            Arg::Long("seconds") => options.schedule.load.duration = seconds(&mut arguments)?,
            Arg::Long("out") => file = Some(PathBuf::from(arguments.value()?)),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok((proxy::run(&options)?, file))
}

fn run_sdk(mut arguments: Parser) -> Result<(Report, Option<PathBuf>)> {
    let mut options = sdk::Options::whole();
    let mut file = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("smoke") => options = sdk::Options::smoke(),
            Arg::Long("only") => options.only(&arguments.value()?.string()?),
            Arg::Long("rounds") => options.schedule.rounds = arguments.value()?.parse()?,
            Arg::Long("seconds") => options.schedule.load.duration = seconds(&mut arguments)?,
            Arg::Long("out") => file = Some(PathBuf::from(arguments.value()?)),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok((sdk::run(&options)?, file))
}

fn run_widget(mut arguments: Parser) -> Result<(Report, Option<PathBuf>)> {
    let mut options = widget::Options::whole();
    let mut file = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("smoke") => options = widget::Options::smoke(),
            Arg::Long("rounds") => options.rounds = arguments.value()?.parse()?,
            Arg::Long("out") => file = Some(PathBuf::from(arguments.value()?)),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok((widget::run(options)?, file))
}

fn seconds(arguments: &mut Parser) -> Result<Duration> {
    Ok(Duration::try_from_secs_f64(arguments.value()?.parse()?)?)
}

/// Numbers separated by commas, in ascending order.
fn numbers(text: &str) -> Result<Vec<usize>> {
    let mut numbers: Vec<usize> =
        text.split(',').map(str::parse).collect::<Result<_, _>>().with_context(|| format!("--sizes {text}"))?;
    numbers.sort_unstable();
    Ok(numbers)
}
