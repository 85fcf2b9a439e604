<?php
// Asks again after 429: at the reset, or after 1, 2, 4 and 8 s if the answer names none. Five requests at most.
declare(strict_types=1);

/** @return array{int, ?int} the status, and when the window ends if the answer says so */
function get(string $path): array
{
    $baseUrl = getenv('HELPTHREAD_BASE_URL') ?: 'https://api.helpthread.com/v1';
    $workspaceKey = getenv('HELPTHREAD_WORKSPACE_KEY');
    $signature = hash_hmac('sha256', '', getenv('HELPTHREAD_WORKSPACE_SECRET'));
    $timestamp = time();
    $reset = null;
    $request = curl_init($baseUrl . $path);
    curl_setopt_array($request, [
        CURLOPT_HTTPHEADER => [
            'Accept: application/json',
            "Authorization: HTHMAC workspace_key=\"$workspaceKey\", signature=\"sha256=$signature\", timestamp=\"$timestamp\"",
        ],
        CURLOPT_HEADERFUNCTION => function ($request, string $line) use (&$reset): int {
            if (preg_match('/^x-ratelimit-reset: *(\d+)/i', $line, $found)) {
                $reset = (int) $found[1];
            }
            return strlen($line);
        },
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 30,
    ]);
    curl_exec($request);
    return [curl_getinfo($request, CURLINFO_RESPONSE_CODE), $reset];
}

function patiently(callable $request): int
{
    foreach ([1, 2, 4, 8] as $backoff) {
        [$status, $reset] = $request();
        if ($status !== 429) {
            return $status;
        }
        $wait = ($reset ?? 0) - time();
        if ($wait <= 0) {
            $wait = $backoff;
        }
        fwrite(STDERR, "429: waiting $wait s\n");
        usleep($wait * 1_000_000 + random_int(0, 500_000)); // so that clients do not come back all at once
    }
    return $request()[0];
}

echo patiently(fn () => get('/conversations?limit=1')), "\n";
