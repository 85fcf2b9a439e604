//! What has to be on the machine before anything can be built: prerequisites are checked, everything else is fetched.
//!
//! Each part looks before it works, so that [`toolchain`] costs next to nothing when all is there.

pub mod cargo_tools;
pub mod chromium;
pub mod engines;
pub mod npm;
pub mod php;
pub mod prerequisites;
mod programs;
pub mod python;
pub mod rust_targets;
pub mod versions;

use std::thread;

use anyhow::{Result, anyhow};

/// Install what the builds need: the wasm target, the npm packages and the two pinned cargo tools.
///
/// npm mostly waits for the network while cargo compiles, so the two run side by side.
///
/// # Errors
/// If a prerequisite is missing or a part cannot be installed.
pub fn toolchain() -> Result<()> {
    prerequisites::check()?;
    rust_targets::ensure(&[rust_targets::WASM])?;
    thread::scope(|scope| {
        let packages = scope.spawn(npm::ensure);
        let tools = cargo_tools::ensure();
        packages.join().map_err(|_| anyhow!("the thread that installs npm packages panicked"))??;
        tools
    })
}
