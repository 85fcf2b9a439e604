//! The project's vectors (`tests/vectors`), which are what fuzzing begins with, and the secrets that they use.

use std::{fs, path::Path};

use serde_json::Value;

/// The clock of every target: that of most vectors, in unix seconds.
pub(crate) const NOW: i64 = 1_715_606_400;
/// A customer of the vectors.
pub(crate) const JANE: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
/// An agent of the vectors.
pub(crate) const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

/// A file of vectors.
pub(crate) fn file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The cases of a file.
pub(crate) fn cases(name: &str) -> Vec<Value> {
    file(name)["cases"].as_array().cloned().unwrap_or_default()
}

/// The texts of one field of a file's cases, those of at most 4 KiB: longer ones only slow a fuzzer down.
pub(crate) fn texts(name: &str, field: &str) -> Vec<Vec<u8>> {
    let cases = cases(name);
    let texts = cases.iter().filter_map(|case| case[field].as_str());
    texts.filter(|text| text.len() <= 4096).map(|text| text.as_bytes().to_vec()).collect()
}
