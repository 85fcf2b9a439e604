"""Tokens whose form, header, key or signature is refused."""

from . import NOW, hmac_sha256
from .tokens import (
    AGENT,
    CURRENT,
    FOREIGN,
    HEADER,
    PREVIOUS,
    agent,
    claims,
    encoded,
    header,
    hs512,
    refused,
    sealed,
    signed,
    stray_bits,
    with_signature,
)

CLAIMS, HEADERS, ORDER = "proxy.md §1, required claims", "proxy.md §1, header", "proxy.md §1, order of checks"
SPELLING, CONFUSION, KID = "threats.md row 22", "threats.md row 22", "threats.md row 23"
GOOD = signed(claims())
HEAD, PAYLOAD, SIGNATURE = GOOD.split(".")


def late():
    late = NOW + 900 + 30
    return (
        refused(
            "expired",
            CLAIMS,
            [
                ("expired by the leeway", GOOD, late),
                ("expired a year ago", GOOD, late + 31_536_000),
                ("expired agent", signed(agent()), late),
            ],
            "session_expired",
        )
        + refused("mismatch", ORDER, [("expired and signed by a stranger", signed(claims(), secret=FOREIGN), late)])
        + refused(
            "claims",
            ORDER,
            [
                ("expired and for another audience", signed(claims(aud="other")), late),
                ("expired and with another role's id", signed(claims(sub=AGENT)), late),
            ],
        )
    )


def forged():
    changed = encoded(claims(sub="cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A"))
    other = "B" if SIGNATURE[0] == "A" else "A"
    mac = hmac_sha256(CURRENT, f"{HEAD}.{PAYLOAD}")
    return refused(
        "mismatch",
        "RFC 7515 section 5.2",
        [
            ("another customer's id in the payload", f"{HEAD}.{changed}.{SIGNATURE}"),
            ("another payload's signature", f"{HEAD}.{PAYLOAD}.{signed(agent()).split('.')[2]}"),
            ("another spelling of the header", f"{encoded(header(cty='x'))}.{PAYLOAD}.{SIGNATURE}"),
            ("first digit of the signature", f"{HEAD}.{PAYLOAD}.{other}{SIGNATURE[1:]}"),
            ("signed by a stranger", signed(claims(), secret=FOREIGN)),
            ("signed with the empty secret", signed(claims(), secret="")),
            ("signed with the secret's name", signed(claims(), secret="SESSION_SECRET")),
            ("signed with both secrets joined", signed(claims(), secret=CURRENT + PREVIOUS)),
            ("signature over the payload alone", f"{HEAD}.{PAYLOAD}.{encoded(hmac_sha256(CURRENT, PAYLOAD))}"),
            (
                "signature over the decoded parts",
                f"{HEAD}.{PAYLOAD}.{encoded(hmac_sha256(CURRENT, HEADER + '.' + claims()))}",
            ),
            ("empty signature", f"{HEAD}.{PAYLOAD}."),
            ("signature of 31 bytes", f"{HEAD}.{PAYLOAD}.{encoded(mac[:31])}"),
            ("signature of 33 bytes", f"{HEAD}.{PAYLOAD}.{encoded(mac + b'x')}"),
            ("signature of 16 bytes", f"{HEAD}.{PAYLOAD}.{encoded(mac[:16])}"),
            ("signature of 32 zeros", f"{HEAD}.{PAYLOAD}.{encoded(bytes(32))}"),
            ("a dot after it", f"{GOOD}."),
            ("one digit after it", f"{GOOD}A"),
            ("another token after it", f"{GOOD},{GOOD}"),
            ("signature in hex", f"{HEAD}.{PAYLOAD}.{encoded(mac.hex())}"),
        ],
    )


def algorithms():
    none = header(alg="none")
    der = bytes.fromhex("3006020101020101")
    return refused(
        "wrong_algorithm",
        CONFUSION,
        [
            ("none, without a signature", f"{encoded(none)}.{PAYLOAD}."),
            ("none, with the right MAC", signed(claims(), none)),
            ("None", signed(claims(), header(alg="None"))),
            ("hs256", signed(claims(), header(alg="hs256"))),
            ("empty algorithm", signed(claims(), header(alg=""))),
            ("HS512", hs512(header(alg="HS512"))),
            ("HS512 with an HS256 MAC", signed(claims(), header(alg="HS512"))),
            ("RS256 with an HS256 MAC", signed(claims(), header(alg="RS256"))),
            ("RS256 with 256 bytes", with_signature(bytes(range(256)), header(alg="RS256"))),
            ("ES256 of zeros", with_signature(bytes(64), header(alg="ES256"))),
            ("ES256 in DER", with_signature(der, header(alg="ES256"))),
            ("EdDSA of zeros", with_signature(bytes(64), header(alg="EdDSA"))),
            ("HS256 and a space", signed(claims(), header(alg="HS256 "))),
        ],
    ) + refused("mismatch", CONFUSION, [("HS256 in the header, HS512 in fact", hs512(HEADER))])


def heads():
    key = {"kty": "oct", "k": encoded(FOREIGN)}
    fields = [
        ("crit", ["exp"]),
        ("crit", []),
        ("jku", "https://evil.example/keys"),
        ("x5u", "https://evil.example/chain"),
        ("jwk", key),
    ]
    rows = [
        (f"{name}: {'empty' if value == [] else 'present'}", signed(claims(), header(**{name: value})))
        for name, value in fields
    ]
    rows += [(f"{name}: null", signed(claims(), header(**{name: None}))) for name in ("crit", "jku", "x5u", "jwk")]
    rows += [
        ("jwk, and signed with that key", signed(claims(), header(jwk=key), FOREIGN)),
        ("jku spelt with an escape", signed(claims(), HEADER[:-1] + ',"jk\\u0075":"https://evil.example"}')),
    ]
    rows += [
        (f"typ: {value}", signed(claims(), header(typ=value)))
        for value in ("JWT", "at+jwt", "HELPTHREAD-SESSION+JWT", "helpthread-session+jwt ", "")
    ]
    rows += [
        ("typ missing", signed(claims(), header(drop=["typ"]))),
        ("typ: null", signed(claims(), header(typ=None))),
        ("typ in a list", signed(claims(), header(typ=["helpthread-session+jwt"]))),
        ("alg missing", signed(claims(), header(drop=["alg"]))),
        ("alg: null", signed(claims(), header(alg=None))),
        ("alg in a list", signed(claims(), header(alg=["HS256"]))),
        ("alg twice", signed(claims(), '{"alg":"none",' + HEADER[1:])),
        ("typ twice", signed(claims(), HEADER[:-1] + ',"typ":"JWT"}')),
        ("kid: null", signed(claims(), header(kid=None))),
        ("kid: a number", signed(claims(), header(kid=1))),
        ("kid: a list", signed(claims(), header(kid=[]))),
        ("header is a list of the values", signed(claims(), '["HS256","helpthread-session+jwt"]')),
        ("header is a string", signed(claims(), '"HS256"')),
        ("header is null", signed(claims(), "null")),
        ("header is empty", sealed(f".{PAYLOAD}")),
        ("header is {}", signed(claims(), "{}")),
        ("header is not JSON", signed(claims(), "{")),
        ("text after the header's object", signed(claims(), HEADER + "x")),
        ("header is not UTF-8", signed(claims(), b'{"alg":"HS256","typ":"helpthread-session+jwt","x":"\xff"}')),
    ]
    kids = ["", "current", "SESSION_SECRET", "../../etc/passwd", "' OR 1=1 --", "\u0000", "k" * 2000]
    return refused("malformed", HEADERS, rows) + refused(
        "unknown_key", KID, [(f"kid: {kid[:20]!r}", signed(claims(), header(kid=kid))) for kid in kids]
    )


def spellings():
    twisted = claims(sub="cus_??>>~~", origin="https://x")
    standard = encoded(twisted).replace("-", "+").replace("_", "/")
    rows = [
        ("empty", ""),
        ("one part", HEAD),
        ("two parts", f"{HEAD}.{PAYLOAD}"),
        ("dots alone", ".."),
        ("five parts", "a.b.c.d.e"),
        ("an opaque token", "sk_test_abc123"),
        ("Bearer before it", f"Bearer {GOOD}"),
        ("a space before it", f" {GOOD}"),
        ("JSON serialisation", '{"payload":"%s","signatures":[]}' % PAYLOAD),
        ("a space after it", f"{GOOD} "),
        ("a line feed after it", f"{GOOD}\n"),
        ("= after it", f"{GOOD}="),
        ("NUL after it", f"{GOOD}\0"),
        ("unused bits in the signature", f"{HEAD}.{PAYLOAD}.{stray_bits(SIGNATURE)}"),
        ("line feed in the signature", f"{HEAD}.{PAYLOAD}.{SIGNATURE[:9]}\n{SIGNATURE[9:]}"),
        ("standard base64 in the signature", f"{HEAD}.{PAYLOAD}.{'+/' + SIGNATURE[2:]}"),
        ("a character that is not ASCII", f"{HEAD}.{PAYLOAD}.é{SIGNATURE[1:]}"),
        ("unused bits in the header, well signed", sealed(f"{stray_bits(HEAD)}.{PAYLOAD}")),
        ("padding after the header, well signed", sealed(f"{HEAD}==.{PAYLOAD}")),
        ("longer than 4096 bytes, well signed", signed(claims(padding="x" * 3000))),
    ]
    signed_payloads = [
        ("unused bits in the payload, well signed", sealed(f"{HEAD}.{stray_bits(PAYLOAD)}")),
        ("padding after the payload, well signed", sealed(f"{HEAD}.{PAYLOAD}=")),
        ("standard base64 in the payload, well signed", sealed(f"{HEAD}.{standard}")),
        ("four parts, well signed by us", sealed(f"{HEAD}.{PAYLOAD[:8]}.{PAYLOAD[8:]}")),
        ("line feed in the payload, well signed", sealed(f"{HEAD}.{PAYLOAD[:8]}\n{PAYLOAD[8:]}")),
    ]
    assert standard != encoded(twisted)
    return refused("malformed", SPELLING, rows) + refused("claims", SPELLING, signed_payloads)


def cases():
    return late() + forged() + algorithms() + heads() + spellings()
