//! Which parts a changed file goes into.

use std::path::PathBuf;

use crate::build::Part;
use crate::settings::Worker;

/// Folders, and the parts that have to be built again when a file inside changes. The first match counts.
const SOURCES: [(&str, &[Part]); 13] = [
    ("crates/core/", &Part::ALL),
    ("crates/policy/", &[Part::Worker]),
    // The dashboard's CRM data comes from the seed.
    ("crates/inbox/", &[Part::Api, Part::Www]),
    ("crates/sdk/", &[Part::Sdk, Part::Www]),
    ("npm/node/", &[Part::Sdk, Part::Www]),
    ("crates/widget/", &[Part::Widget, Part::Worker]),
    ("npm/widget/", &[Part::Widget, Part::Worker]),
    ("worker/", &[Part::Worker]),
    ("npm/worker/src/", &[Part::Worker]),
    ("api/", &[Part::Api]),
    ("www/", &[Part::Www]),
    ("docs/", &[Part::Www]),
    ("Cargo.", &Part::ALL),
];

/// workerd reads it when a Worker starts; no build does.
const CONFIG: &str = "workerd.capnp";

/// What builds write, and what no build reads.
const IGNORED: [&str; 9] = [
    "worker/build/",
    "api/build/",
    "www/build/",
    "npm/node/dist/",
    "npm/widget/dist/",
    "npm/worker/dist/",
    "/test/",
    "/tests/",
    "/node_modules/",
];

/// Whether a changed file matters at all. Paths are relative to the repository's root.
pub(super) fn matters(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    // A folder changes too when something inside comes or goes.
    let folder = format!("{path}/");
    let temporary = name.starts_with('.') || name.starts_with('#') || name.ends_with('~');
    !temporary
        && !IGNORED.iter().any(|ignored| folder.contains(ignored))
        && (name == CONFIG || !parts_of(path).is_empty())
}

/// The parts to build again after `paths` have changed.
pub(super) fn parts(paths: &[PathBuf]) -> Vec<Part> {
    let mut parts: Vec<Part> = paths.iter().filter_map(|path| path.to_str()).flat_map(parts_of).copied().collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// The Workers to start again without a build: their configuration has changed.
pub(super) fn restarts(paths: &[PathBuf]) -> Vec<Worker> {
    let configs = [
        ("www/workerd.capnp", Worker::Dashboard),
        ("worker/workerd.capnp", Worker::Proxy),
        ("api/workerd.capnp", Worker::Api),
    ];
    configs
        .iter()
        .filter(|(config, _)| paths.iter().any(|path| path.ends_with(config)))
        .map(|(_, worker)| *worker)
        .collect()
}

fn parts_of(path: &str) -> &'static [Part] {
    if path.ends_with(CONFIG) {
        return &[];
    }
    SOURCES.iter().find(|(folder, _)| path.starts_with(folder)).map_or(&[], |(_, parts)| parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts_after(path: &str) -> Vec<Part> {
        parts(&[PathBuf::from(path)])
    }

    #[test]
    fn an_edit_rebuilds_what_it_goes_into() {
        assert_eq!(parts_after("crates/core/src/id.rs"), Part::ALL);
        assert_eq!(parts_after("crates/policy/src/route.rs"), [Part::Worker]);
        assert_eq!(parts_after("crates/inbox/src/seed/mod.rs"), [Part::Api, Part::Www]);
        assert_eq!(parts_after("crates/widget/src/lib.rs"), [Part::Widget, Part::Worker]);
        assert_eq!(parts_after("npm/node/index.js"), [Part::Sdk, Part::Www]);
        assert_eq!(parts_after("www/src/index.js"), [Part::Www]);
        assert_eq!(parts_after("docs/index.md"), [Part::Www]);
        assert_eq!(parts_after("README.md"), []);
        let both = parts(&[PathBuf::from("worker/src/lib.rs"), PathBuf::from("crates/widget/src/lib.rs")]);
        assert_eq!(both, [Part::Widget, Part::Worker]);
    }

    #[test]
    fn a_configuration_restarts_without_a_build() {
        let paths = [PathBuf::from("worker/workerd.capnp")];
        assert_eq!(restarts(&paths), [Worker::Proxy]);
        assert_eq!(parts(&paths), []);
        assert!(matters("worker/workerd.capnp"));
    }

    #[test]
    fn outputs_tests_and_editors_files_are_ignored() {
        for path in [
            "worker/build/index.js",
            "www/build/crm.json",
            "npm/widget/dist/history.js",
            "npm/widget/dist",
            "www/test/route.test.mjs",
            "crates/core/tests/vectors.rs",
            "crates/core/src/.id.rs.swp",
            "www/src/index.js~",
            "README.md",
        ] {
            assert!(!matters(path), "{path}");
        }
        assert!(matters("worker/build.rs"));
        assert!(matters("Cargo.lock"));
    }
}
