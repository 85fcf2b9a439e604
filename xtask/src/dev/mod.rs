//! `cargo xtask dev`: from a fresh clone to a running stack, and then an edit loop.
//!
//! ```text
//! check ports ─▶ setup ─▶ build ─▶ start three Workers ─▶ wait for a change ─▶ build what it affects ─▶ restart those
//!                                                              ▲                                           │
//!                                                              └───────────────────────────────────────────┘
//! ```
//!
//! The data of the Durable Objects stays in `.dev/objects` between runs.

mod affected;
mod watch;

use std::fs::{self, File};
use std::io;
use std::sync::mpsc::channel;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::build::{self, Part, Profile};
use crate::command::{cargo, run as run_command};
use crate::failure::Failure;
use crate::settings::{Ports, Worker};
use crate::stack::{self, Event, Stack, StackOptions};
use crate::terminal::{Tone, elapsed, line, paint, step};
use crate::{repository, setup};

/// What the command line asks for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Where the three Workers listen.
    pub ports: Ports,
    /// Start over with a freshly seeded workspace.
    pub reset: bool,
}

/// Run until Ctrl-C.
///
/// # Errors
/// If a prerequisite is missing, a port is taken, or the first build or start fails. Later failures are shown, and
/// the loop goes on.
pub fn run(options: Options) -> Result<()> {
    let since = Instant::now();
    setup::prerequisites::check()?;
    stack::check_free(options.ports)?;
    let _only = lock()?;
    let storage = repository::path(".dev/objects");
    if options.reset {
        remove(&storage).with_context(|| format!("cannot remove {}", storage.display()))?;
    }
    setup::toolchain()?;
    build::build(&Part::ALL, Profile::Development)?;

    let starting = step("start dashboard, proxy and API");
    let mut stack = Stack::start(StackOptions::all().ports(options.ports).storage(storage).observe(show))?;
    starting.done("");

    let (sender, changes) = channel();
    // Dropping the watcher would end the watch.
    let _watcher = watch::start(sender)?;
    greet(&stack, since);
    while let Some(paths) = watch::next_change(&changes) {
        let parts = affected::parts(&paths);
        let restarts = affected::restarts(&paths);
        if let Err(error) = rebuild(&mut stack, &parts, &restarts) {
            // Of a failed build the compiler's words are enough: the next save repeats it.
            let tail = error.downcast_ref::<Failure>().map(|failure| failure.tail.as_str()).unwrap_or_default();
            line(&format!("{tail}\n{}", paint(Tone::Bad, &format!("{error:#}: what ran before still runs\n"))));
        }
    }
    Ok(())
}

fn greet(stack: &Stack, since: Instant) {
    line(&format!("\n  {}", paint(Tone::Good, &format!("Ready after {}", elapsed(since.elapsed())))));
    for worker in Worker::ALL {
        line(&format!("  {:<10} {}", worker.name(), paint(Tone::Strong, &stack.url(worker))));
    }
    line(&format!(
        "\n  {}\n",
        paint(Tone::Quiet, "Ctrl-C stops everything. Edits rebuild and restart what they affect.")
    ));
}

/// Build `parts` and restart the Workers whose bundle is new, and those of `restarts`.
fn rebuild(stack: &mut Stack, parts: &[Part], restarts: &[Worker]) -> Result<()> {
    let before = Worker::ALL.map(|worker| build::made(part_of(worker)));
    if !parts.is_empty() {
        let names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
        let building = step(format!("rebuild {}", names.join(", ")));
        // A process of its own: the edit may have been to xtask, or to the seed that is compiled into it.
        let mut command = cargo();
        command.args(["run", "--quiet", "--package", "xtask", "--", "build"]).args(names);
        run_command(&building, "the rebuild", &mut command)?;
        building.done("");
    }
    for (worker, before) in Worker::ALL.into_iter().zip(before) {
        if restarts.contains(&worker) || build::made(part_of(worker)) != before {
            let restarting = step(format!("restart {}", worker.name()));
            // It may have died by itself meanwhile.
            let _ = stack.stop(worker);
            stack.start_again(worker)?;
            restarting.done("");
        }
    }
    Ok(())
}

fn part_of(worker: Worker) -> Part {
    match worker {
        Worker::Dashboard => Part::Www,
        Worker::Proxy => Part::Worker,
        Worker::Api => Part::Api,
    }
}

/// What the Workers say, as they say it.
fn show(event: Event) {
    match event {
        Event::Line(worker, text) => {
            line(&format!("{} {text}", paint(Tone::Quiet, &format!("{:<9} |", worker.name()))));
        }
        Event::Died(worker) => line(&paint(
            Tone::Bad,
            &format!(
                "{} ended by itself (its last words are above); the next edit that affects it starts it again",
                worker.name()
            ),
        )),
    }
}

/// Two of us would fight over the build outputs and the API's database.
fn lock() -> Result<File> {
    let folder = repository::path(".dev");
    fs::create_dir_all(&folder).context("cannot make .dev")?;
    let file = File::create(folder.join("lock")).context("cannot make .dev/lock")?;
    file.try_lock().map_err(|_| Failure::new("cargo xtask dev is running here already: stop it first"))?;
    Ok(file)
}

fn remove(folder: &std::path::Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
