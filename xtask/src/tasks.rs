//! The tasks, in the order in which `cargo xtask` lists them: one table that is the help and the dispatcher.

use std::io::{self, BufReader};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::build::{self, Part, Profile};
use crate::command::{cargo, run};
use crate::dev;
use crate::failure::Failure;
use crate::fuzz;
use crate::mutants;
use crate::settings::{PORT_BASE, Ports, Worker};
use crate::stack::{self, StackOptions};
use crate::{guard, release, setup, suite, supply_chain, terminal};

/// One thing that `cargo xtask` can do.
#[derive(Debug)]
pub struct Task {
    /// Its name on the command line.
    pub name: &'static str,
    /// What may follow the name.
    pub usage: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// Does it, with what follows its name. An error is reported; an exit code has said all there is to say.
    pub run: fn(Parser) -> Result<ExitCode>,
}

impl Task {
    /// How it is called, and what it does.
    #[must_use]
    pub fn help(&self) -> String {
        format!("  cargo xtask {} {}\n      {}\n", self.name, self.usage, self.about)
    }
}

/// Every task.
pub const TASKS: [Task; 12] = [
    Task {
        name: "dev",
        usage: "[--port-base N] [--reset]",
        about: "build, seed and start everything, and rebuild what an edit affects",
        run: run_dev,
    },
    Task {
        name: "test",
        usage: "[NAME…]",
        about: "everything that proves the project, or only the rows named",
        run: run_test,
    },
    Task {
        name: "build",
        usage: "[--release] [sdk|widget|api|worker|www…]",
        about: "build everything, or only the parts named and what they are made from",
        run: run_build,
    },
    Task {
        name: "docs",
        usage: "[--record]",
        about: "write docs/ again; with --record run its examples first and write down what they give",
        run: run_docs,
    },
    Task {
        name: "bench",
        usage: "[api|proxy|sdk|widget…] [--record|--page] [--smoke] [--only TEXT] [--sizes N,N…] [--rounds N] [--seconds S] [--inspector ADDRESS] [--out FILE]",
        about: "everything, or what is named, beside what one would use instead, measured in one run; with --record write bench/RESULTS.md, \
                with --page only that",
        run: run_bench,
    },
    Task {
        name: "soak",
        usage: "[--minutes N] [--seed N]",
        about: "proxy, API server and live sockets under mixed load while everything around them fails (soak/README.md)",
        run: run_soak,
    },
    Task {
        name: "fuzz",
        usage: "[--only TARGET] [--seconds N] [--keep]",
        about: "coverage-guided fuzzing of every parser of untrusted bytes (fuzz/README.md), N seconds each",
        run: run_fuzz,
    },
    Task {
        name: "mutants",
        usage: "[core|policy] [--shard K/N] [--file NAME]",
        about: "mutation testing of the crates that hold the rules: changes that no test notices; hours, or minutes for one file",
        run: run_mutants,
    },
    Task {
        name: "tidy",
        usage: "",
        about: "documents name what exists, sources say why they do and stay short; part of the row contract",
        run: run_tidy,
    },
    Task {
        name: "supply-chain",
        usage: "",
        about: "what we depend on: licences, sources, advisories, npm's signatures, a bill of materials (CycloneDX) per module",
        run: run_supply_chain,
    },
    Task {
        name: "release",
        usage: "[--dry-run [--reproduce]]",
        about: "build and check every artefact of a release; publishing is done by hand, with commands that this prints",
        run: run_release,
    },
    Task {
        name: "stack",
        usage: "[--set WORKER:NAME=VALUE…]",
        about: "the built Workers on free ports, driven by lines on standard input; for tests",
        run: run_stack,
    },
];

/// The help text.
#[must_use]
pub fn help() -> String {
    let mut lines = vec!["cargo xtask: everything that a person or CI does with this repository\n".to_owned()];
    for task in &TASKS {
        lines.push(task.help());
    }
    lines.push("Rows of the test task, in order:".to_owned());
    for row in &suite::ROWS {
        lines.push(format!("  {:<10} {}", row.name, row.about));
    }
    lines.join("\n") + "\n"
}

/// The task of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Task> {
    TASKS.iter().find(|task| task.name == name)
}

fn run_dev(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = dev::Options { ports: Ports::from_base(PORT_BASE).context("no default ports")?, reset: false };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("port-base") => {
                let base = arguments.value()?.to_str().and_then(|base| base.parse().ok());
                let ports = base.and_then(Ports::from_base);
                options.ports = ports.ok_or_else(|| Failure::new("--port-base must be a number from 1 to 65533"))?;
            }
            Arg::Long("reset") => options.reset = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    dev::run(options)?;
    Ok(ExitCode::SUCCESS)
}

fn run_test(arguments: Parser) -> Result<ExitCode> {
    suite::run(&words(arguments)?)
}

fn run_build(mut arguments: Parser) -> Result<ExitCode> {
    let (mut parts, mut profile) = (Vec::new(), Profile::Development);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("release") => profile = Profile::Release,
            Arg::Value(name) => {
                let name = name.string()?;
                let names = || Part::ALL.map(Part::name).join(", ");
                let part = Part::named(&name);
                parts.push(
                    part.ok_or_else(|| Failure::new(format!("there is no part {name:?}; there are {}", names())))?,
                );
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    if parts.is_empty() {
        parts.extend(Part::ALL);
    }
    setup::toolchain()?;
    build::build(&parts, profile)?;
    Ok(ExitCode::SUCCESS)
}

fn run_docs(mut arguments: Parser) -> Result<ExitCode> {
    let mut record = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("record") => record = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    if record {
        // What runs is what is on the disk.
        generate_docs(&["examples"])?;
        suite::record_documentation()?;
    }
    generate_docs(&[])?;
    Ok(ExitCode::SUCCESS)
}

/// The program in `crates/docs`, which this one does not have to be built with.
fn generate_docs(arguments: &[&str]) -> Result<()> {
    let step = terminal::step("write docs/");
    let mut cargo = cargo();
    cargo.args(["run", "--quiet", "--package", "helpthread-docs", "--"]).args(arguments);
    run(&step, "helpthread-docs", &mut cargo)?;
    step.done("");
    Ok(())
}

fn run_bench(arguments: Parser) -> Result<ExitCode> {
    run_program("helpthread-bench", "bench", arguments)
}

fn run_soak(arguments: Parser) -> Result<ExitCode> {
    run_program("helpthread-soak", "dev", arguments)
}

/// A program of the workspace, which this one does not have to be built with.
fn run_program(package: &str, profile: &str, mut arguments: Parser) -> Result<ExitCode> {
    let mut cargo = cargo();
    cargo.args(["run", "--quiet", "--profile", profile, "--package", package, "--"]);
    cargo.args(arguments.raw_args()?);
    terminal::close();
    let status = guard::wait(&mut guard::spawn(&mut cargo).context("cannot start cargo")?)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_fuzz(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = fuzz::Options { only: None, seconds: fuzz::SECONDS, keep: false, resume: true };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("only") => options.only = Some(arguments.value()?.string()?),
            Arg::Long("seconds") => {
                let seconds = arguments.value()?.to_str().and_then(|seconds| seconds.parse().ok());
                options.seconds = seconds
                    .filter(|seconds| *seconds > 0)
                    .ok_or_else(|| Failure::new("--seconds must be a whole number from 1"))?;
            }
            Arg::Long("keep") => options.keep = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    fuzz::run(&options)?;
    Ok(ExitCode::SUCCESS)
}

fn run_mutants(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = mutants::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("shard") => options.shard = Some(arguments.value()?.string()?),
            Arg::Long("file") => options.file = Some(arguments.value()?.string()?),
            Arg::Value(name) => options.crates.push(name.string()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    mutants::run(&options)
}

fn run_tidy(arguments: Parser) -> Result<ExitCode> {
    nothing_follows(arguments)?;
    let step = terminal::step("documents and sources");
    let mut test = cargo();
    test.args(["test", "--package", "helpthread-tests", "--test", "architecture"]);
    run(&step, "cargo test architecture", &mut test)?;
    step.done("");
    Ok(ExitCode::SUCCESS)
}

fn run_supply_chain(arguments: Parser) -> Result<ExitCode> {
    nothing_follows(arguments)?;
    supply_chain::examine()?;
    Ok(ExitCode::SUCCESS)
}

fn run_release(mut arguments: Parser) -> Result<ExitCode> {
    let (mut dry_run, mut reproduce) = (false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("dry-run") => dry_run = true,
            Arg::Long("reproduce") => reproduce = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    if reproduce && !dry_run {
        return Err(
            Failure::new("--reproduce is part of a rehearsal: cargo xtask release --dry-run --reproduce").into()
        );
    }
    if !dry_run {
        println!("{}", release::by_hand()?);
        return Ok(ExitCode::FAILURE);
    }
    release::rehearse(reproduce)?;
    Ok(ExitCode::SUCCESS)
}

fn run_stack(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = StackOptions::all();
    while let Some(argument) = arguments.next()? {
        let Arg::Long("set") = argument else { return Err(argument.unexpected().into()) };
        let setting = arguments.value()?.string()?;
        let parsed =
            setting.split_once(':').and_then(|(worker, rest)| Some((Worker::named(worker)?, rest.split_once('=')?)));
        let Some((worker, (name, value))) = parsed else { bail!("--set expects WORKER:NAME=VALUE, not {setting:?}") };
        options = options.set(worker, name, value);
    }
    terminal::close();
    stack::serve(options, BufReader::new(io::stdin()), io::stdout())?;
    Ok(ExitCode::SUCCESS)
}

fn nothing_follows(mut arguments: Parser) -> Result<()> {
    arguments.next()?.map_or(Ok(()), |argument| Err(argument.unexpected().into()))
}

fn words(mut arguments: Parser) -> Result<Vec<String>> {
    let mut words = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(word) => words.push(word.string()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_task_and_every_row() {
        let help = help();
        for task in &TASKS {
            assert!(help.contains(&format!("cargo xtask {} {}", task.name, task.usage)));
        }
        for row in &suite::ROWS {
            assert!(help.contains(&format!("  {:<10} {}", row.name, row.about)));
        }
    }
}
