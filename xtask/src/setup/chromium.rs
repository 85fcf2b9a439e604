//! A Chromium for the browser tests: the machine's own, else Debian's package, else Playwright's download.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;

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
    let installed = if is_root() && Path::new("/etc/debian_version").exists() {
        let mut apt = command("sh");
        apt.args(["-c", "apt-get update && apt-get install --yes --no-install-recommends chromium"]);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        run(&step, "apt-get install chromium", &mut apt)
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

fn find() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.exists());
    named.or_else(on_path).or_else(of_playwright)
}

fn on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|program| program.is_file())
}

fn of_playwright() -> Option<PathBuf> {
    let script = "console.log(require('playwright-core').chromium.executablePath())";
    query("node", &["-e", script]).map(PathBuf::from).filter(|path| path.exists())
}

/// Whether packages can be installed. Asked of a program, because the system call would need unsafe code.
fn is_root() -> bool {
    query("id", &["-u"]).as_deref() == Some("0")
}
