//! What the project's documents say exists does: files, tasks, settings, and a test behind every security claim.

use std::fs;

use xtask::repository;

const DOCUMENTS: [&str; 8] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "bench/README.md",
    "npm/node/README.md",
    "npm/widget/README.md",
];

fn read(path: &str) -> String {
    fs::read_to_string(repository::path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The targets of a text's inline links and pictures.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

#[test]
fn every_relative_link_leads_to_a_file() {
    for document in DOCUMENTS {
        let folder = repository::path(document).parent().expect("a document is in a folder").to_owned();
        for link in links(&read(document)).filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or_default();
            assert!(folder.join(file).exists(), "{document} links to {link}, which does not exist");
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

#[test]
fn every_task_and_option_that_is_named_exists() {
    let help = xtask::tasks::help();
    for document in DOCUMENTS {
        for mention in read(document).split("cargo xtask ").skip(1) {
            let mut words = mention.split(|character: char| character.is_whitespace() || "`,.;".contains(character));
            let task = words.next().unwrap_or_default();
            let is_a_task = task.bytes().all(|byte| byte.is_ascii_lowercase()) && !task.is_empty();
            if is_a_task {
                assert!(help.contains(&format!("cargo xtask {task}")), "{document} names the task {task}");
            }
            if let Some(option) = words.next().filter(|word| word.starts_with("--")) {
                assert!(help.contains(option), "{document} names {option}");
            }
        }
    }
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
