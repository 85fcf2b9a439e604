//! Every dependency is one exact version and has its reason beside it (style.md, "Habits").

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use xtask::repository;

use crate::{dependencies, packages, text};

/// The lines of `[workspace.dependencies]` in the root `Cargo.toml` that name a dependency.
fn pins() -> Vec<String> {
    let manifest = fs::read_to_string(repository::path("Cargo.toml")).unwrap();
    let table = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let lines = table.take_while(|line| !line.starts_with('[')).filter(|line| line.contains('='));
    lines.filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn cargo_dependencies_are_exact() {
    assert!(pins().len() > 10, "[workspace.dependencies] was not found");
    for dependency in packages().iter().flat_map(dependencies).filter(|dependency| dependency["path"].is_null()) {
        let (name, version) = (text(dependency, "name"), text(dependency, "req"));
        assert!(version.starts_with('=') && version.matches('.').count() >= 2, "{name} {version} is not exact");
    }
}

#[test]
fn cargo_dependencies_are_pinned_in_one_place() {
    for package in packages() {
        let path = text(package, "manifest_path");
        let manifest = fs::read_to_string(path).unwrap();
        assert!(!manifest.lines().any(|line| line.contains("\"=")), "{path} has a version of its own");
    }
}

#[test]
fn cargo_dependencies_say_why_they_are_there() {
    for line in pins().iter().filter(|line| !line.contains("path = ")) {
        let reason = line.rsplit_once(" # ").map_or("", |(_, reason)| reason);
        assert!(reason.len() > 3, "no reason beside: {line}");
    }
}

/// Our own `package.json` files.
fn npm_manifests() -> Vec<(PathBuf, Value)> {
    let folders = ["", "npm/node", "npm/widget", "npm/worker", "www", "tests/e2e"];
    let paths = folders.iter().map(|folder| repository::path(folder).join("package.json"));
    let read = |path: PathBuf| {
        let manifest = serde_json::from_str(&fs::read_to_string(&path).ok()?);
        Some((path.clone(), manifest.unwrap_or_else(|error| panic!("{}: {error}", path.display()))))
    };
    paths.filter_map(read).collect()
}

fn npm_dependencies<'a>(manifest: &'a Value, kinds: &[&str]) -> Vec<(&'a String, &'a str)> {
    let tables = kinds.iter().filter_map(|kind| manifest[*kind].as_object());
    tables.flatten().map(|(name, version)| (name, version.as_str().unwrap_or_default())).collect()
}

const KINDS: [&str; 3] = ["dependencies", "devDependencies", "optionalDependencies"];

#[test]
fn npm_dependencies_are_exact() {
    let manifests = npm_manifests();
    assert!(manifests.iter().any(|(_, manifest)| !npm_dependencies(manifest, &KINDS).is_empty()));
    for (path, manifest) in &manifests {
        for (name, version) in npm_dependencies(manifest, &KINDS) {
            // Under another name, so that two versions of one package can be there: `npm:NAME@VERSION`.
            let version =
                version.strip_prefix("npm:").and_then(|alias| alias.rsplit_once('@')).map_or(version, |(_, it)| it);
            let numbers: Vec<&str> = version.split('.').collect();
            let exact = numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u32>().is_ok());
            assert!(exact || version.starts_with("file:"), "{}: {name} {version} is not exact", path.display());
        }
    }
}

#[test]
fn npm_dependencies_say_why_they_are_there() {
    for (path, manifest) in &npm_manifests() {
        for (name, _) in npm_dependencies(manifest, &KINDS) {
            let reason = manifest["//dependencies"][name].as_str().unwrap_or_default();
            assert!(reason.len() > 3, "{}: \"//dependencies\" gives no reason for {name}", path.display());
        }
    }
}

#[test]
fn what_is_published_to_npm_depends_on_nothing() {
    let manifests = npm_manifests();
    let published: Vec<_> = manifests.iter().filter(|(path, _)| path.starts_with(repository::path("npm"))).collect();
    assert!(!published.is_empty());
    for (path, manifest) in published {
        assert_eq!(npm_dependencies(manifest, &KINDS), [], "{}", path.display());
    }
}

#[test]
fn python_dependencies_are_exact_and_ours_say_why_they_are_there() {
    let text = fs::read_to_string(repository::path("tests/conformance/requirements.txt")).unwrap();
    // Ours come first; what they need in turn follows under a comment of its own.
    let (ours, theirs) = text.split_once("\n# What those two need").expect("the file has two parts");
    let (ours, theirs) = (packages_of(ours), packages_of(theirs));
    assert!(!ours.is_empty() && !theirs.is_empty());
    assert!(ours.iter().all(|line| line.split_once(" # ").is_some_and(|(_, reason)| reason.len() > 3)), "{ours:?}");
    for line in ours.iter().chain(&theirs) {
        let version =
            line.split(" # ").next().and_then(|package| package.split_once("==")).map_or("", |(_, version)| version);
        let exact = version.contains('.') && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        assert!(exact, "{line} is not exact");
    }
}

/// The lines of a part of a requirements file after its heading.
fn packages_of(part: &str) -> Vec<&str> {
    part.lines().skip(1).filter(|line| !line.is_empty()).collect()
}
