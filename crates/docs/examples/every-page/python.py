"""Reads every page of a list."""

import hashlib
import hmac
import os
import time

import requests

base_url = os.environ.get("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1")
workspace_key = os.environ["HELPTHREAD_WORKSPACE_KEY"]
workspace_secret = os.environ["HELPTHREAD_WORKSPACE_SECRET"].encode()


def get(path, params):
    signature = hmac.new(workspace_secret, b"", hashlib.sha256).hexdigest()
    headers = {
        "Accept": "application/json",
        "Authorization": f'HTHMAC workspace_key="{workspace_key}", signature="sha256={signature}", timestamp="{int(time.time())}"',
    }
    response = requests.get(base_url + path, params=params, headers=headers, timeout=30)
    response.raise_for_status()
    return response.json()


def pages(path, **filters):
    cursor = {}
    while True:
        page = get(path, {**filters, **cursor})
        yield page["data"]
        if not page["pagination"]["has_more"]:
            return
        cursor = {"cursor": page["pagination"]["next_cursor"]}


counts = [len(page) for page in pages("/conversations", status="pending", limit=100)]
print(f"{sum(counts)} pending conversations on {len(counts)} pages")
