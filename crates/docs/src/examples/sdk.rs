//! The same call through `@helpthread/node`, which signs, retries and names the errors.

use helpthread_core::endpoint::{Endpoint, Operation};

use super::Request;
use crate::json_text::{Json, Language};

pub(super) fn written(endpoint: &Endpoint, request: &Request<'_>) -> String {
    let (path, query) = request.path.split_once('?').unwrap_or((request.path, ""));
    let id = path.split('/').nth(2).unwrap_or_default();
    let arguments = match &request.body {
        // The author is always an agent: the package says so by itself.
        Some(Json::Object(fields)) => {
            let fields = fields.iter().filter(|(name, _)| name != "author_type").cloned().collect();
            Json::Object(fields).written(Language::Script, 0)
        }
        _ => filters(query),
    };
    let call = match endpoint.operation {
        Operation::ListConversations => format!("client.conversations.list({arguments})"),
        Operation::CreateMessage => format!("client.conversations.messages.create(\"{id}\", {arguments})"),
        Operation::UpdateConversation => format!("client.conversations.update(\"{id}\", {arguments})"),
        Operation::ListCustomerConversations => format!("client.customers.conversations.list(\"{id}\", {arguments})"),
        Operation::CreateWebhook => format!("client.webhooks.create({arguments})"),
    };
    let name = match endpoint.operation {
        Operation::ListConversations | Operation::ListCustomerConversations => "page",
        Operation::CreateMessage => "message",
        Operation::UpdateConversation => "conversation",
        Operation::CreateWebhook => "webhook",
    };
    format!(
        r#"// {}
import {{ HelpThread }} from "@helpthread/node";

// The credential comes from HELPTHREAD_WORKSPACE_KEY and HELPTHREAD_WORKSPACE_SECRET.
const client = new HelpThread({{ baseUrl: process.env.HELPTHREAD_BASE_URL }});

const {name} = await {call};
console.log(JSON.stringify({name}));
"#,
        request.summary
    )
}

/// A query as the object that the package takes.
fn filters(query: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let pairs: Vec<String> = pairs
        .map(|(name, value)| {
            if value.bytes().all(|byte| byte.is_ascii_digit()) {
                format!("{name}: {value}")
            } else {
                format!("{name}: \"{value}\"")
            }
        })
        .collect();
    let line = format!("{{ {} }}", pairs.join(", "));
    if line.len() < 80 { line } else { format!("{{\n  {},\n}}", pairs.join(",\n  ")) }
}
