//! The collections, run by the command lines of Bruno and Postman as people's own applications run them; and the `OpenAPI` document, read
//! by a linter.

use std::process::Command;

use helpthread_core::endpoint::ENDPOINTS;
use xtask::repository;

use super::operations::reset;
use crate::api::Api;
use crate::curl::{KEY, SECRET};

/// What it prints, once it has succeeded.
fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    text
}

/// A command of an npm package, on our own Node.
fn npm(name: &str) -> Command {
    let mut command = Command::new(repository::npm_command("node"));
    command.arg(repository::npm_command(name)).current_dir(repository::path("docs/collections/bruno"));
    // They would look for newer versions of themselves.
    command.envs([("CI", "true"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"), ("REDOCLY_TELEMETRY", "off")]);
    command
}

fn variables(api: &Api, flag: &str) -> Vec<String> {
    let pairs = [("baseUrl", api.base_url()), ("workspaceKey", KEY.to_owned()), ("workspaceSecret", SECRET.to_owned())];
    pairs.into_iter().flat_map(|(name, value)| [flag.to_owned(), format!("{name}={value}")]).collect()
}

#[test]
fn brunos_own_runner_runs_the_collection() {
    let api = Api::start();
    reset(&api);
    let text = printed(npm("bru").args(["run", "--env", "Sandbox"]).args(variables(&api, "--env-var")));
    assert!(text.contains(&format!("{} Passed", ENDPOINTS.len())), "{text}");
}

#[test]
fn postmans_own_runner_runs_the_collection() {
    let api = Api::start();
    reset(&api);
    let mut newman = npm("newman");
    let report = tempfile::NamedTempFile::new().expect("a file");
    newman.args(["run", "../postman.json", "--reporters", "json", "--reporter-json-export"]).arg(report.path());
    printed(newman.args(variables(&api, "--env-var")));
    let text = std::fs::read_to_string(report.path()).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let assertions = &report["run"]["stats"]["assertions"];
    assert_eq!((assertions["total"].as_u64(), assertions["failed"].as_u64()), (Some(ENDPOINTS.len() as u64), Some(0)));
}

#[test]
fn the_openapi_document_is_valid_and_a_linter_has_nothing_to_say() {
    let mut redocly = npm("redocly");
    redocly
        .args(["lint", "--extends", "recommended", "--max-problems", "50"])
        .arg(repository::path("docs/openapi.json"));
    let text = printed(&mut redocly);
    assert!(text.contains("Your API description is valid") && !text.contains("warning"), "{text}");
}
