//! What is checked in is what the generator writes, whole, linked and small.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use helpthread_docs::recorded::Recorded;
use helpthread_docs::{Pack, pack};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn generated() -> Pack {
    let recorded = Recorded::read(&docs().join("recorded")).expect("docs/recorded can be read");
    pack(&recorded).unwrap_or_else(|problem| panic!("{problem}"))
}

/// The files that are checked in, but for pictures and recordings.
fn checked_in() -> BTreeMap<String, String> {
    fn collect(folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("docs/ can be read") {
            let path = entry.expect("docs/ can be read").path();
            let name = path.strip_prefix(docs()).expect("below docs/").to_string_lossy().replace('\\', "/");
            if name == "images" || name == "recorded" {
                continue;
            }
            if path.is_dir() {
                collect(&path, files);
            } else {
                files.insert(name, fs::read_to_string(path).expect("text"));
            }
        }
    }
    let mut files = BTreeMap::new();
    collect(&docs(), &mut files);
    files
}

#[test]
fn what_is_checked_in_is_what_is_generated() {
    let (generated, checked_in) = (generated(), checked_in());
    let names: BTreeSet<&String> = generated.keys().chain(checked_in.keys()).collect();
    let differing: Vec<_> = names.into_iter().filter(|name| generated.get(*name) != checked_in.get(*name)).collect();
    assert!(differing.is_empty(), "docs/ is not up to date: {differing:?}; again: cargo xtask docs");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    assert_eq!(generated(), generated());
}

#[test]
fn an_example_that_did_not_run_as_it_is_cannot_be_rendered() {
    let recorded = Recorded::read(&docs().join("recorded")).expect("docs/recorded can be read");
    let mut files = recorded.files().clone();
    let ran = files.get_mut("ran.txt").expect("ran.txt");
    *ran = ran.replacen(|character: char| character.is_ascii_hexdigit(), "x", 1);
    let problem = pack(&Recorded::of(files)).expect_err("one has not run");
    assert!(problem.contains("has not run since it changed"), "{problem}");
}

#[test]
fn an_error_that_no_request_produced_cannot_be_rendered() {
    let recorded = Recorded::read(&docs().join("recorded")).expect("docs/recorded can be read");
    let mut files = recorded.files().clone();
    let errors = files.get_mut("errors-api.json").expect("errors-api.json");
    *errors = errors.replace("\"conflict\"", "\"another\"");
    let problem = pack(&Recorded::of(files)).expect_err("one was not produced");
    assert!(problem.contains("no request has produced conflict"), "{problem}");
}

/// Whether a file has this extension.
fn is_a(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|known| known == extension)
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    html.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pack = generated();
    let pages: Vec<(&String, &String)> = pack.iter().filter(|(name, _)| is_a(name, "html")).collect();
    assert!(pages.len() > 20, "{} pages", pages.len());
    for (name, html) in &pages {
        for link in values(html, "href") {
            if link.contains("://") {
                assert!(link.starts_with("https://"), "{name}: {link}");
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { Some(*html) } else { pack.get(file) };
            let target = target.unwrap_or_else(|| panic!("{name} links to {link}, which does not exist"));
            assert!(
                anchor.is_empty() || values(target, "id").contains(&anchor),
                "{name} links to {link}: no such anchor"
            );
        }
    }
}

#[test]
fn every_link_of_the_markdown_leads_to_a_file() {
    let pack = generated();
    for (name, text) in pack.iter().filter(|(name, _)| is_a(name, "md") && !name.contains('/')) {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let is_local = !link.contains("://") && !file.is_empty() && !link.contains(' ');
            assert!(!is_local || pack.contains_key(file), "{name} links to {link}, which does not exist");
        }
    }
}

#[test]
fn anchors_of_a_page_are_unique() {
    for (name, html) in generated().iter().filter(|(name, _)| is_a(name, "html")) {
        let ids = values(html, "id");
        let unique: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: {ids:?}");
    }
}

#[test]
fn every_page_has_a_markdown_twin_and_names_it() {
    let pack = generated();
    for (name, html) in pack.iter().filter(|(name, _)| is_a(name, "html")) {
        let twin = name.replace(".html", ".md");
        assert!(pack.contains_key(&twin) && values(html, "href").contains(&twin.as_str()), "{name}");
    }
}

#[test]
fn nothing_is_left_to_fill_in_and_no_page_but_the_debuggers_has_a_script() {
    for (name, text) in &generated() {
        assert!(!text.contains("{{operations") && !text.contains("{{example"), "{name}");
        let scripts = text.matches("<script").count();
        let expected = usize::from(name == "authentication.html");
        assert!(!is_a(name, "html") || scripts == expected, "{name} has {scripts} scripts");
        assert!(!is_a(name, "html") || (!text.contains(" style=\"") && !text.contains("<style")), "{name}: a style");
    }
}
