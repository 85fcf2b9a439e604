"""Changes a conversation's status or assignee."""

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
    "status": "pending",
    "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
}, separators=(",", ":")).encode()
timestamp = int(time.time())
signature = hmac.new(workspace_secret, body, hashlib.sha256).hexdigest()

response = requests.patch(
    base_url + "/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
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
