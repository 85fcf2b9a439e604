//! A stack for programs in other languages: the `stack` task.
//!
//! It starts all three Workers on free ports and prints one line of JSON with their URLs. Then it obeys lines on its
//! standard input, `start`, `stop` or `kill` and a Worker's name, and answers each with one line, `{"ok":true}` or
//! `{"ok":false,"error":"…"}`. The end of its input is its own.

use std::io::{self, BufRead, Write};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::{Stack, StackOptions};
use crate::settings::Worker;

/// Run a stack until `input` ends.
///
/// # Errors
/// If the stack does not start, or `output` is closed.
pub fn serve(options: StackOptions, input: impl BufRead, mut output: impl Write) -> Result<()> {
    let mut stack = Stack::start(options)?;
    let urls: serde_json::Map<_, _> =
        Worker::ALL.into_iter().map(|worker| (worker.name().to_owned(), json!(stack.url(worker)))).collect();
    say(&mut output, &json!(urls))?;
    for line in input.lines() {
        let answer = match obey(&mut stack, &line.context("cannot read the standard input")?) {
            Ok(()) => json!({ "ok": true }),
            Err(error) => json!({ "ok": false, "error": format!("{error:#}") }),
        };
        say(&mut output, &answer)?;
    }
    Ok(())
}

fn say(output: &mut impl Write, line: &serde_json::Value) -> io::Result<()> {
    writeln!(output, "{line}")?;
    output.flush()
}

fn obey(stack: &mut Stack, line: &str) -> Result<()> {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["start", worker] => stack.start_again(named(worker)?),
        ["stop", worker] => stack.stop(named(worker)?),
        ["kill", worker] => stack.kill(named(worker)?),
        _ => bail!("expected start, stop or kill, and a Worker's name: {line:?}"),
    }
}

fn named(worker: &str) -> Result<Worker> {
    Worker::named(worker).with_context(|| format!("there is no Worker {worker:?}"))
}
