"""Tokens that name a key and mean another one, another algorithm, or another kind of token."""

from . import NOW
from .public_keys import (
    EC,
    EC_NEXT,
    ED,
    ED_NEXT,
    JWKS,
    bytes_of,
    head,
    hmac_with,
    json_of,
    jwk,
    message,
    okp,
    pem,
    token,
)
from .tokens import AGENT, CUSTOMER, FOREIGN, HEADER, agent, claims, encoded, header, refused, sealed, signed

CONFUSION, INJECTION, CLAIMS = "threats.md row 22", "threats.md row 23", "threats.md row 24"
BOTH = ((ED, "EdDSA"), (EC, "ES256"))


def spellings_of(kid):
    """Everything public that an attacker could take for an HS256 secret."""
    yield "raw", bytes_of(kid)
    yield "PEM", pem(kid)
    yield "PEM without its last line feed", pem(kid).strip()
    yield "JWK", json_of(jwk(kid))
    yield "JWKS", json_of(JWKS)
    yield "x", jwk(kid)["x"]
    yield "kid", kid


def algorithms():
    with_kid, without = [], []
    for kid, name in BOTH:
        none = head(kid, alg="none")
        foreign = EC if kid == ED else ED
        with_kid += [
            (f"{name} key: none, without a signature", f"{message(head_text=none)}."),
            (f"{name} key: none, with the right signature", token(kid, head_text=none)),
            (
                f"{name} key: RS256, 256 bytes",
                f"{message(head_text=head(kid, alg='RS256'))}.{encoded(bytes(range(256)))}",
            ),
            (f"{name} key: HS256 with the session secret", signed(claims(), head(kid, alg="HS256"))),
            (
                f"{name} key: the other key's algorithm, signed by that",
                token(foreign, head_text=head(foreign, kid=kid)),
            ),
        ]
        others = ["RS256", "PS256", "ES384", "ES512", "ES256K", "Ed25519", "Ed448", "HS256", "eddsa", "es256", ""]
        with_kid += [
            (
                f"{name} key: {other or 'empty algorithm'}, with the right signature",
                token(kid, head_text=head(kid, alg=other)),
            )
            for other in [*others, f"{name} ", f" {name}"]
        ]
        for spelling, secret in spellings_of(kid):
            with_kid.append((f"{name} key: HS256 with its {spelling}", hmac_with(secret, head(kid, alg="HS256"))))
            without.append((f"no kid: HS256 with the {name} key's {spelling}", hmac_with(secret, HEADER)))
    return refused("wrong_algorithm", CONFUSION, with_kid) + refused("mismatch", CONFUSION, without)


def kids():
    wanted = [
        "",
        "SESSION_SECRET",
        "SESSION_JWKS",
        "0",
        "*",
        ED[:-1],
        ED + "1",
        ED.upper(),
        f"{ED} ",
        f"{ED}\0",
        f"{ED},{EC}",
        EC_NEXT[:-1],
        EC_NEXT + "K",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "file:///dev/null",
        "https://evil.example/key.pem",
        "' OR '1'='1",
        "1; DROP TABLE keys",
        "$(id)",
        "__proto__",
        "k" * 2000,
        "rfc8032\u20101",
    ]
    rows = [
        (f"kid: {kid[:24]!r} of {len(kid)}, {name}", token(signer, head_text=head(signer, kid=kid)))
        for kid in wanted
        for signer, name in BOTH
    ]
    rows += [
        ("kid: '/dev/null', HS256 with the empty secret", sealed(message(head_text=header(kid="/dev/null")), "")),
        ("kid: 'attacker', HS256 with a stranger's secret", sealed(message(head_text=header(kid="attacker")), FOREIGN)),
    ]
    swapped = [
        ("kid: the other EdDSA key's", token(ED, head_text=head(ED, kid=ED_NEXT))),
        ("kid: the other ES256 key's", token(EC, head_text=head(EC, kid=EC_NEXT))),
    ]
    return refused("unknown_key", INJECTION, rows) + refused("mismatch", INJECTION, swapped)


def headers():
    """Well signed by a live key, and refused before that is looked at."""
    rows = []
    for kid, name in BOTH:
        fields = [
            ("kid", [kid], "in a list"),
            ("kid", {"kid": kid}, "in an object"),
            ("kid", 1, "a number"),
            ("kid", True, "true"),
            ("kid", None, "null"),
            ("kid", "k" * 10_240, "of 10 KB"),
            ("jku", "https://evil.example/keys", "present"),
            ("jku", "", "empty"),
            ("jku", None, "null"),
            ("x5u", "https://evil.example/chain", "present"),
            ("jwk", jwk(kid), "the key's own"),
            ("jwk", {}, "empty"),
            ("crit", ["exp"], "present"),
            ("crit", [], "empty"),
            ("crit", ["b64"], "b64"),
        ]
        rows += [
            (f"{field}: {what}, {name}", token(kid, head_text=head(kid, **{field: value})))
            for field, value, what in fields
        ]
        rows += [
            (f"kid: twice, {name}", token(kid, head_text=head(kid)[:-1] + ',"kid":"other"}')),
            (f"kid: twice, the first another's, {name}", token(kid, head_text='{"kid":"other",' + head(kid)[1:])),
            (
                f"jku: spelt with an escape, {name}",
                token(kid, head_text=head(kid)[:-1] + ',"j\\u006bu":"https://evil.example"}'),
            ),
        ]
    attacker = okp(bytes_of(ED_NEXT))
    rows += [
        ("jwk: brings the key that signed", token(ED_NEXT, head_text=head(ED_NEXT, drop=["kid"], jwk=attacker))),
        ("jwk: brings the key that signed, under a live name", token(ED_NEXT, head_text=head(ED, jwk=attacker))),
    ]
    types = [
        (f"typ: {value}, {name}", token(kid, head_text=head(kid, typ=value)))
        for value in ("JWT", "at+jwt", "dpop+jwt", "Helpthread-Session+JWT", "", None)
        for kid, name in BOTH
    ]
    types += [(f"typ missing, {name}", token(kid, head_text=head(kid, drop=["typ"]))) for kid, name in BOTH]
    return refused("malformed", INJECTION, rows) + refused("malformed", CLAIMS, types)


def misused_claims():
    payloads = [
        ("for another audience", claims(aud="other")),
        ("customer with an agent's id", claims(sub=AGENT)),
        ("agent with a customer's id", agent(sub=CUSTOMER)),
        ("role: admin", claims(role="admin")),
        ("exp: a string", claims(exp=str(NOW + 900))),
        ("exp: a float", claims(exp=float(NOW + 900))),
        ("iat: negative", claims(iat=-1)),
        ("lifetime of 901 s", claims(exp=NOW + 901)),
        ("no sub", claims(drop=["sub"])),
        ("payload is null", "null"),
    ]
    rows = [(f"{what}, {name}", token(kid, payload)) for what, payload in payloads for kid, name in BOTH]
    return refused("claims", CLAIMS, rows)


def cases():
    return algorithms() + kids() + headers() + misused_claims()
