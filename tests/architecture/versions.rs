//! One version, decided in the root `Cargo.toml`; and one set of settings, whichever way the proxy is deployed.

use std::fs;

use serde_json::Value;
use xtask::release::{changes, versions};
use xtask::repository;

use crate::documents::prose;
use crate::sources::sources;
use crate::{packages, text};

fn read(path: &str) -> String {
    fs::read_to_string(repository::path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_package_has_the_workspaces_version() {
    assert_eq!(versions::differing().expect("the manifests"), [""; 0], "Cargo.toml says {}", versions::ours().unwrap());
}

#[test]
fn the_changelog_says_what_is_in_this_version_and_has_nothing_above_it() {
    let version = versions::ours().unwrap();
    assert!(changes(&version).is_ok_and(|changes| changes.contains("* ")), "CHANGELOG.md has no section {version}");
    let changelog = read("CHANGELOG.md");
    let first =
        changelog.lines().find_map(|line| line.strip_prefix("## ")).and_then(|heading| heading.split(' ').next());
    assert_eq!(
        first,
        Some(version.as_str()),
        "a version is raised in Cargo.toml when its first change is written down"
    );
}

#[test]
fn no_document_names_another_version_of_a_package() {
    let version = versions::ours().unwrap();
    let templates = sources(&["md", "jsonc"]).into_iter().chain(prose());
    for (name, said) in templates {
        for package in ["@helpthread/node@", "@helpthread/widget@", "@helpthread/worker@"] {
            for mention in said.split(package).skip(1) {
                let named: String = mention.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
                assert!(named == version || named == "latest" || named.is_empty(), "{name} names {package}{named}");
            }
        }
    }
}

/// `wrangler.jsonc` of the template, whose comments have lines of their own.
fn template() -> Value {
    let settings = read("npm/worker/template/wrangler.jsonc");
    let code: Vec<&str> = settings.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    serde_json::from_str(&code.join("\n")).expect("the template is JSON with comments in lines of their own")
}

/// The values under a heading of `wrangler.toml`, as they stand there; at first those without a heading.
fn table<'a>(toml: &'a str, heading: &str) -> Vec<(&'a str, &'a str)> {
    let lines: Vec<&str> = match heading {
        "" => toml.lines().take_while(|line| !line.starts_with('[')).collect(),
        _ => {
            toml.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('[')).collect()
        }
    };
    lines.into_iter().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
}

/// The headings of `wrangler.toml`, and where the template has the same; the bindings of the hubs are looked at by themselves, and the
/// template has nothing to build.
const HEADINGS: [(&str, Option<&str>); 7] = [
    ("[build]", None),
    ("[vars]", Some("/vars")),
    ("[secrets]", Some("/secrets")),
    ("[durable_objects]", None),
    ("[[migrations]]", Some("/migrations/0")),
    ("[observability]", Some("/observability")),
    ("[observability.logs]", Some("/observability/logs")),
];

#[test]
fn the_template_deploys_what_the_repositorys_own_configuration_does() {
    let (template, ours) = (template(), read("wrangler.toml"));
    let headings: Vec<&str> = ours.lines().filter(|line| line.starts_with('[')).collect();
    assert_eq!(
        headings,
        HEADINGS.map(|(heading, _)| heading),
        "wrangler.toml has another table: is it in the template?"
    );
    for (heading, place) in HEADINGS {
        let Some(place) = place.map(|place| template.pointer(place).unwrap_or(&Value::Null)) else { continue };
        let values = table(&ours, heading);
        for (name, value) in &values {
            assert_eq!(place[name].to_string(), value.replace(", ", ","), "{heading} {name}");
        }
        // What is an object has a heading of its own.
        let scalars = place.as_object().map(|place| place.values().filter(|value| !value.is_object()).count());
        assert_eq!(scalars, Some(values.len()), "{heading}: the template has something else");
    }
    for name in ["name", "compatibility_date"] {
        let value = table(&ours, "").into_iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        assert_eq!(Some(template[name].to_string().as_str()), value, "{name}");
    }
    let bindings = template["durable_objects"]["bindings"].as_array().expect("the hubs").iter();
    let bindings: Vec<String> = bindings
        .map(|binding| format!("{{ name = {}, class_name = {} }}", binding["name"], binding["class_name"]))
        .collect();
    assert_eq!(bindings.len(), 2);
    assert!(bindings.iter().all(|binding| ours.contains(binding)), "{bindings:?}");
}

#[test]
fn the_packages_types_have_every_setting_that_the_proxy_reads_and_no_other() {
    let is_setting =
        |name: &&str| name.contains('_') && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let settings = read("crates/policy/src/config/settings.rs");
    let read_by_the_proxy: Vec<&str> = settings.split('"').skip(1).step_by(2).filter(is_setting).collect();
    let types = read("npm/worker/src/index.d.ts");
    let declared: Vec<&str> =
        types.lines().filter_map(|line| line.trim_start().split([':', '?']).next()).filter(is_setting).collect();
    for name in &read_by_the_proxy {
        assert!(declared.contains(name), "npm/worker/src/index.d.ts has no {name}");
    }
    let hubs = ["CUSTOMER_HUBS", "WORKSPACE_HUB"];
    for name in declared {
        assert!(hubs.contains(&name) || read_by_the_proxy.contains(&name), "the proxy does not read {name}");
    }
}

#[test]
fn what_is_published_carries_the_projects_licences() {
    for folder in ["crates/core", "npm/node", "npm/widget", "npm/worker"] {
        for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert_eq!(read(&format!("{folder}/{name}")), read(name), "{folder}/{name}");
        }
    }
}

#[test]
fn only_the_core_is_published_to_a_registry_of_crates() {
    for package in packages() {
        // Cargo lists the registries that a package may go to: none for `publish = false`, null for any.
        let is_published = package["publish"].is_null();
        assert_eq!(is_published, text(package, "name") == "helpthread-core", "{}", text(package, "name"));
    }
}
