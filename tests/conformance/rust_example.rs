//! The example of `helpthread-core`, run as its first lines say: the project's own signing against the server, where the other files
//! sign by hand.

use std::env;
use std::process::{Command, Output};

use xtask::repository;

use crate::api::{Api, api};
use crate::curl::{KEY, SECRET};

fn example(api: &Api, secret: &str) -> Output {
    let mut run = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    run.current_dir(repository::root()).args([
        "run",
        "--quiet",
        "--package",
        "helpthread-core",
        "--example",
        "list_conversations",
        "--",
    ]);
    run.arg(api.base_url()).env("HELPTHREAD_WORKSPACE_KEY", KEY).env("HELPTHREAD_WORKSPACE_SECRET", secret);
    run.output().expect("cargo runs")
}

#[test]
fn the_example_prints_the_open_conversations() {
    let api = api();
    let output = example(&api, SECRET);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = api.page("/conversations?status=open&limit=25");
    let subjects: Vec<&str> =
        page["data"].as_array().unwrap().iter().filter_map(|row| row["subject"].as_str()).collect();
    assert!(!subjects.is_empty());
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().collect::<Vec<_>>(), subjects);
}

#[test]
fn with_another_secret_the_example_says_that_it_was_refused() {
    let output = example(&api(), "whsec_test_of_somebody_else");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("401"), "{said}");
    assert!(!said.contains("somebody_else"), "{said}");
}
