"""Values of `SESSION_JWKS`. `problems` is everything that is wrong with one, by code (none: it is taken), `keys` the
kid and the algorithm of each key of one that is taken."""

from . import ed25519, key_points
from .key_points import EC_JWK, ED_JWK, refused, text_of, without
from .public_keys import EC, EC_NEXT, ED, ED_NEXT, JWKS, PRIVATE, json_of, jwk, okp
from .tokens import encoded

SET, KEY, OURS = "RFC 7517 section 5", "RFC 7517 section 4", "proxy.md §1, keys"


def taken(name, source, keys, text=None):
    algorithms = [[key["kid"], "EdDSA" if key["kty"] == "OKP" else "ES256"] for key in keys]
    return {"name": name, "source": source, "jwks": text or text_of(keys), "problems": [], "keys": algorithms}


def accepted():
    ops = ["verify"]
    other = {"ext": True, "x5t": "x", "x5u": "https://evil.example", "iss": None, "nbf": 1}
    characters = "AZaz09._~-"
    many = [okp(ed25519.public(ed25519.RFC_SEED), kid=f"key-{number}") for number in range(64)]
    return [
        taken("the vectors' own", OURS, JWKS["keys"]),
        taken("one Ed25519 key", OURS, [ED_JWK]),
        taken("one P-256 key", OURS, [EC_JWK]),
        taken("64 keys", OURS, many),
        taken("the shortest kid", OURS, [ED_JWK | {"kid": "k"}]),
        taken("every kind of character in a kid", OURS, [ED_JWK | {"kid": characters}]),
        taken("a kid of 64", OURS, [ED_JWK | {"kid": "k" * 64}]),
        taken("the same key under two names", OURS, [ED_JWK, ED_JWK | {"kid": "other"}]),
        taken("alg EdDSA", KEY, [ED_JWK | {"alg": "EdDSA"}]),
        taken("alg Ed25519", "RFC 9864 section 2.2", [ED_JWK | {"alg": "Ed25519", "key_ops": ops, "ext": True}]),
        taken("alg ES256, use sig", KEY, [EC_JWK | {"alg": "ES256", "use": "sig", "key_ops": ops}]),
        taken("members that nobody knows", KEY, [ED_JWK | other], json_of({"keys": [ED_JWK | other], "next": 1})),
        taken("white space", "RFC 8259 section 2", [ED_JWK], "\n\t " + text_of([ED_JWK]) + "\n"),
    ]


def documents():
    many = [ED_JWK | {"kid": f"key-{number}"} for number in range(65)]
    positional = json_of([[ED_JWK[name] for name in ("kty", "crv", "x")]])
    return refused(
        SET,
        ("empty object", "{}", "malformed"),
        ("no JSON", "keys", "malformed"),
        ("JSON that ends early", text_of([ED_JWK])[:-1], "malformed"),
        ("text after it", text_of([ED_JWK]) + "x", "malformed"),
        ("null", "null", "malformed"),
        ("a list of keys", json_of([ED_JWK]), "malformed"),
        ("a list of a list of keys", json_of([[ED_JWK]]), "malformed"),
        ("a key alone", json_of(ED_JWK), "malformed"),
        ("keys: null", '{"keys":null}', "malformed"),
        ("keys: an object", json_of({"keys": ED_JWK}), "malformed"),
        ("keys twice", json_of({"keys": [ED_JWK]})[:-1] + ',"keys":[]}', "malformed"),
        ("keys in another case", json_of({"Keys": [ED_JWK]}), "malformed"),
        ("a key that is null", '{"keys":[null]}', "malformed"),
        ("a key that is a list of the values", '{"keys":%s}' % positional, "malformed"),
        ("a key that is a text", json_of({"keys": [json_of(ED_JWK)]}), "malformed"),
        ("a URL", "https://idp.example.com/.well-known/jwks.json", "malformed"),
        ("deeper than anybody reads", "[" * 20_000, "malformed"),
        ("deep where it is ignored", '{"keys":[],"x":' + "[" * 20_000, "malformed"),
    ) + refused(
        OURS,
        ("no keys", '{"keys":[]}', "no_keys"),
        ("65 keys", many, "too_many_keys"),
        ("65,537 bytes", text_of([ED_JWK]) + " " * (65_537 - len(text_of([ED_JWK]))), "too_long"),
    )


def names():
    rows = [
        (f"kid: {kid[:20]!r}", [ED_JWK | {"kid": kid}], "invalid_kid")
        for kid in ("", "k" * 65, "a b", "a/b", "../a", "a:b", "a+b", "a=", "a,b", "a\n", "\0", "ä", "a%2e", "'", '"')
    ]
    return refused(
        OURS,
        ("no kid", [without(ED_JWK, "kid")], "missing_kid"),
        ("no kid on the second key", [ED_JWK, without(EC_JWK, "kid")], "missing_kid"),
        ("kid twice", [ED_JWK, EC_JWK | {"kid": ED}], "duplicate_kid"),
        ("the same key twice", [ED_JWK, ED_JWK], "duplicate_kid"),
        ("kid: null", [ED_JWK | {"kid": None}], "malformed"),
        ("kid: a number", [ED_JWK | {"kid": 1}], "malformed"),
        ("kid: a list", [ED_JWK | {"kid": [ED]}], "malformed"),
        *rows,
    )


def private():
    seed, number = (encoded(bytes.fromhex(PRIVATE[kid])) for kid in (ED, EC))
    rsa = {name: "AQAB" for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")}
    return refused(
        "RFC 7517 section 9.3",
        ("the private Ed25519 key", [ED_JWK | {"d": seed}], "private_key"),
        ("the private P-256 key", [EC_JWK | {"d": number}], "private_key"),
        ("d: null", [ED_JWK | {"d": None}], "private_key"),
        ("d: an object", [EC_JWK | {"d": {}}], "private_key"),
        ("d spelt with an escape", text_of([ED_JWK])[:-3] + ',"\\u0064":"x"}]}', "private_key"),
        ("a symmetric key", [{"kty": "oct", "kid": "s", "k": "c2VjcmV0"}], "private_key"),
        ("a private RSA key", [{"kty": "RSA", "kid": "r"} | rsa], "private_key"),
        ("a private key after a public one", [ED_JWK, EC_JWK | {"d": number}], "private_key"),
        ("a private key without a name", [without(ED_JWK, "kid") | {"d": seed}], "private_key", "missing_kid"),
    )


def kinds():
    rsa = {"kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB"}
    return refused(
        OURS,
        ("RSA", [rsa], "unknown_key_type"),
        ("RSA beside a good key", [ED_JWK, rsa], "unknown_key_type"),
        ("oct without its key", [{"kty": "oct", "kid": "s"}], "unknown_key_type"),
        ("kty in lower case", [EC_JWK | {"kty": "ec"}], "unknown_key_type"),
        ("kty: AKP", [ED_JWK | {"kty": "AKP"}], "unknown_key_type"),
        ("no kty", [without(ED_JWK, "kty")], "malformed"),
        ("kty: null", [ED_JWK | {"kty": None}], "malformed"),
        ("X25519", [ED_JWK | {"crv": "X25519"}], "unknown_curve"),
        ("Ed448", [ED_JWK | {"crv": "Ed448"}], "unknown_curve"),
        ("P-384", [EC_JWK | {"crv": "P-384"}], "unknown_curve"),
        ("secp256k1", [EC_JWK | {"crv": "secp256k1"}], "unknown_curve"),
        ("Ed25519 as EC", [ED_JWK | {"kty": "EC"}], "unknown_curve"),
        ("P-256 as OKP", [EC_JWK | {"kty": "OKP"}], "unknown_curve"),
        ("no crv", [without(EC_JWK, "crv")], "unknown_curve"),
    ) + refused(
        KEY,
        ("alg of the other", [ED_JWK | {"alg": "ES256"}, EC_JWK | {"alg": "EdDSA"}], "wrong_algorithm"),
        ("alg HS256", [ED_JWK | {"alg": "HS256"}], "wrong_algorithm"),
        ("alg none", [EC_JWK | {"alg": "none"}], "wrong_algorithm"),
        ("alg: null", [EC_JWK | {"alg": None}], "malformed"),
        ("use enc", [EC_JWK | {"use": "enc"}], "wrong_use"),
        ("use: null", [EC_JWK | {"use": None}], "malformed"),
        ("key_ops sign", [EC_JWK | {"key_ops": ["sign"]}], "wrong_use"),
        ("key_ops sign and verify", [EC_JWK | {"key_ops": ["sign", "verify"]}], "wrong_use"),
        ("key_ops verify twice", [EC_JWK | {"key_ops": ["verify", "verify"]}], "wrong_use"),
        ("key_ops empty", [EC_JWK | {"key_ops": []}], "wrong_use"),
        ("key_ops: a text", [EC_JWK | {"key_ops": "verify"}], "malformed"),
        ("use and key_ops at odds", [EC_JWK | {"use": "sig", "key_ops": ["deriveKey"]}], "wrong_use"),
    )


def several():
    keys = [
        without(ED_JWK, "kid") | {"crv": "Ed448"},
        EC_JWK | {"kid": "a b", "use": "enc"},
        EC_JWK | {"kid": EC_NEXT, "y": "x"},
        jwk(ED_NEXT),
        jwk(ED_NEXT) | {"d": "x"},
    ]
    codes = [
        "private_key",
        "missing_kid",
        "invalid_kid",
        "duplicate_kid",
        "unknown_curve",
        "wrong_use",
        "invalid_encoding",
    ]
    return refused(OURS, ("everything at once, each once", keys + keys[:1], *codes))


def cases():
    return accepted() + documents() + names() + private() + kinds() + key_points.cases() + several()
