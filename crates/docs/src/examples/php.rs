//! PHP: `hash_hmac` signs, the curl extension sends.

use super::Request;
use crate::json_text::Language;

pub(super) fn written(request: &Request<'_>) -> String {
    let Request { summary, method, path, body, .. } = request;
    let has_body = body.is_some();
    let body = match body {
        Some(body) => format!(
            "// The string that is signed and sent.\n$body = json_encode({}, JSON_THROW_ON_ERROR);",
            body.written(Language::Php, 0)
        ),
        None => "$body = ''; // no body: the empty string is signed".to_owned(),
    };
    let content_type = if has_body { "        'Content-Type: application/json',\n" } else { "" };
    let sent = if has_body { "    CURLOPT_POSTFIELDS => $body,\n" } else { "" };
    format!(
        r#"<?php
// {summary}
declare(strict_types=1);

$baseUrl = getenv('HELPTHREAD_BASE_URL') ?: 'https://api.helpthread.com/v1';
$workspaceKey = getenv('HELPTHREAD_WORKSPACE_KEY');
$workspaceSecret = getenv('HELPTHREAD_WORKSPACE_SECRET');

{body}
$timestamp = time();
$signature = hash_hmac('sha256', $body, $workspaceSecret);

$request = curl_init($baseUrl . '{path}');
curl_setopt_array($request, [
    CURLOPT_CUSTOMREQUEST => '{method}',
    CURLOPT_HTTPHEADER => [
        'Accept: application/json',
{content_type}        "Authorization: HTHMAC workspace_key=\"$workspaceKey\", signature=\"sha256=$signature\", timestamp=\"$timestamp\"",
    ],
{sent}    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
$response = curl_exec($request);
if ($response === false) {{
    throw new RuntimeException(curl_error($request));
}}
echo $response, "\n";
"#
    )
}
