//! Programs that tests drive: found on the machine, else installed from Debian's packages where that is possible.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::{command, query, run};
use crate::terminal::Step;

/// The program that a variable of the environment names, if it is there.
pub(super) fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}

/// The first of these names on the path.
pub(super) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|program| program.is_file())
}

/// Whether this machine takes Debian's packages from us.
pub(super) fn takes_packages() -> bool {
    is_root() && Path::new("/etc/debian_version").exists()
}

/// Mirrors fail for a moment, another install holds the lock, and nobody is there to be asked. In the foreground, or it would leave the
/// process group that [`crate::guard`] ends.
const UNATTENDED: &str = "timeout --foreground --kill-after=10 600 apt-get -o Acquire::Retries=3 -o Acquire::http::Timeout=30 \
                          -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold";

/// Install Debian packages, without those that they only recommend.
///
/// # Errors
/// If apt-get fails, or takes longer than ten minutes.
pub(super) fn install_packages(step: &Step, packages: &[&str]) -> Result<()> {
    let packages = packages.join(" ");
    let script = format!("{UNATTENDED} update && {UNATTENDED} install --yes --no-install-recommends {packages}");
    let mut apt = command("sh");
    apt.args(["-c", &script]);
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    run(step, &format!("apt-get install {packages}"), &mut apt)
}

/// Asked of a program, because the system call would need unsafe code.
fn is_root() -> bool {
    query("id", &["-u"]).as_deref() == Some("0")
}
