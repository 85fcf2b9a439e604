//! Who may depend on whom, and on what (architecture.md, "The house"; style.md); that the documents are true and the sources readable.

mod documents;
mod javascript;
mod named;
mod picture;
mod pins;
mod sources;
mod versions;

use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use xtask::repository;

/// The packages of the workspace as cargo sees them.
fn packages() -> &'static [Value] {
    static PACKAGES: OnceLock<Vec<Value>> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(repository::root());
        let output = cargo.output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
        metadata["packages"].as_array().cloned().expect("a workspace has packages")
    })
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().into_iter().flatten()
}
