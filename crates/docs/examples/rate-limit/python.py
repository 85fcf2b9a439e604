"""Asks again after 429: at the reset, or after 1, 2, 4 and 8 s if the answer names none. Five requests at most."""

import hashlib
import hmac
import os
import random
import sys
import time

import requests

base_url = os.environ.get("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1")
workspace_key = os.environ["HELPTHREAD_WORKSPACE_KEY"]
workspace_secret = os.environ["HELPTHREAD_WORKSPACE_SECRET"].encode()


def get(path):
    signature = hmac.new(workspace_secret, b"", hashlib.sha256).hexdigest()
    headers = {
        "Accept": "application/json",
        "Authorization": f'HTHMAC workspace_key="{workspace_key}", signature="sha256={signature}", timestamp="{int(time.time())}"',
    }
    return requests.get(base_url + path, headers=headers, timeout=30)


def patiently(request):
    for backoff in (1, 2, 4, 8):
        response = request()
        if response.status_code != 429:
            return response
        wait = int(response.headers.get("X-RateLimit-Reset", 0)) - time.time()
        if wait <= 0:
            wait = backoff
        print(f"429: waiting {wait:.0f} s", file=sys.stderr)
        time.sleep(wait + random.uniform(0, 0.5))  # so that clients do not come back all at once
    return request()


print(patiently(lambda: get("/conversations?limit=1")).status_code)
