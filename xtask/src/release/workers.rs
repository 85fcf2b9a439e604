//! The three Workers as wrangler would upload them.

use std::fs;

use anyhow::{Context, Result};

use super::artefacts::{Artefacts, files};
use super::contents::{self, Kind};
use crate::repository;
use crate::suite;

/// Where they are among the artefacts.
pub(super) const FOLDER: &str = "workers";
/// What wrangler leaves beside a bundle and does not upload.
const ASIDE: [&str; 2] = ["README.md", "index.js.map"];

pub(super) fn bundled(artefacts: &Artefacts) -> Result<()> {
    let folder = repository::target().join("xtask/deploy");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    suite::deployable()?;
    for file in files(&folder)? {
        let name = file.strip_prefix(&folder).unwrap_or(&file).display().to_string();
        if ASIDE.iter().any(|aside| name.ends_with(&format!("/{aside}"))) {
            continue;
        }
        contents::inspect(&file, &name, Kind::Worker)?;
        artefacts.take(&file, &format!("{FOLDER}/{name}"))?;
    }
    Ok(())
}
