<?php
// Checks a delivery: the body on standard input, the headers in WEBHOOK_ID, WEBHOOK_TIMESTAMP and WEBHOOK_SIGNATURE.
declare(strict_types=1);

/** The event, if the delivery is HelpThread's. The body is the raw one: file_get_contents('php://input'). */
function verified(string $secret, string $id, string $timestamp, string $signatures, string $body): array
{
    if (abs(time() - (int) $timestamp) > 300) {
        throw new UnexpectedValueException('too old or too new');
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // Several signatures come while a secret is being replaced.
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return json_decode($body, true, flags: JSON_THROW_ON_ERROR);
        }
    }
    throw new UnexpectedValueException('no signature matches');
}

try {
    echo verified(
        getenv('WEBHOOK_SECRET'),
        getenv('WEBHOOK_ID'),
        getenv('WEBHOOK_TIMESTAMP'),
        getenv('WEBHOOK_SIGNATURE'),
        file_get_contents('php://stdin'),
    )['type'], "\n";
} catch (UnexpectedValueException $refusal) {
    fwrite(STDERR, "refused: {$refusal->getMessage()}\n");
    exit(1);
}
