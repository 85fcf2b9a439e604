//! One version: `[workspace.package]` of the root `Cargo.toml` decides it, and whatever else names it has to agree.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::repository;

/// Every `package.json` that names our version, and where in it that stands.
const MANIFESTS: [(&str, &str); 4] = [
    ("npm/node/package.json", "/version"),
    ("npm/widget/package.json", "/version"),
    ("npm/worker/package.json", "/version"),
    ("npm/worker/template/package.json", "/dependencies/@helpthread~1worker"),
];

/// The version of the workspace.
///
/// # Errors
/// If the root `Cargo.toml` names none.
pub fn ours() -> Result<String> {
    let manifest = fs::read_to_string(repository::path("Cargo.toml")).context("cannot read Cargo.toml")?;
    of_workspace(&manifest).map(str::to_owned).context("Cargo.toml has no version under [workspace.package]")
}

fn of_workspace(manifest: &str) -> Option<&str> {
    let table = manifest.lines().skip_while(|line| *line != "[workspace.package]").skip(1);
    let mut table = table.take_while(|line| !line.starts_with('['));
    table.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
}

/// The files that name another version than the workspace's, each with what it says.
///
/// # Errors
/// If one of them cannot be read.
pub fn differing() -> Result<Vec<String>> {
    let version = ours()?;
    let mut differing = Vec::new();
    for (file, place) in MANIFESTS {
        let text = fs::read_to_string(repository::path(file)).with_context(|| format!("cannot read {file}"))?;
        let manifest: Value = serde_json::from_str(&text).with_context(|| format!("{file} is not JSON"))?;
        let named = manifest.pointer(place).and_then(Value::as_str).unwrap_or("nothing");
        if named != version {
            differing.push(format!("{file} says {named}"));
        }
    }
    let lock = fs::read_to_string(repository::path("Cargo.lock")).context("cannot read Cargo.lock")?;
    differing.extend(
        members(&lock)
            .filter(|(_, locked)| *locked != version)
            .map(|(name, locked)| format!("Cargo.lock says {locked} of {name}")),
    );
    Ok(differing)
}

/// The packages of a lock file that come from no registry: the workspace's members.
fn members(lock: &str) -> impl Iterator<Item = (&str, &str)> {
    lock.split("[[package]]").skip(1).filter(|entry| !entry.contains("\nsource = ")).filter_map(|entry| {
        let field = |name: &str| entry.lines().find_map(|line| line.strip_prefix(name)?.strip_suffix('"'));
        Some((field("name = \"")?, field("version = \"")?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspaces_version_is_read_from_its_own_table() {
        let manifest =
            "[package]\nversion = \"9.9.9\"\n\n[workspace.package]\nedition = \"2024\"\nversion = \"1.2.3\"\n\n[x]\n";
        assert_eq!(of_workspace(manifest), Some("1.2.3"));
        assert_eq!(of_workspace("[workspace.package]\n[other]\nversion = \"1.2.3\"\n"), None);
    }

    #[test]
    fn members_are_the_packages_without_a_source() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\ndependencies = [\n \"b\",\n]\n\n\
                    [[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"registry\"\n";
        assert_eq!(members(lock).collect::<Vec<_>>(), [("a", "0.1.0")]);
    }
}
