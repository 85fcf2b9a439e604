//! Thousands of requests that the `OpenAPI` document allows, and thousands that it does not, made by Schemathesis and signed by
//! its hook (schemathesis/hooks.py). Every answer must be one that the document describes, in status, headers and body; what
//! breaks the document must be refused, what keeps it must not; and no request at all may be a 500.
//!
//! `SCHEMATHESIS_SECONDS=600 SCHEMATHESIS_SEED=7 cargo test --package helpthread-tests schemathesis` goes on for longer.

use std::env;
use std::process::Command;

use serde_json::{Value, json};
use xtask::{repository, setup};

use crate::api::Api;
use crate::openapi::DOCUMENT;

const CUSTOMERS: usize = 5;
const CONVERSATIONS: usize = 60;
/// Requests per operation and phase, unless a time is given.
const REQUESTS: &str = "100";

/// A workspace that no limit slows down, with conversations in every status, as the hooks want it.
fn workspace(api: &Api) -> Value {
    let asked = json!({ "plan": { "enterprise": u32::MAX }, "agents": ["Amelia", "Jonas"] });
    let made = api.administer("POST", "/workspaces", Some(&asked)).json()["data"].clone();
    let agents: Vec<&Value> = made["agents"].as_array().expect("agents").iter().map(|agent| &agent["id"]).collect();
    let customers: Vec<String> = (0..CUSTOMERS).map(|number| format!("cus_{number}")).collect();
    let conversations: Vec<String> = (0..CONVERSATIONS).map(|number| format!("cnv_{number}")).collect();
    let lines = conversations.iter().enumerate().map(|(number, id)| {
        let at = format!("2024-05-13T14:24:{:02}Z", number % 60);
        json!({
            "id": id, "customer_id": (customers[number % CUSTOMERS]), "subject": "Grüße 👋",
            "status": (["open", "pending", "closed"][number % 3]), "assignee_id": (agents[number % 2]),
            "created_at": at, "updated_at": at, "last_message_at": at,
        })
    });
    let lines: Vec<String> = lines.map(|line| line.to_string()).collect();
    let imported = api.import(made["workspace"].as_str().expect("a name"), lines.join("\n"));
    assert_eq!(imported.status, 200, "{}", imported.text());
    json!({
        "key": made["credential"]["key"], "secret": made["credential"]["secret"],
        "agents": agents, "customers": customers, "conversations": conversations,
    })
}

#[test]
fn every_answer_is_one_that_the_document_describes() {
    let api = Api::start();
    let folder = repository::path("tests/conformance/schemathesis");
    let mut schemathesis = Command::new(setup::python::program("st"));
    schemathesis.arg("--config-file").arg(folder.join("schemathesis.toml")).arg("run").arg(repository::path(DOCUMENT));
    schemathesis.args(["--url", &api.base_url(), "--no-color"]);
    schemathesis.args(["--seed", &env::var("SCHEMATHESIS_SEED").unwrap_or_else(|_| "1".to_owned())]);
    match env::var("SCHEMATHESIS_SECONDS") {
        Ok(seconds) => schemathesis.args(["--max-time", &seconds]),
        Err(_) => schemathesis.args(["--max-examples", REQUESTS]),
    };
    schemathesis.env("WORKSPACE", workspace(&api).to_string()).env("PYTHONPATH", &folder);
    // Whatever it leaves behind is left in `target`.
    schemathesis.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(setup::python::program("st").with_file_name(""));
    let output = schemathesis.output().unwrap_or_else(|error| panic!("{error}: run cargo xtask test contract"));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    // Requests that nobody made prove nothing.
    let made = text.lines().find_map(|line| line.trim().split_once(" generated, ")?.0.replace(',', "").parse().ok());
    assert!(made.is_some_and(|made: usize| made > 500), "{text}");
    assert!(text.contains("Tested: 5"), "{text}");
    assert!(!api.log().contains("fault"), "{}", api.log());
}
