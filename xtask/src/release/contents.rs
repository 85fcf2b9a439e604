//! What no file of a release may hold: a folder of the machine that it was made on, a credential, or a value that only development has.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::artefacts::files;
use crate::build::cargo_home;
use crate::failure::Failure;
use crate::repository;
use crate::settings::{ADMIN_TOKEN, SESSION_SECRET, SIGN_IN_SECRET, WEBHOOK_SECRET};

/// Files that are never published, whatever they hold.
const NEVER: [&str; 4] = [".npmrc", ".env", ".dev.vars", ".DS_Store"];

/// How the secrets of others begin, and how many letters and digits follow at least: npm's, GitHub's, AWS's, and private keys.
const CREDENTIALS: [(&str, usize); 6] =
    [("_authToken", 0), ("npm_", 36), ("ghp_", 36), ("github_pat_", 22), ("AKIA", 16), ("PRIVATE KEY-----", 0)];

/// Values of `cargo xtask dev` that are not in any example.
const DEVELOPMENT: [&str; 4] = [SESSION_SECRET, SIGN_IN_SECRET, WEBHOOK_SECRET, ADMIN_TOKEN];

/// What a file is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What others put into their own programs.
    Package,
    /// The documentation, whose guides show what development has.
    Documentation,
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
    if kind == Kind::Package {
        words.extend(DEVELOPMENT.map(str::to_owned));
    }
    // A home such as `/` is in every file.
    words.retain(|word| word.len() > 3);
    let held = words
        .iter()
        .map(|word| (word.as_str(), 0))
        .chain(CREDENTIALS)
        .find(|(word, more)| holds(&content, word, *more));
    match held {
        Some((word, _)) => Err(Failure::new(format!("{name} holds {word:?}")).into()),
        None => Ok(()),
    }
}

/// Look into every file of a folder that others are given as it is.
///
/// # Errors
/// As [`inspect`].
pub(super) fn inspect_all(folder: &Path, kind: Kind) -> Result<()> {
    let name = |file: &Path| file.strip_prefix(folder.parent().unwrap_or(folder)).unwrap_or(file).display().to_string();
    files(folder)?.iter().try_for_each(|file| inspect(file, &name(file), kind))
}

/// Whether the word is in it, with so many letters and digits after it.
fn holds(content: &[u8], word: &str, more: usize) -> bool {
    let mut parts = content.windows(word.len() + more).map(|part| part.split_at(word.len()));
    parts.any(|(start, rest)| start == word.as_bytes() && rest.iter().all(u8::is_ascii_alphanumeric))
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
        for kind in [Kind::Package, Kind::Documentation, Kind::Worker] {
            assert_eq!(inspected("a.js", "export {}", kind), Ok(()));
            let source = repository::path("xtask/src/lib.rs").display().to_string();
            assert!(inspected("a.js", &source, kind).unwrap_err().starts_with("a.js holds "));
            assert!(inspected("a.wasm", "//registry/:_authToken=x", kind).is_err());
            let token = format!("npm_{}", "a1B2c3".repeat(6));
            assert_eq!(inspected("a.js", &token, kind), Err("a.js holds \"npm_\"".to_owned()));
            assert_eq!(inspected("a.js", "process.env.npm_config_registry", kind), Ok(()));
            assert_eq!(inspected(".dev.vars", "", kind), Err(".dev.vars is never published".to_owned()));
        }
        inspect_all(&repository::path("docs"), Kind::Documentation).unwrap();
        assert!(inspected("a.js", SESSION_SECRET, Kind::Package).is_err());
        assert_eq!(inspected("a.js", SESSION_SECRET, Kind::Worker), Ok(()));
    }
}
