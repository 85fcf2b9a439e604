//! What an administrator does with curl (api-v1.md §9), so that tests have credentials and webhooks to work with.

use helpthread_tests::http::Answer;
use serde_json::{Value, json};

use crate::api::Api;
use crate::curl::{Call, Credential};

/// The token of the development server.
const TOKEN: &str = "sandbox_admin_dev";

impl Api {
    /// A call of the administration with the token.
    pub(crate) fn administer(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let call = Call::to(&format!("{}/_admin{path}", self.origin()))
            .method(method)
            .authorization(&format!("Bearer {TOKEN}"));
        match body {
            Some(body) => call.header("Content-Type: application/json").body(body.to_string()).answer(),
            None => call.answer(),
        }
    }

    /// Streams lines into a workspace.
    pub(crate) fn import(&self, workspace: &str, lines: impl Into<Vec<u8>>) -> Answer {
        let call = Call::to(&format!("{}/_admin/workspaces/{workspace}/import", self.origin())).method("POST");
        call.authorization(&format!("Bearer {TOKEN}")).header("Content-Type: application/x-ndjson").body(lines).answer()
    }

    /// A new workspace with a limit of so many requests a minute: its name and its credential.
    pub(crate) fn workspace(&self, requests_per_minute: u32) -> (String, Credential) {
        let asked = json!({ "plan": { "enterprise": requests_per_minute }, "agents": [] });
        let answer = self.administer("POST", "/workspaces", Some(&asked));
        assert_eq!(answer.status, 201, "{}", answer.text());
        let data = &answer.json()["data"];
        (data["workspace"].as_str().expect("a name").to_owned(), credential_in(&data["credential"]))
    }

    /// A new credential of the demo workspace.
    pub(crate) fn credential(&self, scopes: &[&str]) -> Credential {
        let asked = json!({ "workspace": "abc123", "scopes": scopes });
        let answer = self.administer("POST", "/credentials", Some(&asked));
        assert_eq!(answer.status, 201, "{}", answer.text());
        credential_in(&answer.json()["data"])
    }

    /// The delivery log of the demo workspace, newest first, one page of it.
    pub(crate) fn deliveries(&self) -> Vec<Value> {
        let answer = self.administer("GET", "/deliveries?workspace=abc123&limit=100", None);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["data"].as_array().cloned().expect("a list")
    }
}

fn credential_in(data: &Value) -> Credential {
    let text = |field: &str| data[field].as_str().expect("a credential has it").to_owned();
    Credential { key: text("key"), secret: text("secret") }
}
