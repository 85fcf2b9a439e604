//! What running the examples and provoking the errors gave: files below `docs/recorded`, written by `cargo xtask docs --record` and
//! compared by every test run. Values that change from run to run have been replaced by samples of the same shape.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use helpthread_core::error::{ErrorCode, Producer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::examples::Example;

/// The file that says which examples ran: path and SHA-256, a line each.
pub const RAN: &str = "ran.txt";

/// The file with an answer for every code of this producer: `{"<code>": {"status": …, "message": …}}`.
pub const fn errors_file(producer: Producer) -> &'static str {
    match producer {
        Producer::Api => "errors-api.json",
        Producer::Proxy => "errors-proxy.json",
    }
}

/// The recorded files, by their name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded(BTreeMap<String, String>);

/// One recorded answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// `200 OK`, and the headers that a client reads, a line each.
    pub head: &'a str,
    /// The JSON, over several lines.
    pub body: &'a str,
}

/// How an example is told from another version of itself.
pub fn fingerprint(text: &str) -> String {
    base16ct::lower::encode_string(&Sha256::digest(text.as_bytes()))
}

impl Recorded {
    /// Reads the folder; one that is missing has recorded nothing.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        if !folder.exists() {
            return Ok(Self::default());
        }
        let entries = fs::read_dir(folder)?.map(|entry| {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, fs::read_to_string(path)?))
        });
        entries.collect::<io::Result<_>>().map(Self)
    }

    /// The same from what has just been recorded.
    pub fn of(files: BTreeMap<String, String>) -> Self {
        Self(files)
    }

    /// The files, by name.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// Whether each example ran exactly as it is.
    ///
    /// # Errors
    /// The first one that did not.
    pub fn check(&self, examples: &[Example]) -> Result<(), String> {
        let ran = self.text(RAN)?;
        for example in examples {
            let line = format!("{} {}", fingerprint(&example.text), example.path());
            if !ran.lines().any(|known| known == line) {
                return Err(format!(
                    "{} has not run since it changed: record it with cargo xtask docs --record",
                    example.path()
                ));
            }
        }
        Ok(())
    }

    /// A recorded text.
    ///
    /// # Errors
    /// If it is missing.
    pub fn text(&self, name: &str) -> Result<&str, String> {
        let text = self.0.get(name).map(String::as_str);
        text.ok_or_else(|| format!("docs/recorded/{name} is missing: record it with cargo xtask docs --record"))
    }

    /// The answer to an operation's example.
    ///
    /// # Errors
    /// If it is missing.
    pub fn answer(&self, slug: &str) -> Result<Answer<'_>, String> {
        let text = self.text(&format!("{slug}.http"))?;
        let (head, body) = text.split_once("\n\n").ok_or_else(|| format!("{slug}.http has no body"))?;
        Ok(Answer { head, body: body.trim_end() })
    }

    /// The status and message that a code came with.
    ///
    /// # Errors
    /// If no request has produced it.
    pub fn error(&self, code: ErrorCode) -> Result<(u64, String), String> {
        let all: Value =
            serde_json::from_str(self.text(errors_file(code.producer()))?).map_err(|error| error.to_string())?;
        let error = &all[code.as_str()];
        match (error["status"].as_u64(), error["message"].as_str()) {
            (Some(status), Some(message)) => Ok((status, message.to_owned())),
            _ => Err(format!("no request has produced {code}: record it with cargo xtask docs --record")),
        }
    }
}
