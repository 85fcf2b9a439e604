//! The npm packages, exactly as `package-lock.json` has them.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;

use crate::command::{command, run};
use crate::{repository, terminal};

/// Run `npm ci` if there are no packages, or older ones than the lock file's.
///
/// # Errors
/// If npm fails.
pub fn ensure() -> Result<()> {
    // npm writes this file last, so it is missing or old after an install that was cut short.
    let installed = modified(&repository::path("node_modules/.package-lock.json"));
    if installed >= modified(&repository::path("package-lock.json")) && installed.is_some() {
        return Ok(());
    }
    let step = terminal::step("npm packages");
    let arguments = ["ci", "--no-audit", "--no-fund", "--loglevel=http"];
    run(&step, "npm ci", command("npm").args(arguments))?;
    step.done("installed");
    Ok(())
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}
