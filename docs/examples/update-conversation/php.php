<?php
// Changes a conversation's status or assignee.
declare(strict_types=1);

$baseUrl = getenv('HELPTHREAD_BASE_URL') ?: 'https://api.helpthread.com/v1';
$workspaceKey = getenv('HELPTHREAD_WORKSPACE_KEY');
$workspaceSecret = getenv('HELPTHREAD_WORKSPACE_SECRET');

// The string that is signed and sent.
$body = json_encode([
    'status' => 'pending',
    'assignee_id' => 'usr_01HXYZ7A6B5C4D3E2F1G0H9J8K',
], JSON_THROW_ON_ERROR);
$timestamp = time();
$signature = hash_hmac('sha256', $body, $workspaceSecret);

$request = curl_init($baseUrl . '/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A');
curl_setopt_array($request, [
    CURLOPT_CUSTOMREQUEST => 'PATCH',
    CURLOPT_HTTPHEADER => [
        'Accept: application/json',
        'Content-Type: application/json',
        "Authorization: HTHMAC workspace_key=\"$workspaceKey\", signature=\"sha256=$signature\", timestamp=\"$timestamp\"",
    ],
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
$response = curl_exec($request);
if ($response === false) {
    throw new RuntimeException(curl_error($request));
}
echo $response, "\n";
