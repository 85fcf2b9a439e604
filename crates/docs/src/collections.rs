//! The operations as collections that people open in Bruno and Postman. Both sign each request in a script, and both check the status.

use std::collections::BTreeMap;

use helpthread_core::endpoint::{ENDPOINTS, Endpoint};
use serde_json::{Value, json};

use crate::json_text::{Json, Language};
use crate::operation;

/// What signs a request in Bruno, and in Postman.
const BRUNO_SCRIPT: &str = include_str!("collections/sign.bruno.js");
const POSTMAN_SCRIPT: &str = include_str!("collections/sign.postman.js");
const BRUNO_README: &str = include_str!("collections/bruno.md");

const BASE_URL: &str = "https://api.helpthread.com/v1";

/// The files, by their place below `docs/`.
pub(crate) fn files() -> BTreeMap<String, String> {
    let bruno = |name: &str| format!("collections/bruno/{name}");
    let mut files = BTreeMap::from([
        ("collections/postman.json".to_owned(), pretty(&postman())),
        (bruno("bruno.json"), pretty(&json!({ "version": "1", "name": "HelpThread API v1", "type": "collection" }))),
        (
            bruno("collection.bru"),
            format!("auth {{\n  mode: none\n}}\n\nscript:pre-request {{\n{}}}\n", indented(BRUNO_SCRIPT)),
        ),
        (bruno("environments/HelpThread.bru"), environment(BASE_URL)),
        (bruno("environments/Sandbox.bru"), environment("http://127.0.0.1:8789/v1")),
        (bruno("README.md"), BRUNO_README.to_owned()),
    ]);
    for (index, endpoint) in ENDPOINTS.iter().enumerate() {
        let name = format!("{}.bru", operation::slug(endpoint.operation));
        files.insert(bruno(&name), bruno_request(endpoint, index + 1));
    }
    files
}

fn pretty(value: &Value) -> String {
    let text = value.to_string();
    Json::parse(&text).map_or(text, |json| json.written(Language::Json, 0)) + "\n"
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

/// Key and secret are secrets: Bruno keeps them out of the files.
fn environment(base_url: &str) -> String {
    format!("vars {{\n  baseUrl: {base_url}\n}}\nvars:secret [\n  workspaceKey,\n  workspaceSecret\n]\n")
}

fn bruno_request(endpoint: &Endpoint, order: usize) -> String {
    let body = endpoint.example.body;
    let mode = if body.is_some() { "text" } else { "none" };
    let content_type = if body.is_some() { "\n  Content-Type: application/json" } else { "" };
    let mut blocks = vec![
        format!("meta {{\n  name: {}\n  type: http\n  seq: {order}\n}}\n", operation::title(endpoint.operation)),
        format!(
            "{} {{\n  url: {{{{baseUrl}}}}{}\n  body: {mode}\n  auth: none\n}}\n",
            endpoint.method.as_str().to_lowercase(),
            endpoint.example.path,
        ),
    ];
    if let Some((_, query)) = endpoint.example.path.split_once('?') {
        let pairs: Vec<String> = query.split('&').map(|pair| pair.replacen('=', ": ", 1)).collect();
        blocks.push(format!("params:query {{\n  {}\n}}\n", pairs.join("\n  ")));
    }
    blocks.push(format!("headers {{\n  Accept: application/json{content_type}\n}}\n"));
    if let Some(body) = body {
        blocks.push(format!("body:text {{\n  {body}\n}}\n"));
    }
    blocks.push(format!("assert {{\n  res.status: eq {}\n}}\n", endpoint.status));
    blocks.push(format!("docs {{\n  {}\n}}\n", endpoint.summary));
    blocks.join("\n")
}

fn postman() -> Value {
    let script = |listen: &str, text: &str| {
        json!({
            "listen": listen, "script": { "type": "text/javascript", "exec": text.lines().collect::<Vec<_>>() },
        })
    };
    let items: Vec<Value> = ENDPOINTS
        .iter()
        .map(|endpoint| {
            let status = endpoint.status;
            let check = format!("pm.test(\"{status}\", () => pm.response.to.have.status({status}));");
            json!({
                "name": operation::title(endpoint.operation),
                "request": postman_request(endpoint),
                "event": [script("test", &check)],
            })
        })
        .collect();
    let variable = |key: &str, value: &str| json!({ "key": key, "value": value });
    json!({
        "info": {
            "name": "HelpThread API v1",
            "description": "Fill in workspaceKey and workspaceSecret. Each request is signed before it is sent.",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "variable": [variable("baseUrl", BASE_URL), variable("workspaceKey", ""), variable("workspaceSecret", "")],
        "event": [script("prerequest", POSTMAN_SCRIPT)],
        "item": items,
    })
}

fn postman_request(endpoint: &Endpoint) -> Value {
    let header = |key: &str| json!({ "key": key, "value": "application/json" });
    let (path, query) = endpoint.example.path.split_once('?').unwrap_or((endpoint.example.path, ""));
    let mut url = json!({
        "raw": format!("{{{{baseUrl}}}}{}", endpoint.example.path),
        "host": ["{{baseUrl}}"],
        "path": path.split('/').skip(1).collect::<Vec<_>>(),
    });
    if !query.is_empty() {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        url["query"] = pairs.map(|(key, value)| json!({ "key": key, "value": value })).collect();
    }
    let mut request = json!({
        "method": endpoint.method.as_str(),
        "description": endpoint.summary,
        "header": [header("Accept")],
        "url": url,
    });
    if let Some(body) = endpoint.example.body {
        request["header"] = json!([header("Accept"), header("Content-Type")]);
        request["body"] = json!({ "mode": "raw", "raw": body });
    }
    request
}
