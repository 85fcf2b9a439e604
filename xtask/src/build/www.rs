//! The dashboard: the host's CRM data, the documentation pack, and one bundle made by `www/build.mjs`.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

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
    write_docs()?;
    let inputs = [
        "www",
        "www/build/crm.json",
        "www/build/docs.js",
        "npm/node/dist",
        "npm/node/package.json",
        "package-lock.json",
    ];
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
    let data = serde_json::to_vec(&helpthread_inbox::seed::crm()).context("cannot encode the CRM data")?;
    write_if_changed("www/build/crm.json", &data)
}

/// The files of `docs/` that people and programs read: each one's text and a tag that changes with it.
fn write_docs() -> Result<()> {
    let root = repository::path("docs");
    let mut files = serde_json::Map::new();
    collect(&root, &root, &mut files).context("cannot read docs/")?;
    let json = serde_json::to_string(&files).context("cannot encode docs/")?;
    write_if_changed("www/build/docs.js", format!("export default {json};\n").as_bytes())
}

fn collect(root: &Path, folder: &Path, files: &mut serde_json::Map<String, Value>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            // Pictures are of the repository's own README, recordings are on the pages.
            if name != "images" && name != "recorded" {
                collect(root, &path, files)?;
            }
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        files.insert(name, json!({ "etag": format!("\"{:016x}\"", hasher.finish()), "text": text }));
    }
    Ok(())
}

fn write_if_changed(path: &str, data: &[u8]) -> Result<()> {
    let file = repository::path(path);
    if fs::read(&file).is_ok_and(|old| old == data) {
        return Ok(());
    }
    fs::create_dir_all(repository::path("www/build")).context("cannot make www/build")?;
    fs::write(&file, data).with_context(|| format!("cannot write {}", file.display()))
}
