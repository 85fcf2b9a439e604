#!/bin/sh
# Checks a delivery: the body on standard input, the headers in WEBHOOK_ID, WEBHOOK_TIMESTAMP and WEBHOOK_SIGNATURE.
set -eu

body="$(cat; echo .)" && body="${body%.}" # exactly as it came, line ends too
key="$(printf '%s' "${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')"
expected="v1,$(printf '%s.%s.%s' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP" "$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"

age=$(($(date +%s) - WEBHOOK_TIMESTAMP))
[ "${age#-}" -le 300 ] || { echo "refused: too old or too new" >&2; exit 1; }
for signature in $WEBHOOK_SIGNATURE; do # several while a secret is being replaced
  [ "$signature" = "$expected" ] && { printf '%s' "$body" | sed 's/.*"type":"\([a-z.]*\)".*/\1/'; exit 0; }
done
echo "refused: no signature matches" >&2
exit 1
