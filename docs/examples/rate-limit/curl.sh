#!/bin/sh
# Asks again after 429: at the reset, or after 1, 2, 4 and 8 s if the answer names none. Five requests at most.
set -eu

base_url="${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}"
signature="$(printf '' | openssl dgst -sha256 -hmac "$HELPTHREAD_WORKSPACE_SECRET" -hex | awk '{print $NF}')"
headers="$(mktemp)"
trap 'rm -f "$headers"' EXIT

for backoff in 1 2 4 8 none; do
  status="$(curl --silent --show-error --output /dev/null --dump-header "$headers" --write-out '%{http_code}' \
    "$base_url/conversations?limit=1" \
    --header "Accept: application/json" \
    --header "Authorization: HTHMAC workspace_key=\"$HELPTHREAD_WORKSPACE_KEY\", signature=\"sha256=$signature\", timestamp=\"$(date +%s)\"")"
  [ "$status" = 429 ] && [ "$backoff" != none ] || break
  reset="$(tr -d '\r' <"$headers" | awk 'tolower($1) == "x-ratelimit-reset:" { print $2 }')"
  wait="${reset:+$((reset - $(date +%s)))}"
  [ "${wait:-0}" -gt 0 ] || wait="$backoff"
  jitter="$(awk 'BEGIN { srand(); printf "%.3f", rand() / 2 }')" # 0 to 500 ms, so that clients do not come back all at once
  echo "429: waiting $wait s" >&2
  sleep "$wait" && sleep "$jitter"
done
echo "$status"
