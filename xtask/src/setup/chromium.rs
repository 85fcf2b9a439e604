//! A Chromium for the browser tests: the machine's own, else Debian's package, else Playwright's download.

use std::path::PathBuf;

use anyhow::Result;

use super::programs;
use crate::command::{command, query, run};
use crate::failure::Failure;
use crate::terminal;

/// What distributions call it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Find Chromium, or install it.
///
/// # Errors
/// If there is none and none can be installed: one line that says what was tried.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let step = terminal::step("install Chromium");
    let installed = if programs::takes_packages() {
        programs::install_packages(&step, &["chromium"])
    } else {
        run(&step, "playwright-core install chromium", command("playwright-core").args(["install", "chromium"]))
    };
    let hint = "put a Chromium on the path, or its program's path in CHROMIUM";
    if let Err(error) = installed {
        return Err(error.context(format!("there is no Chromium and none could be installed: {hint}")));
    }
    let found = find().ok_or_else(|| Failure::new(format!("Chromium was installed but cannot be found: {hint}")))?;
    step.done("installed");
    Ok(found)
}

/// The Chromium that is there already: the one that `CHROMIUM` names, one on the path, or Playwright's.
#[must_use]
pub fn find() -> Option<PathBuf> {
    programs::named("CHROMIUM").or_else(|| programs::on_path(&NAMES)).or_else(of_playwright)
}

fn of_playwright() -> Option<PathBuf> {
    let script = "console.log(require('playwright-core').chromium.executablePath())";
    query("node", &["-e", script]).map(PathBuf::from).filter(|path| path.exists())
}
