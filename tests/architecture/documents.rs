//! What the project's documents and module headers say exists does: files, tasks, commands, settings and defaults; and there is a test
//! behind every security claim.

use std::fs;

use xtask::repository;
use xtask::settings::{ADMIN_TOKEN, PORT_BASE, Ports, WORKSPACE_KEY, WORKSPACE_SECRET};

use crate::sources::{sources, written};
use crate::{packages, text as field};

const DOCUMENTS: [&str; 13] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "bench/README.md",
    "bench/RESULTS.md",
    "fuzz/README.md",
    "npm/node/README.md",
    "npm/widget/README.md",
    "soak/README.md",
    "npm/worker/README.md",
    "crates/core/README.md",
];

fn read(path: &str) -> String {
    fs::read_to_string(repository::path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The targets of a text's inline links and pictures.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// Whether a document has a heading of this name, as GitHub makes names of headings.
fn has_heading(text: &str, name: &str) -> bool {
    let named = |heading: &str| {
        let joined = heading.trim().to_lowercase().replace(' ', "-");
        joined.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect::<String>()
    };
    text.lines().filter(|line| line.starts_with('#')).any(|line| named(line.trim_start_matches('#')) == name)
}

#[test]
fn every_relative_link_leads_to_a_file_and_to_a_heading_of_it() {
    for document in DOCUMENTS {
        let folder = repository::path(document).parent().expect("a document is in a folder").to_owned();
        for link in links(&read(document)).filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { repository::path(document) } else { folder.join(file) };
            assert!(file.exists(), "{document} links to {link}, which does not exist");
            if !heading.is_empty() {
                let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{document}, {link}: {error}"));
                assert!(has_heading(&text, heading), "{document} links to {link}, and there is no such heading");
            }
        }
    }
}

#[test]
fn every_security_claim_links_to_its_test() {
    let text = read("SECURITY.md");
    let claims = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| attack"));
    let claims: Vec<&str> = claims.collect();
    assert!(claims.len() > 20, "{} claims", claims.len());
    for claim in claims {
        let proof = claim.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        assert!(links(proof).next().is_some(), "no proof: {claim}");
    }
}

#[test]
fn every_threat_that_is_tested_is_claimed() {
    let text = read("SECURITY.md");
    let main = read("tests/threats/main.rs");
    let modules = main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    // What other files share, and not an attack of its own.
    for module in modules.filter(|module| *module != "replayed") {
        assert!(text.contains(&format!("tests/threats/{module}.rs")), "SECURITY.md does not mention {module}");
    }
}

/// The commands of a text that begin with `start`, without it. Each ends with its backticks, its line or its comment.
fn commands<'a>(text: &'a str, start: &str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(['`', '\n', '#', '"']).next())
}

#[test]
fn every_task_and_option_that_is_named_exists() {
    let mut options = 0;
    for (name, text) in prose() {
        for command in commands(&text, "cargo xtask ") {
            let mut words = command.split(|c: char| c.is_whitespace() || ",;:()|[]".contains(c));
            let task = words.next().unwrap_or_default().trim_end_matches('.');
            // `cargo xtask NAME`, and sentences that go on after `cargo xtask`.
            if task.is_empty() || !task.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                continue;
            }
            let task = xtask::tasks::find(task).unwrap_or_else(|| panic!("{name} names the task {task}: {command}"));
            for option in words.filter(|word| word.starts_with("--")) {
                options += 1;
                let known =
                    task.usage.split(|c: char| c.is_whitespace() || "[]|".contains(c)).any(|word| word == option);
                assert!(known, "{name} names {option}, which cargo xtask {} does not have", task.name);
            }
            // Only in documents does a command end where the text does.
            if let Some(rows) = command.strip_prefix("test ").filter(|_| name.rsplit('.').next() == Some("md")) {
                for row in rows.split_whitespace() {
                    let known = xtask::suite::ROWS.iter().any(|known| known.name == row) || row == "NAME";
                    assert!(known, "{name} names the row {row}");
                }
            }
        }
    }
    assert!(options > 30, "{options} options were found");
}

#[test]
fn every_folder_of_the_map_exists() {
    for document in ["README.md", "ARCHITECTURE.md"] {
        for row in read(document).lines().filter(|line| line.starts_with("| `")) {
            let first = row.split('|').nth(1).unwrap_or_default();
            for name in first.split('`').skip(1).step_by(2).filter(|name| !name.contains(char::is_uppercase)) {
                assert!(repository::path(name).exists(), "{document} maps {name}");
            }
        }
    }
}

#[test]
fn every_setting_of_the_readme_is_read_and_every_setting_that_is_read_is_there() {
    let settings = read("crates/policy/src/config/settings.rs");
    let text = read("README.md");
    let named = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let named: Vec<&str> =
        named.filter(|name| name.contains('_') && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')).collect();
    for name in &named {
        assert!(settings.contains(&format!("\"{name}\"")), "the proxy does not read {name}");
    }
    let read_by_the_proxy = settings.split('"').skip(1).step_by(2);
    let is_setting = |name: &&str| name.contains('_') && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    for name in read_by_the_proxy.filter(is_setting) {
        assert!(named.contains(&name), "README.md does not explain {name}");
    }
}

/// What stands in backticks, a line at a time.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// The documents, and of every source the comments.
pub(crate) fn prose() -> Vec<(String, String)> {
    let comment = |line: &&str| ["//", "*", "/*", "#"].iter().any(|start| line.trim_start().starts_with(start));
    let comments = sources(&["rs", "js", "mjs", "cjs", "ts", "capnp", "py"]).into_iter();
    let comments = comments.map(|(name, text)| (name, text.lines().filter(comment).collect::<Vec<_>>().join("\n")));
    // The documentation's own pages too, and what they are made from.
    sources(&["md"]).into_iter().chain(comments).collect()
}

/// A path from the root, whose first part exists: whatever else has a slash in it is a route, a type or a package.
fn is_a_path(quoted: &str) -> bool {
    let is_plain = quoted.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
    let first = quoted.split('/').next().unwrap_or_default();
    is_plain
        && !first.starts_with('.')
        && quoted.trim_end_matches('/').contains('/')
        && !first.is_empty()
        && repository::path(first).exists()
}

#[test]
fn every_path_that_is_named_exists() {
    let mut paths = 0;
    for (name, text) in prose() {
        // What a build leaves behind is there only after it.
        let made = |path: &str| path.contains("/build") || path.contains("/dist") || path.starts_with("target/");
        for path in quoted(&text).filter(|path| is_a_path(path) && !made(path)) {
            paths += 1;
            assert!(repository::path(path).exists(), "{name} names {path}, which does not exist");
        }
    }
    assert!(paths > 30, "{paths} paths were found");
}

#[test]
fn every_package_that_a_command_names_exists() {
    let names: Vec<&str> = packages().iter().map(|package| field(package, "name")).collect();
    for document in DOCUMENTS {
        let text = read(document);
        for option in ["--package ", "cargo test -p ", "cargo clippy -p "] {
            for mention in text.split(option).skip(1) {
                let is_part = |character: char| character.is_ascii_alphanumeric() || character == '-';
                let package = mention.split(|character| !is_part(character)).next().unwrap_or_default();
                assert!(names.contains(&package), "{document} names the package {package}");
            }
        }
    }
}

#[test]
fn every_file_that_a_command_runs_exists() {
    for document in DOCUMENTS.iter().filter(|document| !document.starts_with("npm/")) {
        for mention in read(document).split("node --test ").skip(1) {
            let file = mention.split(|c: char| c.is_whitespace() || c == '`').next().unwrap_or_default();
            assert!(repository::path(file).exists(), "{document} runs {file}");
        }
    }
}

#[test]
fn every_setting_that_is_named_is_somewhere_in_the_sources() {
    let sources = sources(&["rs", "js", "mjs", "py", "toml", "capnp"]);
    let is_setting = |name: &&str| {
        name.contains('_') && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    for document in DOCUMENTS {
        let text = read(document);
        for name in quoted(&text).filter(is_setting) {
            assert!(sources.iter().any(|(_, source)| source.contains(name)), "{document} names {name}");
        }
    }
}

#[test]
fn the_ports_of_the_readme_are_the_defaults() {
    let ports = Ports::from_base(PORT_BASE).expect("the default ports");
    let text = read("README.md");
    for (part, port) in [("dashboard", ports.dashboard), ("proxy", ports.proxy), ("api", ports.api)] {
        let line = text.lines().find(|line| line.trim_start().starts_with(part)).unwrap_or_default();
        assert!(line.ends_with(&format!("http://127.0.0.1:{port}")), "{line}");
    }
}

#[test]
fn the_credential_of_the_readme_is_the_sandboxs() {
    let credential = format!("Its credential is `{WORKSPACE_KEY}` / `{WORKSPACE_SECRET}`.");
    assert!(read("README.md").contains(&credential), "README.md does not say: {credential}");
    assert!(read("README.md").contains(&format!("Bearer {ADMIN_TOKEN}")), "README.md names another token");
}

#[test]
fn every_document_is_checked() {
    let documents: Vec<String> = written().into_iter().filter(|name| name.rsplit('.').next() == Some("md")).collect();
    // The documentation's own pages are checked by what builds them.
    for document in documents.iter().filter(|name| !name.starts_with("docs/") && !name.starts_with("crates/docs/")) {
        assert!(DOCUMENTS.contains(&document.as_str()), "{document} is not in DOCUMENTS");
    }
}
