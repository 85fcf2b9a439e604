"""What Schemathesis must be told about the API: how requests are signed, which ids the server knows, and what a schema cannot say.

The workspace comes in the environment variable WORKSPACE, as JSON: key, secret, agents, customers, conversations.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from datetime import datetime

import schemathesis
from hypothesis import strategies as st
from requests.auth import AuthBase

WORKSPACE = json.loads(os.environ["WORKSPACE"])


class Hthmac(AuthBase):
    """Signs the exact bytes that go on the wire."""

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        signature = hmac.new(WORKSPACE["secret"].encode(), body, hashlib.sha256).hexdigest()
        request.headers["Authorization"] = (
            f'HTHMAC workspace_key="{WORKSPACE["key"]}", signature="sha256={signature}", timestamp="{int(time.time())}"'
        )
        return request


schemathesis.auth.set_from_requests(Hthmac())


def ids(prefix, known):
    """Mostly ids that exist, sometimes one that could."""
    return st.one_of(st.sampled_from(known), st.sampled_from(known), st.just(prefix + "nobody"))


def cursor(created_at, id):
    text = json.dumps({"created_at": created_at, "id": id}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


# Agents must exist (400 otherwise), conversations and customers need not (404).
schemathesis.openapi.format("agent-id", st.sampled_from(WORKSPACE["agents"]))
schemathesis.openapi.format("conversation-id", ids("cnv_", WORKSPACE["conversations"]))
schemathesis.openapi.format("customer-id", ids("cus_", WORKSPACE["customers"]))
schemathesis.openapi.format(
    "cursor",
    st.builds(
        cursor,
        st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}"),
        st.sampled_from(WORKSPACE["conversations"]),
    ),
)
# Nothing answers under this top-level domain (RFC 2606).
WEBHOOK_URL = r"https://[a-z]{1,20}\.example(/[A-Za-z0-9._~-]{0,20}){0,3}"
schemathesis.openapi.format("webhook-url", st.from_regex(WEBHOOK_URL, fullmatch=True))


@schemathesis.hook
def before_call(context, case, kwargs):
    # A workspace has at most 100 active webhooks, and every message owes each of them a delivery.
    if case.operation.label == "POST /webhooks" and isinstance(case.body, dict) and case.body.get("active", True) is True:
        case.body["active"] = False
    # The document's examples name an agent of the demo workspace.
    for field in ("agent_id", "assignee_id"):
        if isinstance(case.body, dict) and case.body.get(field) == "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K":
            case.body[field] = WORKSPACE["agents"][0]
    # workerd takes an empty header of a name that it knows for none at all, so no Worker can refuse it. A list without a
    # tag, which is as wrong, stands in.
    if case.headers and case.headers.get("If-Match") == "":
        case.headers["If-Match"] = ","


@schemathesis.check
def only_what_is_stored_speaks_against_a_request_that_is_right(ctx, response, case):
    """A request of the schema is refused by 400 for one reason alone: where the conversation stands.

    The phase that goes through the boundaries of a schema does not know our formats, and makes agents and cursors up.
    """
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or meta.phase.name.value not in ("fuzzing", "stateful"):
        return
    if response.status_code != 400:
        return
    code = response.json()["error"]["code"]
    assert code == "invalid_status_transition", f"a request of the schema is {code}"


@schemathesis.check
def a_message_says_nothing_of_the_inside(ctx, response, case):
    if response.status_code >= 400:
        text = response.text.lower()
        for word in ("select ", "insert ", "sqlite", "panicked", ".rs:", "/src/", "error:"):
            assert word not in text, f"{word!r} is in {response.text}"
