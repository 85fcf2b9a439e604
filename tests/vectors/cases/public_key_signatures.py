"""Tokens of public keys: those that are accepted, and signatures that are not the key's."""

import hashlib

from . import NOW, ed25519, hmac_sha256, p256
from .public_keys import EC, EC_NEXT, ED, ED_NEXT, SCALARS, SEEDS, message, signature, token, with_signature
from .tokens import CURRENT, FOREIGN, WRITE, agent, claims, encoded, header, refused, stray_bits

KEYS, CONFUSION, ED_RULES, EC_RULES = (
    "proxy.md §1, keys",
    "threats.md row 22",
    "RFC 8032 section 5.1.7",
    "RFC 7518 section 3.4",
)
EVERY = (ED, ED_NEXT, EC, EC_NEXT)


def tail(text, data):
    """The signature of another token, or bytes, on this message."""
    return f"{text}.{encoded(data)}"


def half(kid, upper):
    """A signature of either half: whoever has one can compute the other."""

    def make(text):
        r, s = p256.sign(SCALARS[kid], text)
        return p256.raw((r, max(s, p256.N - s) if upper else min(s, p256.N - s)))

    return make


def accepted(row):
    """The rows of sessions.py, made with its `accepted`."""
    tokens = [row(f"{kid[:12]}: customer", KEYS, token(kid)) for kid in EVERY]
    tokens += [row(f"{kid[:12]}: agent", KEYS, token(kid, agent()), "agent") for kid in EVERY]
    origin = "https://app.example.com"
    return tokens + [
        row("EdDSA: narrowed and bound", KEYS, token(ED, agent(scope=WRITE, origin=origin)), "agent", [WRITE], origin),
        row("ES256: bound", KEYS, token(EC, claims(origin=origin)), origin=origin),
        row("EdDSA: in the last second of the leeway", KEYS, token(ED), now=NOW + 929),
        row("ES256: in the last second of the leeway", KEYS, token(EC), now=NOW + 929),
        row("ES256: s in the upper half", EC_RULES, with_signature(EC, half(EC, True))),
        row("ES256: s in the lower half", EC_RULES, with_signature(EC, half(EC, False))),
    ]


def expired():
    rows = [(f"{kid[:12]}: expired", token(kid), NOW + 930) for kid in EVERY]
    return refused("expired", KEYS, rows, "session_expired")


def ed_signatures():
    text = message()
    good = signature(ED, text)
    commitment, s = good[:32], int.from_bytes(good[32:], "little")

    def with_s(number):
        return tail(text, commitment + number.to_bytes(32, "little"))

    prehashed = b"SigEd25519 no Ed25519 collisions\x01\x00"
    rows = [
        ("EdDSA: S + L", with_s(s + ed25519.L)),
        ("EdDSA: S = L", with_s(ed25519.L)),
        ("EdDSA: S = 2^256 - 1", with_s(2**256 - 1)),
        ("EdDSA: L - S", with_s(ed25519.L - s)),
        ("EdDSA: S = 0", with_s(0)),
        ("EdDSA: R of small order, S fits", tail(text, ed25519.sign_without_nonce(SEEDS[ED], text.encode()))),
        ("EdDSA: R is not canonical", tail(text, (ed25519.P + 1).to_bytes(32, "little") + good[32:])),
        ("EdDSA: R is not a point", tail(text, (2).to_bytes(32, "little") + good[32:])),
        ("EdDSA: R with the other sign", tail(text, good[:31] + bytes([good[31] ^ 128]) + good[32:])),
        ("EdDSA: R and S swapped", tail(text, good[32:] + good[:32])),
        (
            "EdDSA: Ed25519ph",
            with_signature(ED, lambda text: ed25519.sign(SEEDS[ED], hashlib.sha512(text).digest(), prehashed)),
        ),
        ("EdDSA: of the hash", with_signature(ED, lambda text: ed25519.sign(SEEDS[ED], hashlib.sha256(text).digest()))),
        ("EdDSA: ES256's 64 bytes", tail(text, signature(EC, text))),
    ]
    return refused("mismatch", ED_RULES, rows)


def ec_signatures():
    text = message(kid=EC)
    r, s = p256.sign(SCALARS[EC], text.encode())

    def with_numbers(r, s):
        return tail(text, p256.raw((r, s)))

    rows = [
        ("ES256: r = s = 0", with_numbers(0, 0)),
        ("ES256: r = 0", with_numbers(0, s)),
        ("ES256: s = 0", with_numbers(r, 0)),
        ("ES256: r = n", with_numbers(p256.N, s)),
        ("ES256: s = n", with_numbers(r, p256.N)),
        ("ES256: r = s = n", with_numbers(p256.N, p256.N)),
        ("ES256: r = n, s = 0", with_numbers(p256.N, 0)),
        ("ES256: r = n + 1", with_numbers(p256.N + 1, s)),
        ("ES256: r = s = 2^256 - 1", with_numbers(2**256 - 1, 2**256 - 1)),
        ("ES256: r = s = 1", with_numbers(1, 1)),
        ("ES256: r = p", with_numbers(p256.P, s)),
        ("ES256: n - r", with_numbers(p256.N - r, s)),
        ("ES256: r and s swapped", with_numbers(s, r)),
        ("ES256: little-endian", tail(text, p256.encoded(r)[::-1] + p256.encoded(s)[::-1])),
        ("ES256: DER", tail(text, p256.der((r, s)))),
        ("ES256: DER of zeros", tail(text, p256.der((0, 0)))),
        ("ES256: in hex", tail(text, p256.raw((r, s)).hex())),
        ("ES256: numbers of 33 bytes", tail(text, b"\0" + p256.encoded(r) + b"\0" + p256.encoded(s))),
        ("ES256: SHA-384", tail(text, p256.raw(p256.sign(SCALARS[EC], text.encode(), hashlib.sha384)))),
        ("ES256: SHA-512", tail(text, p256.raw(p256.sign(SCALARS[EC], text.encode(), hashlib.sha512)))),
        ("ES256: EdDSA's 64 bytes", tail(text, signature(ED, text))),
    ]
    return refused("mismatch", EC_RULES, rows)


def either_signature():
    """What goes wrong with the signature of either algorithm, and with none."""
    rows, malformed = [], []
    for kid, name, other in ((ED, "EdDSA", ED_NEXT), (EC, "ES256", EC_NEXT)):
        text = message(kid=kid)
        good = signature(kid, text)
        last = encoded(good)
        rows += [
            (f"{name}: signed by the other live key", tail(text, signature(other, text))),
            (f"{name}: another customer's id in the payload", tail(message(claims(sub="cus_2"), kid=kid), good)),
            (f"{name}: another spelling of the header", tail(message(kid=kid) + "e30", good)),
            (f"{name}: signature over the payload alone", tail(text, signature(kid, encoded(claims())))),
            (f"{name}: signature over the decoded parts", tail(text, signature(kid, claims()))),
            (f"{name}: signature of nothing", tail(text, signature(kid, ""))),
            (f"{name}: empty signature", tail(text, b"")),
            (f"{name}: one byte of zero", tail(text, b"\0")),
            (f"{name}: 64 zeros", tail(text, bytes(64))),
            (f"{name}: 32 bytes", tail(text, good[:32])),
            (f"{name}: 63 bytes", tail(text, good[:63])),
            (f"{name}: a byte after it", tail(text, good + b"\0")),
            (f"{name}: twice", tail(text, good + good)),
            (f"{name}: a MAC with the secret", tail(text, hmac_sha256(CURRENT, text))),
            (f"{name}: two MACs with a stranger's secret", tail(text, hmac_sha256(FOREIGN, text) * 2)),
        ]
        malformed += [
            (f"{name}: unused bits in the signature", f"{text}.{stray_bits(last)}"),
            (f"{name}: = after it", f"{text}.{last}=="),
            (f"{name}: standard base64 in the signature", f"{text}.+/{last[2:]}"),
            (f"{name}: one digit after it", f"{text}.{last}AAA"),
            (f"{name}: a character that is not ASCII", f"{text}.é{last[1:]}"),
        ]
    return refused("mismatch", CONFUSION, rows) + refused("malformed", CONFUSION, malformed)


def secret_without_kid():
    """A token without kid is the secrets' own, whatever it is signed with."""
    rows = [
        (f"no kid: {name}", token(kid, head_text=header(alg=name)))
        for kid, name in ((ED, "EdDSA"), (ED, "Ed25519"), (EC, "ES256"))
    ]
    return refused("wrong_algorithm", CONFUSION, rows)


def cases():
    return expired() + ed_signatures() + ec_signatures() + either_signature() + secret_without_kid()
