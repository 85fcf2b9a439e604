"""The keys of `SESSION_JWKS` in the vectors. Their private halves are published: they protect nothing."""

import base64
import hashlib
import json

from . import ed25519, p256
from .tokens import claims, encoded, header, sealed

# Names at the edges of what a kid may be. Two keys per algorithm, so that one can be taken for the other.
ED, ED_NEXT = "rfc8032-1", "ed25519.2026_Q4~next"
EC, EC_NEXT = "rfc6979", "K" * 64
SEEDS = {ED: ed25519.RFC_SEED, ED_NEXT: hashlib.sha256(b"helpthread-edge test key: Ed25519").digest()}
SCALARS = {
    EC: p256.RFC_SECRET,
    EC_NEXT: int.from_bytes(hashlib.sha256(b"helpthread-edge test key: P-256").digest(), "big"),
}


def okp(key, **more):
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(key)} | more


def ec(point, **more):
    x, y = (encoded(p256.encoded(number)) for number in point)
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y} | more


def jwk(kid):
    if kid in SEEDS:
        return okp(ed25519.public(SEEDS[kid]), kid=kid)
    return ec(p256.public(SCALARS[kid]), kid=kid)


# One key says what it is for, as WebCrypto exports it; the others leave that out, as RFC 7517 allows.
JWKS = {
    "keys": [
        jwk(ED),
        jwk(ED_NEXT) | {"alg": "Ed25519", "key_ops": ["verify"], "ext": True},
        jwk(EC) | {"alg": "ES256", "use": "sig"},
        jwk(EC_NEXT),
    ]
}
PRIVATE = {kid: seed.hex() for kid, seed in SEEDS.items()} | {
    kid: p256.encoded(scalar).hex() for kid, scalar in SCALARS.items()
}


def bytes_of(kid):
    """The public key as libraries keep it: 32 bytes, or the uncompressed point."""
    if kid in SEEDS:
        return ed25519.public(SEEDS[kid])
    return b"\x04" + b"".join(p256.encoded(number) for number in p256.public(SCALARS[kid]))


def pem(kid):
    """The public key as `openssl pkey -pubout` writes it (RFC 7468, RFC 5480, RFC 8410)."""
    ed, ecdsa = "302a300506032b6570032100", "3059301306072a8648ce3d020106082a8648ce3d030107034200"
    text = base64.b64encode(bytes.fromhex(ed if kid in SEEDS else ecdsa) + bytes_of(kid)).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def json_of(value):
    return json.dumps(value, separators=(",", ":"))


def head(kid, /, drop=(), **changes):
    """The header of a token that this key signs."""
    return header(drop, **({"alg": "EdDSA" if kid in SEEDS else "ES256", "kid": kid} | changes))


def signature(kid, message):
    """The 64 bytes that this key signs a message with."""
    if kid in SEEDS:
        return ed25519.sign(SEEDS[kid], message.encode())
    return p256.raw(p256.sign(SCALARS[kid], message.encode()))


def message(payload=None, head_text=None, kid=ED):
    return f"{encoded(head_text or head(kid))}.{encoded(payload or claims())}"


def token(kid, payload=None, head_text=None):
    """A token of this key; with another header, as if its owner had written that."""
    text = message(payload, head_text, kid)
    return f"{text}.{encoded(signature(kid, text))}"


def with_signature(kid, make, payload=None):
    """A token of this key's header, with what `make` makes of the message as its signature."""
    text = message(payload, kid=kid)
    return f"{text}.{encoded(make(text.encode()))}"


def hmac_with(secret, head_text):
    return sealed(message(head_text=head_text), secret)
