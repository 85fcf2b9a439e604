#!/bin/sh
# Registers an endpoint for conversation events.
set -eu

base_url="${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}"
body='{"url":"https://crm.example.com/webhooks/helpthread","events":["conversation.created","conversation.updated","message.created"],"active":true}'  # the bytes that are signed and sent
timestamp="$(date +%s)"
signature="$(printf '%s' "$body" |
  openssl dgst -sha256 -hmac "$HELPTHREAD_WORKSPACE_SECRET" -hex | awk '{print $NF}')"
authorization="HTHMAC workspace_key=\"$HELPTHREAD_WORKSPACE_KEY\""
authorization="$authorization, signature=\"sha256=$signature\", timestamp=\"$timestamp\""

curl --silent --show-error --request POST \
  "$base_url/webhooks" \
  --header "Accept: application/json" \
  --header "Content-Type: application/json" \
  --header "Authorization: $authorization" \
  --data-binary "$body"
