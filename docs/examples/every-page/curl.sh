#!/bin/sh
# Reads every page of a list.
set -eu

base_url="${HELPTHREAD_BASE_URL:-https://api.helpthread.com/v1}"
signature="$(printf '' | openssl dgst -sha256 -hmac "$HELPTHREAD_WORKSPACE_SECRET" -hex | awk '{print $NF}')"

cursor="" pages=0 conversations=0
while :; do
  page="$(curl --silent --show-error --fail "$base_url/conversations?status=pending&limit=100${cursor:+&cursor=$cursor}" \
    --header "Accept: application/json" \
    --header "Authorization: HTHMAC workspace_key=\"$HELPTHREAD_WORKSPACE_KEY\", signature=\"sha256=$signature\", timestamp=\"$(date +%s)\"")"
  pages=$((pages + 1))
  conversations=$((conversations + $(printf '%s' "$page" | grep -o '"id":"cnv_' | wc -l)))
  cursor="$(printf '%s' "$page" | sed -n 's/.*"next_cursor":"\([^"]*\)".*/\1/p')"
  [ -n "$cursor" ] || break # null on the last page
done
echo "$conversations pending conversations on $pages pages"
