//! The picture in architecture.md: nothing else is allowed.

use std::fs;

use xtask::repository;

use crate::{dependencies, packages, text};

/// Each crate, and the members of the workspace that it may use.
///
/// ```text
/// core <- policy <- worker        core <- sdk
/// core <- inbox  <- api           core <- widget
/// ```
const PICTURE: [(&str, &[&str]); 8] = [
    ("helpthread-core", &[]),
    ("helpthread-policy", &["helpthread-core"]),
    ("helpthread-inbox", &["helpthread-core"]),
    ("helpthread-sdk", &["helpthread-core"]),
    ("helpthread-widget", &["helpthread-core"]),
    ("helpthread-docs", &["helpthread-core"]),
    ("helpthread-worker", &["helpthread-policy", "helpthread-core"]),
    ("helpthread-api", &["helpthread-inbox", "helpthread-core"]),
];

/// These may use anything, and nothing may use them.
const TOOLS: [&str; 5] = ["xtask", "helpthread-tests", "helpthread-bench", "helpthread-fuzz", "helpthread-soak"];

/// Rules, which know no platform: no I/O, no clock, no JavaScript.
const PURE: [&str; 3] = ["helpthread-core", "helpthread-policy", "helpthread-inbox"];

/// What stands for a platform.
const PLATFORM: [&str; 7] =
    ["worker", "wasm-bindgen", "wasm-bindgen-futures", "js-sys", "web-sys", "gloo-net", "serde-wasm-bindgen"];

#[test]
fn no_crate_uses_another_that_the_picture_does_not_allow() {
    let members: Vec<&str> = packages().iter().map(|package| text(package, "name")).collect();
    for package in packages() {
        let name = text(package, "name");
        if TOOLS.contains(&name) {
            continue;
        }
        let row = PICTURE.iter().find(|(known, _)| *known == name);
        let (_, allowed) = row.unwrap_or_else(|| panic!("{name} is not in the picture of architecture.md"));
        for dependency in dependencies(package) {
            let used = text(dependency, "name");
            // A crate whose tests need all its features uses itself there.
            let itself = used == name && dependency["kind"] == "dev";
            assert!(itself || !members.contains(&used) || allowed.contains(&used), "{name} must not use {used}");
        }
    }
}

#[test]
fn a_member_is_used_by_its_path_and_not_from_a_registry() {
    for dependency in packages().iter().flat_map(dependencies) {
        let used = text(dependency, "name");
        let ours = used.starts_with("helpthread-") || used == "xtask";
        assert_eq!(ours, dependency["path"].is_string(), "{used}");
    }
}

#[test]
fn rules_know_no_platform() {
    for package in packages().iter().filter(|package| PURE.contains(&text(package, "name"))) {
        for dependency in dependencies(package) {
            let used = text(dependency, "name");
            assert!(!PLATFORM.contains(&used), "{} must not use {used}", text(package, "name"));
        }
    }
}

#[test]
fn the_core_is_no_std() {
    let source = fs::read_to_string(repository::path("crates/core/src/lib.rs")).unwrap();
    assert!(source.lines().any(|line| line == "#![no_std]"), "crates/core/src/lib.rs must say #![no_std]");
}

#[test]
fn nothing_that_the_core_is_made_of_asks_for_std() {
    let core = packages().iter().find(|package| text(package, "name") == "helpthread-core").unwrap();
    // Development dependencies run natively only.
    for dependency in dependencies(core).filter(|dependency| dependency["kind"].is_null()) {
        let name = text(dependency, "name");
        assert_eq!(dependency["uses_default_features"], false, "{name} needs default-features = false");
        let features = dependency["features"].as_array().unwrap();
        assert!(!features.iter().any(|feature| feature == "std"), "{name} has the feature std");
    }
}
