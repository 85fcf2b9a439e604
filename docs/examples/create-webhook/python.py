"""Registers an endpoint for conversation events."""

import hashlib
import hmac
import json
import os
import time

import requests

base_url = os.environ.get("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1")
workspace_key = os.environ["HELPTHREAD_WORKSPACE_KEY"]
workspace_secret = os.environ["HELPTHREAD_WORKSPACE_SECRET"].encode()

# The bytes that are signed and sent.
body = json.dumps({
    "url": "https://crm.example.com/webhooks/helpthread",
    "events": ["conversation.created", "conversation.updated", "message.created"],
    "active": True,
}, separators=(",", ":")).encode()
timestamp = int(time.time())
signature = hmac.new(workspace_secret, body, hashlib.sha256).hexdigest()

response = requests.post(
    base_url + "/webhooks",
    headers={
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Authorization": f'HTHMAC workspace_key="{workspace_key}", '
        f'signature="sha256={signature}", timestamp="{timestamp}"',
    },
    data=body,
    timeout=30,
)
response.raise_for_status()
print(response.text)
