//! A shell script: curl sends, openssl signs.

use super::Request;

pub(super) fn written(request: &Request<'_>) -> String {
    let Request { summary, method, path, body_text, .. } = request;
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        format!("# {summary}"),
        "set -eu".to_owned(),
        String::new(),
        "base_url=\"${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}\"".to_owned(),
    ];
    let what =
        if body_text.is_empty() { "no body: the empty string is signed" } else { "the bytes that are signed and sent" };
    lines.push(format!("body='{body_text}'  # {what}"));
    lines.push("timestamp=\"$(date +%s)\"".to_owned());
    lines.push("signature=\"$(printf '%s' \"$body\" |".to_owned());
    lines.push("  openssl dgst -sha256 -hmac \"$HELPTHREAD_WORKSPACE_SECRET\" -hex | awk '{print $NF}')\"".to_owned());
    lines.push("authorization=\"HTHMAC workspace_key=\\\"$HELPTHREAD_WORKSPACE_KEY\\\"\"".to_owned());
    lines.push(
        "authorization=\"$authorization, signature=\\\"sha256=$signature\\\", timestamp=\\\"$timestamp\\\"\""
            .to_owned(),
    );
    lines.push(String::new());
    lines.push(format!("curl --silent --show-error --request {method} \\"));
    lines.push(format!("  \"$base_url{path}\" \\"));
    lines.push("  --header \"Accept: application/json\" \\".to_owned());
    if body_text.is_empty() {
        lines.push("  --header \"Authorization: $authorization\"".to_owned());
    } else {
        lines.push("  --header \"Content-Type: application/json\" \\".to_owned());
        lines.push("  --header \"Authorization: $authorization\" \\".to_owned());
        lines.push("  --data-binary \"$body\"".to_owned());
    }
    lines.join("\n") + "\n"
}
