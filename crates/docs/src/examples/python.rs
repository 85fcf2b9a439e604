//! Python: `hmac` of the standard library signs, `requests` sends.

use super::Request;
use crate::json_text::Language;

pub(super) fn written(request: &Request<'_>) -> String {
    let Request { summary, method, path, body, .. } = request;
    let (import, content_type) =
        if body.is_some() { ("import json\n", "        \"Content-Type\": \"application/json\",\n") } else { ("", "") };
    let body = match body {
        Some(body) => format!(
            "# The bytes that are signed and sent.\nbody = json.dumps({}, separators=(\",\", \":\")).encode()",
            body.written(Language::Python, 0)
        ),
        None => "body = b\"\"  # no body: the empty string is signed".to_owned(),
    };
    let data = if import.is_empty() { "" } else { "    data=body,\n" };
    format!(
        r#""""{summary}"""

import hashlib
import hmac
{import}import os
import time

import requests

base_url = os.environ.get("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1")
workspace_key = os.environ["HELPTHREAD_WORKSPACE_KEY"]
workspace_secret = os.environ["HELPTHREAD_WORKSPACE_SECRET"].encode()

{body}
timestamp = int(time.time())
signature = hmac.new(workspace_secret, body, hashlib.sha256).hexdigest()

response = requests.{}(
    base_url + "{path}",
    headers={{
        "Accept": "application/json",
{content_type}        "Authorization": f'HTHMAC workspace_key="{{workspace_key}}", '
        f'signature="sha256={{signature}}", timestamp="{{timestamp}}"',
    }},
{data}    timeout=30,
)
response.raise_for_status()
print(response.text)
"#,
        method.to_lowercase()
    )
}
