//! `cargo xtask fuzz`: libFuzzer over the checks in `fuzz/`.
//!
//! ```text
//! fuzz/corpus/T  kept in the repository ─┐
//! seeds of T     from tests/vectors ─────┼─▶ libFuzzer ─▶ target/fuzz/corpus/T   what it thinks worth keeping
//! what the last run kept ────────────────┘       │      ─▶ target/fuzz/found/T-*  what breaks a check
//!                                                └ --keep ▶ fuzz/corpus/T        the fewest inputs that cover as much
//! ```
//!
//! Cargo is called directly: the one toolchain can instrument what it compiles by stable flags, and cargo-fuzz would add a sanitizer
//! for memory errors, which safe Rust does not have. The instrumented build has a folder of its own, so that no other build is made
//! again because of it; `--target` keeps the flags away from build scripts and macros.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{cargo, command, log_path, query, run as run_step};
use crate::failure::Failure;
use crate::repository;
use crate::side_by_side;
use crate::terminal::step;

/// How long a target is fuzzed unless told, in seconds.
pub const SECONDS: u32 = 60;

/// The longest input, in bytes: as long as a token may be.
const MAX_INPUT: u32 = 4096;
/// The longest input that is kept in the repository, in bytes.
const MAX_KEPT: u32 = 1024;
/// An input that takes longer is a finding, in seconds.
const TIMEOUT: u32 = 5;

/// Edges, their counts and what is compared, as libFuzzer wants them.
const INSTRUMENTATION: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // With more than one the pass leaves symbols undefined in some of them.
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// What to fuzz, and for how long.
#[derive(Debug)]
pub struct Options {
    /// The target; all of them unless named.
    pub only: Option<String>,
    /// How long each, in seconds.
    pub seconds: u32,
    /// Whether what is worth keeping replaces the corpora of the repository.
    pub keep: bool,
    /// Whether to begin with what earlier runs on this machine kept, and to add to it.
    pub resume: bool,
}

/// Check that libFuzzer, which is C++, can be compiled.
///
/// # Errors
/// One line that says what to install.
pub fn compiler() -> Result<(), Failure> {
    let program = env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    let found = query(&program, &["--version"]).is_some();
    found.then_some(()).ok_or_else(|| {
        Failure::new(format!(
            "libFuzzer takes a C++ compiler, and there is no {program} (Debian: g++, macOS: xcode-select --install)"
        ))
    })
}

/// Fuzz the targets, one per core at a time; after a finding no other is begun.
///
/// # Errors
/// If there is no such target, no C++ compiler, or a check fails: then the input is in `target/fuzz/found`.
pub fn run(options: &Options) -> Result<()> {
    compiler()?;
    let targets = chosen(options.only.as_deref())?;
    let program = build()?;
    side_by_side::each(&targets, |target| {
        let fresh = tempfile::tempdir().context("cannot make a folder")?;
        let corpus = if options.resume { folder(&format!("corpus/{target}"))? } else { fresh.path().to_owned() };
        fuzz(&program, target, options.seconds, &corpus)?;
        if options.keep { keep(&program, target) } else { Ok(()) }
    })
}

/// The targets: each has a corpus, and a test of `fuzz/` says so.
fn chosen(only: Option<&str>) -> Result<Vec<String>> {
    let corpora = fs::read_dir(repository::path("fuzz/corpus")).context("cannot read fuzz/corpus")?;
    let mut names: Vec<String> =
        corpora.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    match only {
        None => Ok(names),
        Some(name) if names.iter().any(|known| known == name) => Ok(vec![name.to_owned()]),
        Some(name) => Err(Failure::new(format!("there is no target {name:?}; there are {}", names.join(", "))).into()),
    }
}

/// Builds the fuzzer and says where it is.
fn build() -> Result<PathBuf> {
    let described = query("rustc", &["-vV"]).context("rustc does not run")?;
    let host = described.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let step = step("the fuzzer");
    let mut build = cargo();
    build.args(["build", "--package", "helpthread-fuzz", "--features", "libfuzzer", "--bin", "libfuzzer"]);
    build.args(["--profile", "fuzz", "--target", host]).arg("--target-dir").arg(folder("build")?);
    build.env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTATION.join("\x1f"));
    run_step(&step, "cargo build libfuzzer", &mut build)?;
    step.done("");
    Ok(folder("build")?.join(host).join("fuzz/libfuzzer"))
}

fn fuzz(program: &Path, target: &str, seconds: u32, corpus: &Path) -> Result<()> {
    let step = step(format!("{target}, {seconds} s"));
    let seeds = folder(&format!("seeds/{target}"))?;
    run_step(&step, &format!("seeds {target}"), fuzzer(program, target).env("FUZZ_SEEDS", &seeds))?;
    let mut fuzzer = fuzzer(program, target);
    fuzzer.args([format!("-max_total_time={seconds}"), format!("-timeout={TIMEOUT}"), format!("-max_len={MAX_INPUT}")]);
    fuzzer.arg(format!("-artifact_prefix={}/{target}-", folder("found")?.display()));
    fuzzer.arg(corpus).arg(kept(target)).arg(seeds);
    let name = format!("fuzz {target}");
    run_step(&step, &name, &mut fuzzer).map_err(|error| match error.downcast::<Failure>() {
        Ok(failure) => failure.again(format!("cargo xtask fuzz --only {target}")).into(),
        Err(error) => error,
    })?;
    step.done(&executions(&fs::read_to_string(log_path(&name)).unwrap_or_default()).unwrap_or_default());
    Ok(())
}

/// Replaces the repository's corpus by the fewest inputs that cover as much; how often an edge is taken does not count.
fn keep(program: &Path, target: &str) -> Result<()> {
    let step = step(format!("{target}, the fewest inputs"));
    let merged = tempfile::tempdir().context("cannot make a folder")?;
    let mut merge = fuzzer(program, target);
    merge.args(["-set_cover_merge=1", "-use_counters=0", &format!("-max_len={MAX_KEPT}")]).arg(merged.path());
    merge.arg(kept(target)).arg(folder(&format!("corpus/{target}"))?).arg(folder(&format!("seeds/{target}"))?);
    run_step(&step, &format!("merge {target}"), &mut merge)?;
    for input in fs::read_dir(kept(target)).context("cannot read a corpus")?.flatten() {
        if is_the_fuzzers(&input.file_name().to_string_lossy()) {
            fs::remove_file(input.path()).context("cannot remove an input")?;
        }
    }
    for input in fs::read_dir(merged.path()).context("cannot read what was merged")?.flatten() {
        fs::copy(input.path(), kept(target).join(input.file_name())).context("cannot keep an input")?;
    }
    step.done("");
    Ok(())
}

/// Whether libFuzzer named an input, by its SHA-1. What a person named is a regression test and stays.
fn is_the_fuzzers(name: &str) -> bool {
    name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn fuzzer(program: &Path, target: &str) -> std::process::Command {
    let mut fuzzer = command(program);
    // A stack would push what was checked out of what is shown of a failure.
    fuzzer.env("FUZZ_TARGET", target).env("RUST_BACKTRACE", "0");
    fuzzer
}

/// The corpus of the repository.
fn kept(target: &str) -> PathBuf {
    repository::path("fuzz/corpus").join(target)
}

/// A folder below `target/fuzz`, which then exists.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = repository::target().join("fuzz").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// What libFuzzer's last line says of a run: `#174946 DONE cov: 1803 ft: 5235 …`.
fn executions(log: &str) -> Option<String> {
    let words: Vec<&str> = log.lines().rev().find(|line| line.contains("DONE"))?.split_whitespace().collect();
    let [number, "DONE", "cov:", edges, ..] = words[..] else { return None };
    Some(format!("{} executions, {edges} edges", number.trim_start_matches('#')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_summed_up_by_the_fuzzers_last_line() {
        let log = "INFO: Seed: 1\n#2\tINITED cov: 3\n#174946\tDONE   cov: 1803 ft: 5235 corp: 1091/204Kb\nDone 174946 runs in 7 second(s)\n";
        assert_eq!(executions(log).as_deref(), Some("174946 executions, 1803 edges"));
        assert_eq!(executions("INFO: Seed: 1"), None);
    }

    #[test]
    fn a_target_that_is_not_there_is_refused_with_those_that_are() {
        let refused = chosen(Some("nothing")).unwrap_err().to_string();
        assert!(refused.starts_with("there is no target \"nothing\"; there are ") && refused.contains("hthmac"));
        assert_eq!(chosen(Some("cursor")).unwrap(), ["cursor"]);
    }
}
