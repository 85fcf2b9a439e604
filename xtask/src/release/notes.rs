//! What a release is announced with: the CHANGELOG's section, the hashes of the modules, and those of the files.

use std::env;

use super::artefacts::Sum;
use super::modules::Module;
use super::reproduce::Again;

/// What follows a version in its heading, `## VERSION` or `## VERSION - DATE`, and the text from there on.
fn found<'a>(changelog: &'a str, version: &str) -> Option<(&'a str, &'a str)> {
    let mut start = 0;
    for line in changelog.split_inclusive('\n') {
        start += line.len();
        let rest = line.trim_end().strip_prefix("## ").and_then(|heading| heading.strip_prefix(version));
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return Some((rest, changelog.get(start..)?));
        }
    }
    None
}

/// The CHANGELOG's section of a version, without its heading; `None` if there is none, or nothing in it.
pub(super) fn section<'a>(changelog: &'a str, version: &str) -> Option<&'a str> {
    let (_, rest) = found(changelog, version)?;
    let text = rest.split("\n## ").next().unwrap_or(rest).trim();
    (!text.is_empty() && !text.starts_with("## ")).then_some(text)
}

/// Whether the CHANGELOG says when a version was released: `## 1.2.0 - 2026-11-23`.
pub(super) fn is_dated(changelog: &str, version: &str) -> bool {
    let date = found(changelog, version).and_then(|(rest, _)| rest.strip_prefix(" - "));
    let parts: Vec<&str> = date.unwrap_or_default().split('-').collect();
    let number =
        |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
    matches!(parts[..], [year, month, day] if [year.len(), month.len(), day.len()] == [4, 2, 2]
        && number(year).is_some()
        && number(month).is_some_and(|month| (1..=12).contains(&month))
        && number(day).is_some_and(|day| (1..=31).contains(&day)))
}

/// What a rehearsal has found out.
pub(super) struct Facts<'a> {
    pub(super) modules: &'a [Module],
    /// None if the modules were built once.
    pub(super) again: Option<Again>,
    pub(super) sums: &'a [Sum],
    pub(super) unchecked: &'a [String],
}

/// `RELEASE_NOTES.md`.
pub(super) fn text(version: &str, changes: &str, facts: &Facts<'_>) -> String {
    let modules: Vec<String> = facts
        .modules
        .iter()
        .map(|Module { name, bytes, gzip, sha256 }| format!("| {name} | {bytes} | {gzip} | `{sha256}` |\n"))
        .collect();
    let files: Vec<String> =
        facts.sums.iter().map(|sum| format!("| {} | {} | `{}` |\n", sum.name, sum.bytes, sum.sha256)).collect();
    let again = facts.again.as_ref().map_or_else(
        || "They were built once; `cargo xtask release --dry-run --reproduce` builds them twice.".to_owned(),
        |Again { files }| {
            format!(
                "They were built twice for these notes, in two folders, the second time from nothing: {files} files of the packages and \
                 Workers came out the same, byte for byte."
            )
        },
    );
    let unchecked: Vec<String> =
        facts.unchecked.iter().map(|what| format!("\nNot checked where these notes were made: {what}.\n")).collect();
    format!(
        "# HelpThread Edge {version}\n\n{changes}\n\n## WebAssembly modules\n\nThis commit, built by `cargo xtask build --release` with the \
         toolchain of `rust-toolchain.toml` on {} {}, gives these bytes wherever it lies. {again}\n\n\
         | module | bytes | with gzip | SHA-256 |\n|---|---|---|---|\n{}\n\
         ## Files\n\n| file | bytes | SHA-256 |\n|---|---|---|\n{}{}",
        env::consts::ARCH,
        env::consts::OS,
        modules.concat(),
        files.concat(),
        unchecked.concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_goes_from_its_heading_to_the_next() {
        let changelog = "# Changelog\n\n## Unreleased\n\n* later\n\n## 1.2.0 - 2026-11-23\n\n### Added\n\n* this\n\n## 1.1.0\n\n## 1.0.0\n\n* first\n";
        assert_eq!(section(changelog, "1.2.0"), Some("### Added\n\n* this"));
        assert_eq!(section(changelog, "1.0.0"), Some("* first"));
        assert_eq!(section(changelog, "1.1.0"), None, "nothing in it");
        assert_eq!(section(changelog, "1.2"), None);
        assert_eq!(section(changelog, "2.0.0"), None);
    }

    #[test]
    fn a_version_is_released_when_its_heading_has_a_date() {
        let is_dated = |heading: &str| is_dated(&format!("# Changelog\n\n## {heading}\n\n* this\n"), "1.2.0");
        assert!(is_dated("1.2.0 - 2026-11-23"));
        for heading in
            ["1.2.0", "1.2.0 - not released yet", "1.2.0 - 2026-13-01", "1.2.0 2026-11-23", "1.2.1 - 2026-11-23"]
        {
            assert!(!is_dated(heading), "{heading}");
        }
    }

    #[test]
    fn the_notes_have_the_changes_and_every_hash() {
        let module = Module { name: "worker".into(), bytes: 3, gzip: 2, sha256: "aa".into() };
        let sum = Sum { name: "a.tgz".into(), bytes: 5, sha256: "bb".into() };
        let unchecked = ["advisories: no network".to_owned()];
        let again = Some(Again { files: 9 });
        let facts = Facts { modules: &[module], again, sums: &[sum], unchecked: &unchecked };
        let notes = text("1.2.0", "* this", &facts);
        for part in [
            "# HelpThread Edge 1.2.0\n\n* this\n",
            "| worker | 3 | 2 | `aa` |",
            "| a.tgz | 5 | `bb` |",
            "9 files",
            "made: advisories: no network.",
        ] {
            assert!(notes.contains(part), "{part} is not in {notes}");
        }
    }
}
