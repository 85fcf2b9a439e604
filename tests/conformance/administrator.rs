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

    /// A new credential of the demo workspace.
    pub(crate) fn credential(&self, scopes: &[&str]) -> Credential {
        let asked = json!({ "workspace": "abc123", "scopes": scopes });
        let answer = self.administer("POST", "/credentials", Some(&asked));
        assert_eq!(answer.status, 201, "{}", answer.text());
        let data = &answer.json()["data"];
        let text = |field: &str| data[field].as_str().expect("a credential has it").to_owned();
        Credential { key: text("key"), secret: text("secret") }
    }

    /// The delivery log of the demo workspace, newest first, one page of it.
    pub(crate) fn deliveries(&self) -> Vec<Value> {
        let answer = self.administer("GET", "/deliveries?workspace=abc123&limit=100", None);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["data"].as_array().cloned().expect("a list")
    }
}
