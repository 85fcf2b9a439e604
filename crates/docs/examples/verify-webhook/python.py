"""Checks a delivery: the body on standard input, the headers in WEBHOOK_ID, WEBHOOK_TIMESTAMP and WEBHOOK_SIGNATURE."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time


def verified(secret, headers, body):
    """The event, if the delivery is HelpThread's. `body` is bytes, before any parser."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        raise ValueError("too old or too new")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    message = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    # Several signatures come while a secret is being replaced.
    if not any(hmac.compare_digest(expected, signature) for signature in headers["webhook-signature"].split(" ")):
        raise ValueError("no signature matches")
    return json.loads(body)


names = ("webhook-id", "webhook-timestamp", "webhook-signature")
headers = {name: os.environ[name.upper().replace("-", "_")] for name in names}
try:
    print(verified(os.environ["WEBHOOK_SECRET"], headers, sys.stdin.buffer.read())["type"])
except ValueError as refusal:
    sys.exit(f"refused: {refusal}")
