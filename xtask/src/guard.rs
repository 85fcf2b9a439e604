//! Child processes that cannot outlive us.
//!
//! Every process that xtask starts runs under `guard.sh`, which ends it when our end of a pipe closes. The kernel
//! closes that pipe whatever happens to us: a return, a panic, Ctrl-C, `kill -9`. So nothing here has to be undone
//! by hand, and no unsafe code is needed. [`end_all`] is the polite form for a Ctrl-C: it waits until all are gone.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The guards that run now: their process ids, and the pipes that keep them running.
static LIVE: Mutex<BTreeMap<u32, Option<ChildStdin>>> = Mutex::new(BTreeMap::new());
/// Told whenever a process leaves [`LIVE`].
static GONE: Condvar = Condvar::new();

/// Set when all children are being ended, so that no end is a surprise.
static ENDING: AtomicBool = AtomicBool::new(false);

/// What [`signal`] can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ask to end.
    Term,
    /// End at once, as a power cut would.
    Kill,
}

/// A command that will run under the guard. Arguments, environment and outputs are set on it as on any command.
#[must_use]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    guarding("", program)
}

/// The same for a command that keeps what it stores in a temporary folder: should we die, that is removed after the command has ended.
#[must_use]
pub fn command_that_stores(folder: &Path, program: impl AsRef<OsStr>) -> Command {
    guarding(folder, program)
}

fn guarding(folder: impl AsRef<OsStr>, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", include_str!("guard.sh"), "guard"]).arg(folder).arg(program).process_group(0);
    command
}

/// Start a command made by [`command`]. Whoever calls this must [`wait`] for it.
///
/// # Errors
/// If the process cannot be started. A program that does not exist shows as exit status 127 instead.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    live().insert(child.id(), child.stdin.take());
    Ok(child)
}

/// Wait until a child of [`spawn`] has ended.
///
/// # Errors
/// As [`Child::wait`].
pub fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    // Dropping the pipe is what ends a child, so it has to stay in LIVE meanwhile.
    let status = child.wait();
    live().remove(&child.id());
    GONE.notify_all();
    status
}

/// Send a signal to a child of [`spawn`]; nothing happens if it has ended.
pub fn signal(id: u32, signal: Signal) {
    let name: &[u8] = match signal {
        Signal::Term => b"TERM\n",
        Signal::Kill => b"KILL\n",
    };
    if let Some(Some(pipe)) = live().get_mut(&id) {
        // A closed pipe means that the guard is gone, and its child with it.
        let _ = pipe.write_all(name);
    }
}

/// The process of this name that the guard of this id has started: the command itself, which a child of [`spawn`] is not. Linux tells.
#[must_use]
pub fn guarded(guard: u32, name: &str) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{guard}/task/{guard}/children")).ok()?;
    let is_named =
        |process: &u32| fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|comm| comm.trim_end() == name);
    children.split_whitespace().filter_map(|process| process.parse().ok()).find(is_named)
}

/// End every child and wait until they are gone, or until `patience` is over.
pub fn end_all(patience: Duration) {
    ENDING.store(true, Ordering::SeqCst);
    let deadline = Instant::now() + patience;
    let mut children = live();
    for pipe in children.values_mut() {
        *pipe = None;
    }
    while !children.is_empty() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        children = GONE.wait_timeout(children, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Whether [`end_all`] has been called.
#[must_use]
pub fn is_ending() -> bool {
    ENDING.load(Ordering::SeqCst)
}

fn live() -> MutexGuard<'static, BTreeMap<u32, Option<ChildStdin>>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read};

    /// A child with a child of its own, both of which hold the pipe that is returned.
    fn family(script: &str) -> (Child, BufReader<impl Read + use<>>) {
        let mut child =
            command("sh").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        output.read_line(&mut ready).unwrap();
        assert_eq!(ready, "ready\n");
        (child, output)
    }

    #[test]
    fn a_closed_pipe_ends_the_child_and_what_it_started() {
        let (mut child, mut output) = family("sleep 1000 & echo ready; wait");
        drop(child.stdin.take());
        // This returns when the last process that holds the pipe has ended.
        assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0);
        child.wait().unwrap();
    }

    #[test]
    fn what_a_child_stores_goes_with_whoever_started_it_and_not_with_the_child() {
        let storing = |script: &str| {
            let place = tempfile::tempdir().unwrap();
            let folder = place.path().join("storage");
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("database"), "rows").unwrap();
            let mut command = command_that_stores(&folder, "sh");
            let child = command.args(["-c", script]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            (place, folder, child)
        };
        let (_place, folder, mut child) = storing("exit 0");
        let pipe = child.stdin.take();
        child.wait().unwrap();
        assert!(folder.join("database").exists());
        drop(pipe);

        let (_place, folder, mut child) = storing("sleep 1000");
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn a_child_that_ignores_the_first_signal_is_killed() {
        let (mut child, mut output) = family("trap '' TERM; echo ready; sleep 1000 & wait");
        drop(child.stdin.take());
        assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0);
        child.wait().unwrap();
    }

    #[test]
    fn a_grandchild_that_outlives_the_child_is_killed() {
        let (mut child, mut output) = family("(trap '' TERM; sleep 1000) & echo ready; wait");
        drop(child.stdin.take());
        assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0);
        child.wait().unwrap();
    }

    #[test]
    fn the_exit_status_is_the_childs_own() {
        let (mut child, _output) = family("echo ready; exit 7");
        // `wait` would close it.
        let _pipe = child.stdin.take();
        assert_eq!(child.wait().unwrap().code(), Some(7));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_command_is_told_from_its_guard() {
        let mut child = command("sleep").arg("1000").stdin(Stdio::piped()).spawn().unwrap();
        let guard = child.id();
        let sleeping = loop {
            if let Some(process) = guarded(guard, "sleep") {
                break process;
            }
            std::thread::yield_now();
        };
        assert_ne!(sleeping, guard);
        assert_eq!(guarded(guard, "workerd"), None);
        drop(child.stdin.take());
        child.wait().unwrap();
    }
}
