#!/bin/sh
# Lists the workspace's conversations, newest first.
set -eu

base_url="${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}"
body=''  # no body: the empty string is signed
timestamp="$(date +%s)"
signature="$(printf '%s' "$body" |
  openssl dgst -sha256 -hmac "$HELPTHREAD_WORKSPACE_SECRET" -hex | awk '{print $NF}')"
authorization="HTHMAC workspace_key=\"$HELPTHREAD_WORKSPACE_KEY\""
authorization="$authorization, signature=\"sha256=$signature\", timestamp=\"$timestamp\""

curl --silent --show-error --request GET \
  "$base_url/conversations?status=open&assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K&limit=2" \
  --header "Accept: application/json" \
  --header "Authorization: $authorization"
