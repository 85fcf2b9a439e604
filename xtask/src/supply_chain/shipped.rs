//! The licences of what ships: every crate that is compiled into one of the modules, and the text that its authors ask to be passed on.
//!
//! The npm packages and the dashboard hold no package of others' besides these modules (`tests/architecture/pins.rs`,
//! `tests/architecture/javascript.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command::{cargo, output};
use crate::repository;
use crate::setup::rust_targets::WASM;

/// The crates that ship as a module, where they are, and the features that they ship with.
pub(super) const SHIPPED: [(&str, &str, &[&str]); 4] = [
    ("helpthread-api", "api", &[]),
    ("helpthread-sdk", "crates/sdk", &["helpthread-sdk/standalone"]),
    ("helpthread-widget", "crates/widget", &["helpthread-widget/standalone"]),
    ("helpthread-worker", "worker", &[]),
];

/// What every module holds besides.
const STANDARD_LIBRARY: &str =
    "The Rust standard library (MIT OR Apache-2.0), compiled by the Rust project, is in every module.";

/// Name and version.
pub(super) type Id = (String, String);

/// The packages of `Cargo.lock`.
#[derive(Default)]
struct Packages {
    /// The workspace's own.
    ours: BTreeSet<Id>,
    /// A registry's, each with its licence and its sources.
    others: BTreeMap<Id, (String, PathBuf)>,
}

/// A crate that ships.
struct Crate {
    licence: String,
    /// Its sources.
    folder: PathBuf,
    /// The modules that it is in.
    modules: BTreeSet<&'static str>,
}

/// The file that says what else is in a module.
pub(crate) const NAME: &str = "THIRD-PARTY.txt";

/// What writes it, and has to write it again when it is changed itself.
pub(crate) fn source() -> PathBuf {
    repository::path("xtask/src/supply_chain/shipped.rs")
}

/// Write [`NAME`] into the folder, for these modules: how many crates it lists.
///
/// # Errors
/// If cargo does not tell what a module is made of, or a crate has no licence.
pub(crate) fn write(folder: &Path, modules: &[&str]) -> Result<usize> {
    let Packages { ours, others } = packages()?;
    let mut shipped: BTreeMap<Id, Crate> = BTreeMap::new();
    for (module, _, features) in SHIPPED.iter().filter(|(module, ..)| modules.contains(module)) {
        for id in compiled_into(module, features)? {
            if ours.contains(&id) {
                continue;
            }
            let (licence, folder) =
                others.get(&id).with_context(|| format!("cargo metadata has no {} {}", id.0, id.1))?;
            let entry = shipped.entry(id).or_insert_with(|| Crate {
                licence: licence.clone(),
                folder: folder.clone(),
                modules: BTreeSet::new(),
            });
            entry.modules.insert(module);
        }
    }
    let path = folder.join(NAME);
    fs::write(&path, text(&shipped)?).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(shipped.len())
}

/// Name and version of what cargo compiles into the library of a package, build scripts and macros aside.
pub(super) fn compiled_into(package: &str, features: &[&str]) -> Result<Vec<Id>> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", package, "--target", WASM, "--prefix", "none"]);
    tree.args(["--edges", "normal,no-proc-macro", "--format", "{p}", "--features", &features.join(",")]);
    let printed = output(&format!("cargo tree {package}"), &mut tree)?;
    Ok(printed.lines().filter_map(named).collect())
}

/// `serde v1.0.229 (*)`, `helpthread-core v0.1.0 (folder)`.
fn named(line: &str) -> Option<Id> {
    let mut words = line.split(' ');
    Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
}

fn packages() -> Result<Packages> {
    let mut metadata = cargo();
    // With what only the shipped features take.
    metadata.args(["metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", WASM]);
    let told = output("cargo metadata", &mut metadata)?;
    let told: Value = serde_json::from_str(&told).context("cargo metadata is not JSON")?;
    let Packages { mut ours, mut others } = Packages::default();
    for package in told["packages"].as_array().context("cargo metadata has no packages")? {
        let field = |name: &str| package[name].as_str().map(str::to_owned);
        let id = (field("name").context("no name")?, field("version").context("no version")?);
        if package["source"].is_null() {
            ours.insert(id);
            continue;
        }
        let licence = field("license").with_context(|| format!("{} names no licence", id.0))?;
        let manifest = PathBuf::from(field("manifest_path").context("no manifest")?);
        others.insert(id, (licence, manifest.parent().unwrap_or(Path::new("")).to_owned()));
    }
    Ok(Packages { ours, others })
}

fn text(shipped: &BTreeMap<Id, Crate>) -> Result<String> {
    let mut lines =
        vec!["What is compiled into the modules of HelpThread Edge, and its licences.".to_owned(), String::new()];
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((name, version), Crate { licence, folder, modules }) in shipped {
        let modules: Vec<&str> = modules.iter().copied().collect();
        lines.push(format!("{name} {version}  {licence}  in {}", modules.join(", ")));
        for text in notices(folder)? {
            texts.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    lines.extend([String::new(), STANDARD_LIBRARY.to_owned()]);
    for (text, crates) in texts {
        lines.extend([String::new(), "=".repeat(80), crates.join(", "), "=".repeat(80), String::new(), text]);
    }
    Ok(lines.join("\n") + "\n")
}

/// The texts that a crate's authors have put beside it. Where they leave the choice we take MIT, whose text is short.
fn notices(folder: &Path) -> Result<Vec<String>> {
    let name_of = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.retain(|file| {
        let name = name_of(file);
        ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"].iter().any(|start| name.starts_with(start))
    });
    if files.iter().any(|file| name_of(file).ends_with("MIT")) {
        files.retain(|file| !name_of(file).ends_with("APACHE"));
    }
    files.sort();
    let read = |file: &PathBuf| fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()));
    files.iter().map(|file| Ok(read(file)?.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_names_a_package() {
        let id = |name: &str, version: &str| Some((name.to_owned(), version.to_owned()));
        assert_eq!(named("serde v1.0.229 (*)"), id("serde", "1.0.229"));
        assert_eq!(named("helpthread-core v0.1.0 (/edge/crates/core)"), id("helpthread-core", "0.1.0"));
        assert_eq!(named(""), None);
    }

    #[test]
    fn the_list_has_what_the_proxy_verifies_tokens_with_and_its_licences_text() {
        let folder = tempfile::tempdir().unwrap();
        let listed = write(folder.path(), &SHIPPED.map(|(module, ..)| module)).unwrap();
        let text = fs::read_to_string(folder.path().join(NAME)).unwrap();
        assert!(listed > 20, "{listed}");
        let line = text.lines().find(|line| line.starts_with("curve25519-dalek ")).unwrap();
        assert!(line.contains("BSD-3-Clause") && line.ends_with("in helpthread-worker"), "{line}");
        assert!(text.contains("Redistributions in binary form must reproduce the above copyright"), "its text");
        let allocator = text.lines().find(|line| line.starts_with("lol_alloc ")).unwrap();
        assert!(allocator.ends_with("in helpthread-sdk, helpthread-widget"), "what a feature brings: {allocator}");
        assert!(!text.contains("rusqlite"), "only tests have that");
        assert!(!text.contains("helpthread-core 0"), "ours are not third parties'");
    }
}
