//! Notices that source files change.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::affected;
use crate::repository;

/// Where sources are. The root's own files are watched without what lies below.
const FOLDERS: [&str; 5] = ["crates", "npm", "worker", "api", "www"];

/// An editor that saves a file touches it several times, and "save all" touches several files.
const QUIET: Duration = Duration::from_millis(150);

/// Send the path of every source file that changes, relative to the repository's root, for as long as the result lives.
///
/// # Errors
/// If the system refuses the watch.
pub(super) fn start(changes: Sender<PathBuf>) -> Result<RecommendedWatcher> {
    let forward = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if !matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)) {
            return;
        }
        for path in event.paths {
            let Ok(path) = path.strip_prefix(repository::root()) else { continue };
            if path.to_str().is_some_and(affected::matters) {
                // Nobody listens any more only when the program ends.
                let _ = changes.send(path.to_owned());
            }
        }
    };
    let mut watcher = notify::recommended_watcher(forward).context("cannot watch files")?;
    watcher.watch(repository::root(), RecursiveMode::NonRecursive).context("cannot watch the repository")?;
    for folder in FOLDERS {
        let path = repository::path(folder);
        watcher.watch(&path, RecursiveMode::Recursive).with_context(|| format!("cannot watch {folder}"))?;
    }
    Ok(watcher)
}

/// Wait for a change, and for the end of the burst that it belongs to. `None` if the watch has ended.
pub(super) fn next_change(changes: &Receiver<PathBuf>) -> Option<Vec<PathBuf>> {
    let mut paths = vec![changes.recv().ok()?];
    while let Ok(path) = changes.recv_timeout(QUIET) {
        paths.push(path);
    }
    Some(paths)
}
