//! Reads `tests/vectors/*.json`, one case a line; `generate.py` beside them wrote them.

use base64ct::{Base64, Encoding};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// A file of vectors: what its cases share, and the cases.
pub(crate) struct Vectors<T> {
    pub(crate) shared: Value,
    pub(crate) cases: Vec<T>,
}

pub(crate) fn read<T: DeserializeOwned>(file: &str) -> Vectors<T> {
    let path = format!("{}/../../tests/vectors/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut shared: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let cases = serde_json::from_value(shared["cases"].take()).unwrap_or_else(|error| panic!("{file}: {error}"));
    Vectors { shared, cases }
}

/// The cases of a file that share nothing.
pub(crate) fn cases<T: DeserializeOwned>(file: &str) -> Vec<T> {
    read(file).cases
}

/// A body in UTF-8, or in base64 where it is no text.
#[derive(Deserialize)]
pub(crate) struct Body {
    body: Option<String>,
    body_base64: Option<String>,
}

impl Body {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(encoded)) => Base64::decode_vec(encoded).expect("base64"),
            _ => panic!("a case has either body or body_base64"),
        }
    }
}
