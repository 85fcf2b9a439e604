"""Lists the workspace's conversations, newest first."""

import hashlib
import hmac
import os
import time

import requests

base_url = os.environ.get("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1")
workspace_key = os.environ["HELPTHREAD_WORKSPACE_KEY"]
workspace_secret = os.environ["HELPTHREAD_WORKSPACE_SECRET"].encode()

body = b""  # no body: the empty string is signed
timestamp = int(time.time())
signature = hmac.new(workspace_secret, body, hashlib.sha256).hexdigest()

response = requests.get(
    base_url + "/conversations?status=open&assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K&limit=2",
    headers={
        "Accept": "application/json",
        "Authorization": f'HTHMAC workspace_key="{workspace_key}", '
        f'signature="sha256={signature}", timestamp="{timestamp}"',
    },
    timeout=30,
)
response.raise_for_status()
print(response.text)
