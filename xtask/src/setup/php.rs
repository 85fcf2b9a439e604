//! A PHP with the curl extension, for the documentation's examples: the machine's own, else Debian's packages.

use anyhow::Result;

use super::programs;
use crate::command::query;
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
    if !programs::takes_packages() {
        return Err(Failure::new(HINT).into());
    }
    let step = terminal::step("install PHP");
    programs::install_packages(&step, &["php-cli", "php-curl"]).map_err(|error| error.context(HINT))?;
    if !is_there() {
        return Err(Failure::new(HINT).into());
    }
    step.done("installed");
    Ok(())
}

fn is_there() -> bool {
    query("php", &["-r", "echo extension_loaded('curl') ? 'curl' : '';"]).as_deref() == Some("curl")
}
