#!/bin/sh
# Lists one customer's conversations, newest first.
set -eu

base_url="${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}"
body=''  # no body: the empty string is signed
timestamp="$(date +%s)"
signature="$(printf '%s' "$body" |
  openssl dgst -sha256 -hmac "$HELPTHREAD_WORKSPACE_SECRET" -hex | awk '{print $NF}')"
authorization="HTHMAC workspace_key=\"$HELPTHREAD_WORKSPACE_KEY\""
authorization="$authorization, signature=\"sha256=$signature\", timestamp=\"$timestamp\""

curl --silent --show-error --request GET \
  "$base_url/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations?limit=25" \
  --header "Accept: application/json" \
  --header "Authorization: $authorization"
