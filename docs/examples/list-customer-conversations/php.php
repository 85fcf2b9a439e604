<?php
// Lists one customer's conversations, newest first.
declare(strict_types=1);

$baseUrl = getenv('HELPTHREAD_BASE_URL') ?: 'https://api.helpthread.com/v1';
$workspaceKey = getenv('HELPTHREAD_WORKSPACE_KEY');
$workspaceSecret = getenv('HELPTHREAD_WORKSPACE_SECRET');

$body = ''; // no body: the empty string is signed
$timestamp = time();
$signature = hash_hmac('sha256', $body, $workspaceSecret);

$request = curl_init($baseUrl . '/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations?limit=25');
curl_setopt_array($request, [
    CURLOPT_CUSTOMREQUEST => 'GET',
    CURLOPT_HTTPHEADER => [
        'Accept: application/json',
        "Authorization: HTHMAC workspace_key=\"$workspaceKey\", signature=\"sha256=$signature\", timestamp=\"$timestamp\"",
    ],
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
$response = curl_exec($request);
if ($response === false) {
    throw new RuntimeException(curl_error($request));
}
echo $response, "\n";
