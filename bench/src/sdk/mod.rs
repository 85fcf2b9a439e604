//! The SDK: signing and verifying beside what one would call instead, on every runtime, and sizes beside other packages'.
//!
//! In a round every contender has one turn: so many repetitions of a task, timed from outside the runtime, because a Worker's clock
//! stands still while it computes. What counts is the processor time of the process, which others on the machine do not add to; where
//! the system does not tell it, the time that passed.

mod runtime;
mod sizes;
mod task;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use xtask::build::{self, Part, Profile};
use xtask::{setup, terminal};

use crate::benchmark::Benchmark;
use crate::claim::{Better, Claim, Side};
use crate::load::Load;
use crate::report::{Fact, Report};
use crate::rounds::{self, Schedule};
use runtime::Running;

pub use runtime::Runtime;
pub use task::Task;

/// Our name among the contenders.
const OURS: &str = "@helpthread/node";

/// What is measured, and how long.
#[derive(Debug, Clone)]
pub struct Options {
    /// Runtime and task.
    pub cells: Vec<(Runtime, Task)>,
    /// Rounds, and how long a turn is to take.
    pub schedule: Schedule,
}

impl Options {
    /// The measurement whose ratios are published.
    #[must_use]
    pub fn whole() -> Self {
        let load = Load { connections: 1, duration: Duration::from_millis(60) };
        Self { cells: cells(), schedule: Schedule { rounds: 15, load } }
    }

    /// Everything once and tiny: that it still works, not how fast it is.
    #[must_use]
    pub fn smoke() -> Self {
        let load = Load { connections: 1, duration: Duration::from_micros(200) };
        Self { schedule: Schedule { rounds: 1, load }, ..Self::whole() }
    }
}

/// Every task on every runtime.
#[must_use]
pub fn cells() -> Vec<(Runtime, Task)> {
    Runtime::ALL.iter().flat_map(|runtime| Task::ALL.map(|task| (*runtime, task))).collect()
}

/// What the report calls a cell.
#[must_use]
pub fn name(runtime: Runtime, task: Task) -> String {
    format!("{}: {}", runtime.name(), task.name())
}

/// Builds and measures everything.
///
/// # Errors
/// If something does not build or start, or contenders of one task give different results.
pub fn run(options: &Options) -> Result<Report> {
    setup::toolchain()?;
    build::build(&[Part::Sdk], Profile::Release)?;
    let mut report = Report::new(Benchmark::Sdk, options.schedule);
    let sizes = sizes::bundle()?;
    report.facts = sizes::facts(&sizes);
    report.claims = sizes::claims(&sizes)?;
    for runtime in Runtime::ALL {
        let tasks: Vec<Task> =
            options.cells.iter().filter(|(wanted, _)| *wanted == runtime).map(|(_, task)| *task).collect();
        if tasks.is_empty() {
            continue;
        }
        let mut running = runtime.start()?;
        for task in tasks {
            measure(&mut running, runtime, task, options.schedule, &mut report)?;
        }
    }
    Ok(report)
}

/// One contender of a cell.
struct Contender {
    name: &'static str,
    /// Repetitions per turn.
    iterations: u64,
    /// Microseconds of processor time per repetition, round by round.
    times: Vec<f64>,
}

fn measure(running: &mut Running, runtime: Runtime, task: Task, schedule: Schedule, report: &mut Report) -> Result<()> {
    let step = terminal::step(name(runtime, task));
    let mut contenders = Vec::new();
    let mut expected = None;
    for name in task.contenders() {
        let result = running.turn(task, name, 1)?;
        let expected = expected.get_or_insert_with(|| result.clone());
        ensure!(*expected == result, "{}: {name} gives {result} and not {expected}", task.name());
        let iterations = calibrate(running, task, name, schedule.load.duration)?;
        contenders.push(Contender { name, iterations, times: Vec::new() });
    }
    for round in 0..schedule.rounds {
        step.progress(&format!("round {} of {}", round + 1, schedule.rounds));
        for index in rounds::order(round, contenders.len()) {
            let Contender { name, iterations, times } = &mut contenders[index];
            times.push(timed(running, task, name, *iterations)?);
        }
    }
    let sides: Vec<Side> =
        contenders.iter().map(|contender| Side::measured(contender.name, &contender.times)).collect();
    let fact = |side: &Side| Fact::new(format!("{}: µs, {}", name(runtime, task), side.name), side.figure);
    report.facts.extend(sides.iter().map(fact));
    report.claims.extend(claims(runtime, task, &sides));
    step.done("");
    Ok(())
}

/// Ours to each peer.
fn claims(runtime: Runtime, task: Task, sides: &[Side]) -> Vec<Claim> {
    let Some((ours, peers)) = sides.split_first() else { return Vec::new() };
    let claim = |peer: &Side| {
        let (what, aim) = (name(runtime, task), task.aim(runtime, &peer.name));
        let detail = !task.is_told_first(runtime, &peer.name);
        Claim::new(what, "processor time, µs", Better::Less, ours.clone(), peer.clone()).aim(aim).detail_if(detail)
    };
    peers.iter().map(claim).collect()
}

/// Microseconds of processor time per repetition.
#[allow(clippy::cast_precision_loss)] // no turn has 2⁵³ repetitions
fn timed(running: &mut Running, task: Task, contender: &str, iterations: u64) -> Result<f64> {
    let (begun, before) = (Instant::now(), running.processor_time());
    running.turn(task, contender, iterations)?;
    let spent = running.processor_time().zip(before).and_then(|(after, before)| after.checked_sub(before));
    // Of what is over within a tick of the kernel's it may have seen nothing yet.
    Ok(spent.filter(|spent| !spent.is_zero()).unwrap_or_else(|| begun.elapsed()).as_secs_f64() * 1e6
        / iterations as f64)
}

/// How many repetitions take so much processor time, of which a busy machine gives little per second. What is counted until then warms the
/// contender up.
#[allow(clippy::cast_precision_loss)] // no turn has 2⁵³ repetitions
fn calibrate(running: &mut Running, task: Task, contender: &str, duration: Duration) -> Result<u64> {
    let mut iterations = 1;
    while timed(running, task, contender, iterations)? * (iterations as f64) < duration.as_secs_f64() * 1e6 {
        iterations *= 2;
    }
    Ok(iterations)
}
