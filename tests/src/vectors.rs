//! The shared vectors of `tests/vectors`.

use std::fs;

use serde_json::Value;
use xtask::repository;

/// A whole file.
pub fn read(name: &str) -> Value {
    let path = repository::path("tests/vectors").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cases of a file.
pub fn cases(name: &str) -> Vec<Value> {
    read(name)["cases"].as_array().cloned().expect("a file of vectors has cases")
}
