//! What no file of a release may hold: a folder of the machine that it was made on, a credential, or a value that only development has.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::build::cargo_home;
use crate::failure::Failure;
use crate::repository;
use crate::settings::{ADMIN_TOKEN, SESSION_SECRET, SIGN_IN_SECRET, WEBHOOK_SECRET};

/// Files that are never published, whatever they hold.
const NEVER: [&str; 4] = [".npmrc", ".env", ".dev.vars", ".DS_Store"];

/// How the secrets of others begin: npm's, GitHub's, AWS's, and private keys.
const CREDENTIALS: [&str; 5] = ["_authToken", "npm_0", "ghp_", "AKIA", "PRIVATE KEY-----"];

/// Values of `cargo xtask dev` that are not in any example.
const DEVELOPMENT: [&str; 4] = [SESSION_SECRET, SIGN_IN_SECRET, WEBHOOK_SECRET, ADMIN_TOKEN];

/// What a file is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What others put into their own programs.
    Package,
    /// A Worker, which has the development values in it to refuse them where it is hosted
    /// (`tests/threats/configuration_mistakes.rs`, `www/test/settings.test.mjs`).
    Worker,
}

/// Look into one file, called `name` in the message.
///
/// # Errors
/// If it holds what it may not, or cannot be read.
pub(super) fn inspect(file: &Path, name: &str, kind: Kind) -> Result<()> {
    let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let base = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if NEVER.contains(&base) {
        return Err(Failure::new(format!("{name} is never published")).into());
    }
    let mut words: Vec<String> = [Some(repository::root().to_owned()), Some(repository::target()), cargo_home()]
        .into_iter()
        .chain([std::env::home_dir()])
        .flatten()
        .map(|folder| folder.display().to_string())
        .collect();
    words.extend(CREDENTIALS.map(str::to_owned));
    if kind == Kind::Package {
        words.extend(DEVELOPMENT.map(str::to_owned));
    }
    match held(&content, &words) {
        Some(word) => Err(Failure::new(format!("{name} holds {word:?}")).into()),
        None => Ok(()),
    }
}

fn held<'a>(content: &[u8], words: &'a [String]) -> Option<&'a str> {
    let is_held = |word: &&String| word.len() > 3 && content.windows(word.len()).any(|part| part == word.as_bytes());
    words.iter().find(is_held).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_credentials_and_development_values_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let inspected = |name: &str, text: &str, kind: Kind| {
            let file = folder.path().join(name);
            fs::write(&file, text).unwrap();
            inspect(&file, name, kind).map_err(|error| error.to_string())
        };
        for kind in [Kind::Package, Kind::Worker] {
            assert_eq!(inspected("a.js", "export {}", kind), Ok(()));
            let source = repository::path("xtask/src/lib.rs").display().to_string();
            assert!(inspected("a.js", &source, kind).unwrap_err().starts_with("a.js holds "));
            assert!(inspected("a.wasm", "//registry/:_authToken=x", kind).is_err());
            assert_eq!(inspected(".dev.vars", "", kind), Err(".dev.vars is never published".to_owned()));
        }
        assert!(inspected("a.js", SESSION_SECRET, Kind::Package).is_err());
        assert_eq!(inspected("a.js", SESSION_SECRET, Kind::Worker), Ok(()));
    }
}
