//! The dashboard: the host's CRM data and one bundle made by `www/build.mjs`.

use std::fs;

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{Outcome, Part, Profile};
use crate::command::{command, run};
use crate::repository;
use crate::terminal::Step;

/// Build `www/build`.
///
/// # Errors
/// If the CRM data cannot be written or the script fails.
pub(super) fn build(step: &Step, profile: Profile) -> Result<Outcome> {
    write_crm()?;
    let inputs = ["www", "www/build/crm.json", "npm/node/dist", "npm/node/package.json", "package-lock.json"];
    let inputs = inputs.map(repository::path);
    let stamp = Stamp::of(Part::Www, profile, &inputs, &["www/build/index.js"])?;
    if stamp.is_current() {
        return Ok(Outcome::UpToDate);
    }
    stamp.clear()?;
    let mut bundle = command("node");
    bundle.arg("www/build.mjs");
    if profile == Profile::Release {
        bundle.arg("--release");
    }
    run(step, "www/build.mjs", &mut bundle)?;
    stamp.write()?;
    Ok(Outcome::Built)
}

/// The dashboard shows the customers of the same seed that fills the API's demo workspace. The file is left alone if
/// it says the same already, so that it does not look new.
fn write_crm() -> Result<()> {
    let file = repository::path("www/build/crm.json");
    let data = serde_json::to_vec(&helpthread_inbox::seed::crm()).context("cannot encode the CRM data")?;
    if fs::read(&file).is_ok_and(|old| old == data) {
        return Ok(());
    }
    fs::create_dir_all(repository::path("www/build")).context("cannot make www/build")?;
    fs::write(&file, data).with_context(|| format!("cannot write {}", file.display()))
}
