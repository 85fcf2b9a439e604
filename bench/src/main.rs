//! The program behind `cargo xtask bench`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use helpthread_bench::arguments::Arguments;
use helpthread_bench::benchmark::Benchmark;
use helpthread_bench::machine::Machine;
use helpthread_bench::record::{self, Record};
use lexopt::Parser;
use xtask::failure::{self, Failure};
use xtask::{repository, setup, terminal};

/// The folder of what is recorded.
const FOLDER: &str = "bench";

fn main() -> ExitCode {
    let result = run();
    terminal::close();
    let Err(error) = result else { return ExitCode::SUCCESS };
    eprintln!("\n{}", failure::report(&error, "cargo xtask bench"));
    ExitCode::FAILURE
}

fn run() -> Result<()> {
    let arguments = Arguments::parse(Parser::from_env())?;
    if arguments.page {
        record::write_pages(&repository::path(FOLDER))?;
        println!("written: {FOLDER}/RESULTS.md");
        return Ok(());
    }
    // Node and the other runtimes are part of the machine, and installed by now.
    setup::toolchain()?;
    let machine = Machine::here();
    let begun = Instant::now();
    print!("{}", machine.table());
    let mut failed = Vec::new();
    for (position, benchmark) in arguments.benchmarks.iter().copied().enumerate() {
        let of = arguments.benchmarks.len();
        terminal::line(&format!("\n{} ({} of {of})", benchmark.title(), position + 1));
        // What fails does not take the others' results along.
        if let Err(error) = measure(benchmark, &arguments, &machine) {
            let again = format!("cargo xtask bench {}", benchmark.name());
            eprintln!("\n{}", failure::report(&error, &again));
            failed.push(benchmark.name());
        }
    }
    terminal::line(&format!("\n{} benchmarks in {}", arguments.benchmarks.len(), terminal::elapsed(begun.elapsed())));
    if failed.is_empty() {
        return Ok(());
    }
    let again = format!("cargo xtask bench {}", failed.join(" "));
    Err(Failure::new(format!("failed: {}", failed.join(", "))).again(again).into())
}

/// Measures, prints, and writes what was found at once.
fn measure(benchmark: Benchmark, arguments: &Arguments, machine: &Machine) -> Result<()> {
    let record = Record { machine: machine.clone(), report: benchmark.run(arguments)? };
    print!("{}", record.report.table());
    let file = || repository::target().join(format!("xtask/bench/{}.json", benchmark.name()));
    let file = arguments.out.clone().unwrap_or_else(file);
    record::write(&file, &record.json()?)?;
    println!("\nall rounds: {}", file.display());
    if arguments.record {
        let folder = repository::path(FOLDER);
        record.write(&folder.join("results"))?;
        record::write_pages(&folder)?;
        println!("recorded: {FOLDER}/RESULTS.md");
    }
    Ok(())
}
