//! The npm packages: what their own tests say of their tarballs (contents, publint, attw), the tarballs, and what is inside them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::artefacts::Artefacts;
use super::contents::{self, Kind};
use crate::command::{command, output, run};
use crate::repository;
use crate::terminal::step;

/// The folders in `npm/` that are published as `@helpthread/NAME`.
pub(super) const PACKAGES: [&str; 3] = ["node", "widget", "worker"];

/// Where [`packed`] puts a package.
pub(super) fn tarball(folder: &Path, package: &str, version: &str) -> PathBuf {
    folder.join(format!("helpthread-{package}-{version}.tgz"))
}

pub(super) fn packed(artefacts: &Artefacts) -> Result<()> {
    PACKAGES.iter().try_for_each(|package| {
        let step = step(format!("@helpthread/{package}"));
        let mut tests = command("node");
        tests.args(["--test", "--test-reporter=spec", &format!("npm/{package}/test/tarball.test.mjs")]);
        run(&step, &format!("npm/{package} tarball tests"), &mut tests)?;
        let files = pack(artefacts, package)?;
        for file in &files {
            let kind = if *package == "worker" && file.starts_with("dist/") { Kind::Worker } else { Kind::Package };
            let path = repository::path(&format!("npm/{package}/{file}"));
            contents::inspect(&path, &format!("@helpthread/{package}/{file}"), kind)?;
        }
        step.done(&format!("{} files", files.len()));
        Ok(())
    })
}

/// Packs as `npm publish` would; the names of the files inside.
fn pack(artefacts: &Artefacts, package: &str) -> Result<Vec<String>> {
    let mut npm = command("npm");
    npm.args(["pack", &format!("./npm/{package}"), "--json", "--ignore-scripts", "--offline", "--pack-destination"]);
    let printed = output(&format!("npm pack {package}"), npm.arg(artefacts.folder()))?;
    let told: Value = serde_json::from_str(&printed).context("npm pack says something else than JSON")?;
    let files = told[0]["files"].as_array().context("npm pack names no files")?;
    let expected = tarball(artefacts.folder(), package, artefacts.version());
    fs::metadata(&expected).with_context(|| format!("npm packed something else than {}", expected.display()))?;
    Ok(files.iter().filter_map(|file| file["path"].as_str()).map(str::to_owned).collect())
}
