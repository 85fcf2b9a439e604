"""An integrator's program: signs by hand with Python's standard library and prints what it was told, as JSON.

    python3 integrator.py http://127.0.0.1:8789/v1
"""

import email.utils
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request

KEY = "sk_test_abc123"
SECRET = b"whsec_test_9d8f7a6b5c4e3d2c1b0a"
JANE = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F"


def ask(path, secret=SECRET, body=b"", method="GET"):
    """Status and JSON of a signed request, and its Date between our clock before and after."""
    timestamp = str(int(time.time()))
    signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
    headers = {
        "Accept": "application/json",
        "Authorization": f'HTHMAC workspace_key="{KEY}", signature="sha256={signature}", timestamp="{timestamp}"',
    }
    request = urllib.request.Request(sys.argv[1] + path, data=body or None, headers=headers, method=method)
    before = int(time.time())
    try:
        response = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        date = email.utils.parsedate_to_datetime(response.headers["Date"]).timestamp()
        return {"status": response.status, "json": json.load(response), "clock": [before, date, time.time()]}


def subjects_of(path):
    """The subjects of all pages, by the loop that the reference shows."""
    subjects, cursor = [], None
    while True:
        page = ask(path + (f"&cursor={cursor}" if cursor else ""))["json"]
        subjects += [row["subject"] for row in page["data"]]
        cursor = page["pagination"]["next_cursor"]
        if not page["pagination"]["has_more"]:
            return subjects


print(json.dumps({
    "list": ask("/conversations?status=open&limit=25"),
    "history": ask(f"/customers/{JANE}/conversations"),
    "with a body": ask("/conversations?limit=1", body='{"dash": "—"}'.encode()),
    "posted": ask("/conversations", body=b"{}", method="POST"),
    "wrong secret": ask("/conversations", secret=b"whsec_test_wrong"),
    "subjects": subjects_of(f"/customers/{JANE}/conversations?limit=1"),
}))
