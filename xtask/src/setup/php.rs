//! A PHP with the curl extension, for the documentation's examples: the machine's own, else Debian's packages.

use std::path::Path;

use anyhow::Result;

use crate::command::{command, query, run};
use crate::failure::Failure;
use crate::terminal;

const HINT: &str = "the PHP examples of the documentation could not be run: put a php (8.1 or newer) with its curl extension on \
                    the path (Debian: php-cli php-curl)";

/// Find PHP, or install it.
///
/// # Errors
/// If there is none and none can be installed: one line that says what to do.
pub fn ensure() -> Result<()> {
    if is_there() {
        return Ok(());
    }
    let can_install = query("id", &["-u"]).as_deref() == Some("0") && Path::new("/etc/debian_version").exists();
    if !can_install {
        return Err(Failure::new(HINT).into());
    }
    let step = terminal::step("install PHP");
    let mut apt = command("sh");
    apt.args(["-c", "apt-get update && apt-get install --yes --no-install-recommends php-cli php-curl"]);
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    run(&step, "apt-get install php-cli php-curl", &mut apt).map_err(|error| error.context(HINT))?;
    if !is_there() {
        return Err(Failure::new(HINT).into());
    }
    step.done("installed");
    Ok(())
}

fn is_there() -> bool {
    query("php", &["-r", "echo extension_loaded('curl') ? 'curl' : '';"]).as_deref() == Some("curl")
}
