<?php
// Registers an endpoint for conversation events.
declare(strict_types=1);

$baseUrl = getenv('HELPTHREAD_BASE_URL') ?: 'https://api.helpthread.com/v1';
$workspaceKey = getenv('HELPTHREAD_WORKSPACE_KEY');
$workspaceSecret = getenv('HELPTHREAD_WORKSPACE_SECRET');

// The string that is signed and sent.
$body = json_encode([
    'url' => 'https://crm.example.com/webhooks/helpthread',
    'events' => ['conversation.created', 'conversation.updated', 'message.created'],
    'active' => true,
], JSON_THROW_ON_ERROR);
$timestamp = time();
$signature = hash_hmac('sha256', $body, $workspaceSecret);

$request = curl_init($baseUrl . '/webhooks');
curl_setopt_array($request, [
    CURLOPT_CUSTOMREQUEST => 'POST',
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
