//! Commands that a step runs: quiet while they work, and with the end of their output when they fail.

use std::collections::VecDeque;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, PipeReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result};

use crate::failure::Failure;
use crate::terminal::Step;
use crate::{guard, repository};

/// Cargo's words when another cargo builds in the same folder.
const WAITING: &str = "Blocking waiting for file lock";

/// How many lines of a failed command's output are shown.
const TAIL: usize = 60;

/// `program` in the repository's root, with the npm packages' commands, our pinned Node among them, first on the path.
#[must_use]
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = guard::command(program);
    command.current_dir(repository::root()).env("PATH", search_path()).env("CARGO_TERM_COLOR", "never");
    // Cargo describes the package that it runs, xtask, in variables that would change what others build.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

/// The cargo that runs us, or the one on the path.
#[must_use]
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Run a command as part of a step, whose progress is the command's latest line.
///
/// # Errors
/// If it cannot be started or does not succeed: a [`Failure`] with the end of what it printed.
pub fn run(step: &Step, name: &str, command: &mut Command) -> Result<()> {
    let (reader, writer) = io::pipe().context("cannot make a pipe")?;
    command.stdout(writer.try_clone().context("cannot share a pipe")?).stderr(writer);
    let mut child = guard::spawn(command).with_context(|| format!("cannot start {name}"))?;
    // Our copies of the writing end would keep the pipe open for ever.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let log = log_path(name);
    let tail = follow(step, reader, &log).with_context(|| format!("cannot write {}", log.display()));
    let status = guard::wait(&mut child).with_context(|| format!("cannot wait for {name}"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure { message: format!("{name} failed ({})", describe(status)), tail: tail?, log: Some(log), again: None }
        .into())
}

/// Run a command that soon ends, and give what it prints on its standard output.
///
/// # Errors
/// If it cannot be started or does not succeed: a [`Failure`] with what it printed on its standard error.
pub fn output(name: &str, command: &mut Command) -> Result<String> {
    let log = log_path(name);
    fs::create_dir_all(log.parent().unwrap_or(&log)).context("cannot make the folder of the logs")?;
    let complaints = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let (mut reader, writer) = io::pipe().context("cannot make a pipe")?;
    command.stdout(writer).stderr(complaints);
    let mut child = guard::spawn(command).with_context(|| format!("cannot start {name}"))?;
    // Our copy of the writing end would keep the pipe open for ever.
    command.stdout(std::process::Stdio::null());
    let mut printed = String::new();
    let read = reader.read_to_string(&mut printed);
    let status = guard::wait(&mut child).with_context(|| format!("cannot wait for {name}"))?;
    if status.success() {
        read.with_context(|| format!("{name} does not print text"))?;
        return Ok(printed);
    }
    let tail = fs::read_to_string(&log).unwrap_or_default();
    Err(Failure { message: format!("{name} failed ({})", describe(status)), tail, log: Some(log), again: None }.into())
}

/// Copy a command's output into `log`, and return its last lines.
fn follow(step: &Step, reader: PipeReader, log: &Path) -> io::Result<String> {
    fs::create_dir_all(log.parent().unwrap_or(log))?;
    let mut file = File::create(log)?;
    let mut tail = VecDeque::with_capacity(TAIL);
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        file.write_all(&bytes)?;
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        step.progress(if line.contains(WAITING) { "waiting for cargo" } else { &line });
        if tail.len() == TAIL {
            tail.pop_front();
        }
        tail.push_back(line);
        bytes.clear();
    }
    Ok(Vec::from(tail).join("\n"))
}

/// What a short query prints, or `None` if it does not succeed or does not exist.
#[must_use]
pub fn query(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(repository::root())
        .env("PATH", search_path())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn search_path() -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = [repository::root().join("node_modules/.bin")].into_iter().chain(env::split_paths(&rest));
    // A folder with a colon in its name cannot be on the path at all; then the rest has to do.
    env::join_paths(folders).unwrap_or(rest)
}

/// Where [`run`] writes what the command of that name prints.
pub(crate) fn log_path(name: &str) -> PathBuf {
    let file: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    repository::target().join("xtask/logs").join(format!("{file}.log"))
}

fn describe(status: ExitStatus) -> String {
    match status.code() {
        Some(127) => "the command was not found".to_owned(),
        Some(code) => format!("exit status {code}"),
        None => "ended by a signal".to_owned(),
    }
}
