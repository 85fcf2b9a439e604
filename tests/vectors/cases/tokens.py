"""How the tokens of session-tokens.json are put together: JWS compact serialisation (RFC 7515 section 3.1)."""

import base64
import hashlib
import hmac
import json

from . import NOW, hmac_sha256

CURRENT = "dev_session_secret_0123456789abcdef0123"
PREVIOUS = "previous_session_secret_0123456789abcdef"
FOREIGN = "foreign_session_secret_0123456789abcdefg"
CUSTOMER, AGENT = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K"
HEADER = '{"alg":"HS256","typ":"helpthread-session+jwt"}'
READ, WRITE = "conversations:read", "conversations:write"


def encoded(data):
    """base64url without padding."""
    data = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(drop=(), **changes):
    """A customer's claims of 15 minutes from NOW, in the order that mint writes them, with some changed or left out."""
    wanted = {"aud": "helpthread-edge", "sub": CUSTOMER, "role": "customer", "iat": NOW, "exp": NOW + 900} | changes
    return json.dumps({name: value for name, value in wanted.items() if name not in drop}, separators=(",", ":"))


def agent(**changes):
    return claims(**({"sub": AGENT, "role": "agent"} | changes))


def header(drop=(), **changes):
    wanted = {"alg": "HS256", "typ": "helpthread-session+jwt"} | changes
    return json.dumps({name: value for name, value in wanted.items() if name not in drop}, separators=(",", ":"))


def signed(payload, head=HEADER, secret=CURRENT):
    return sealed(f"{encoded(head)}.{encoded(payload)}", secret)


def sealed(message, secret=CURRENT):
    """The two parts as they are, with their signature: so that only the strictness of the reader refuses them."""
    return f"{message}.{encoded(hmac_sha256(secret, message))}"


def with_signature(signature, head, payload=None):
    return f"{encoded(head)}.{encoded(payload or claims())}.{encoded(signature)}"


def hs512(head):
    message = f"{encoded(head)}.{encoded(claims())}"
    return f"{message}.{encoded(hmac.new(CURRENT.encode(), message.encode(), hashlib.sha512).digest())}"


def stray_bits(part):
    """The same bytes spelt with bits that no byte uses (RFC 4648 section 3.5)."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(part) % 4, "a part of whole groups has no unused bits"
    respelt = part[:-1] + alphabet[alphabet.index(part[-1]) + 1]
    assert base64.urlsafe_b64decode(respelt + "==") == base64.urlsafe_b64decode(part + "==")
    return respelt


def refused(reason, source, rows, code="invalid_session"):
    made = []
    for name, token, *now in rows:
        made.append(
            {
                "name": name,
                "source": source,
                "token": token,
                "now": now[0] if now else NOW,
                "code": code,
                "reason": reason,
            }
        )
    return made
