#!/bin/sh
# Posts a reply, or an internal note, on behalf of an agent.
set -eu

base_url="${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}"
body='{"author_type":"agent","agent_id":"usr_01HXYZ7A6B5C4D3E2F1G0H9J8K","body":"Hi Jane — I updated your billing address. Please refresh your account page to confirm.","internal":false}'  # the bytes that are signed and sent
timestamp="$(date +%s)"
signature="$(printf '%s' "$body" |
  openssl dgst -sha256 -hmac "$HELPTHREAD_WORKSPACE_SECRET" -hex | awk '{print $NF}')"
authorization="HTHMAC workspace_key=\"$HELPTHREAD_WORKSPACE_KEY\""
authorization="$authorization, signature=\"sha256=$signature\", timestamp=\"$timestamp\""

curl --silent --show-error --request POST \
  "$base_url/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages" \
  --header "Accept: application/json" \
  --header "Content-Type: application/json" \
  --header "Authorization: $authorization" \
  --data-binary "$body"
