<?php
// Reads every page of a list.
declare(strict_types=1);

function get(string $path): array
{
    $baseUrl = getenv('HELPTHREAD_BASE_URL') ?: 'https://api.helpthread.com/v1';
    $workspaceKey = getenv('HELPTHREAD_WORKSPACE_KEY');
    $signature = hash_hmac('sha256', '', getenv('HELPTHREAD_WORKSPACE_SECRET'));
    $timestamp = time();
    $request = curl_init($baseUrl . $path);
    curl_setopt_array($request, [
        CURLOPT_HTTPHEADER => [
            'Accept: application/json',
            "Authorization: HTHMAC workspace_key=\"$workspaceKey\", signature=\"sha256=$signature\", timestamp=\"$timestamp\"",
        ],
        CURLOPT_FAILONERROR => true,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 30,
    ]);
    $response = curl_exec($request);
    if ($response === false) {
        throw new RuntimeException(curl_error($request));
    }
    return json_decode($response, true, flags: JSON_THROW_ON_ERROR);
}

function pages(array $filters): Generator
{
    do {
        $page = get('/conversations?' . http_build_query($filters));
        yield $page['data'];
        $filters['cursor'] = $page['pagination']['next_cursor'];
    } while ($page['pagination']['has_more']);
}

[$conversations, $count] = [0, 0];
foreach (pages(['status' => 'pending', 'limit' => 100]) as $page) {
    $conversations += count($page);
    $count += 1;
}
echo "$conversations pending conversations on $count pages\n";
