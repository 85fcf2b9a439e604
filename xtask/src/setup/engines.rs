//! Firefox and `WebKitGTK` for the widget's tests: the machine's own, else Debian's packages.

use std::path::PathBuf;

use anyhow::Result;

use super::programs;
use crate::failure::Failure;
use crate::terminal;

/// A program that the tests start.
struct Program {
    /// The variable in which the tests find its path, and in which a person may name another.
    variable: &'static str,
    names: &'static [&'static str],
    /// Debian's.
    package: &'static str,
}

const PROGRAMS: [Program; 3] = [
    Program { variable: "FIREFOX", names: &["firefox-esr", "firefox"], package: "firefox-esr" },
    Program { variable: "WEBKIT_DRIVER", names: &["WebKitWebDriver"], package: "webkit2gtk-driver" },
    // MiniBrowser, which comes with the driver, needs a screen.
    Program { variable: "XVFB", names: &["Xvfb"], package: "xvfb" },
];

/// Find the programs, or install those that are missing: their variables and paths.
///
/// # Errors
/// If one is missing and cannot be installed: one line that says what to install.
pub fn ensure() -> Result<Vec<(&'static str, PathBuf)>> {
    let missing: Vec<&str> =
        PROGRAMS.iter().filter(|program| program.find().is_none()).map(|program| program.package).collect();
    if !missing.is_empty() {
        let step = terminal::step(format!("install {}", missing.join(", ")));
        if !programs::takes_packages() {
            return Err(without(&missing).into());
        }
        programs::install_packages(&step, &missing).map_err(|error| error.context(without(&missing)))?;
        step.done("installed");
    }
    let found = PROGRAMS.iter().map(|program| {
        let path = program.find().ok_or_else(|| without(&[program.package]))?;
        Ok((program.variable, path))
    });
    found.collect()
}

fn without(packages: &[&str]) -> Failure {
    let packages = packages.join(" ");
    Failure::new(format!(
        "the other engines cannot be tested: put their programs on the path, or their paths in FIREFOX, WEBKIT_DRIVER and XVFB \
         (Debian: {packages})"
    ))
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        programs::named(self.variable).or_else(|| programs::on_path(self.names))
    }
}
