"""What the modules of this folder share: the demo workspace's credential and HMAC-SHA256."""

import hashlib
import hmac

WORKSPACE_KEY = "sk_test_abc123"
WORKSPACE_SECRET = "whsec_test_9d8f7a6b5c4e3d2c1b0a"
# 2024-05-13T13:20:00Z, the timestamp of the reference's examples.
NOW = 1715606400


def hmac_sha256(key, message):
    """The 32 bytes of HMAC-SHA256; text is taken as UTF-8."""

    def as_bytes(value):
        return value.encode() if isinstance(value, str) else value

    return hmac.new(as_bytes(key), as_bytes(message), hashlib.sha256).digest()
