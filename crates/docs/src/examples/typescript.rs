//! TypeScript without a package: `node:crypto` signs, `fetch` sends.

use super::Request;
use crate::json_text::Language;

pub(super) fn written(request: &Request<'_>) -> String {
    let Request { summary, method, path, body, .. } = request;
    let has_body = body.is_some();
    let body = match body {
        Some(body) => format!(
            "// The string that is signed and sent.\nconst body = JSON.stringify({});",
            body.written(Language::Script, 0)
        ),
        None => "const body = \"\"; // no body: the empty string is signed".to_owned(),
    };
    let content_type = if has_body { "    \"Content-Type\": \"application/json\",\n" } else { "" };
    let sent = if has_body { "  body,\n" } else { "" };
    format!(
        r#"// {summary}
import {{ createHmac }} from "node:crypto";

const {{
  HELPTHREAD_BASE_URL: baseUrl = "https://api.helpthread.com/v1",
  HELPTHREAD_WORKSPACE_KEY: workspaceKey = "",
  HELPTHREAD_WORKSPACE_SECRET: workspaceSecret = "",
}} = process.env;

{body}
const timestamp = Math.floor(Date.now() / 1000);
const signature = createHmac("sha256", workspaceSecret).update(body).digest("hex");

const response = await fetch(`${{baseUrl}}{path}`, {{
  method: "{method}",
  headers: {{
    Accept: "application/json",
{content_type}    Authorization: `HTHMAC workspace_key="${{workspaceKey}}", signature="sha256=${{signature}}", timestamp="${{timestamp}}"`,
  }},
{sent}}});
if (!response.ok) throw new Error(`${{response.status}}: ${{await response.text()}}`);
console.log(await response.text());
"#
    )
}
