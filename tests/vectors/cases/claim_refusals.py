"""Well-signed tokens whose claims are refused."""

from . import NOW
from .tokens import AGENT, CUSTOMER, HEADER, agent, claims, encoded, refused, sealed, signed

CLAIMS, OPTIONAL, SUBJECT = "proxy.md §1, required claims", "proxy.md §1, optional", "threats.md row 24"
HEAD = encoded(HEADER)


def payloads():
    values = [
        ("a string", str(NOW + 900)),
        ("a float", float(NOW + 900)),
        ("negative", -1),
        ("null", None),
        ("true", True),
        ("a list", [NOW + 900]),
        ("beyond 64 bits", 2**64),
        ("the largest i64", 2**63 - 1),
        ("the smallest i64", -(2**63)),
    ]
    rows = [(f"exp: {name}", signed(claims(exp=value))) for name, value in values]
    rows += [
        (f"iat: {name}", signed(claims(iat=value)))
        for name, value in (
            ("a string", str(NOW)),
            ("a float", float(NOW)),
            ("null", None),
            ("the smallest i64", -(2**63)),
        )
    ]
    rows += [(f"iat: -1, exp: {exp}", signed(claims(iat=-1, exp=exp)), 0) for exp in (0, 899)]
    rows += [
        ("exp with an exponent", signed(claims().replace(str(NOW + 900), "1.7156073e9"))),
        ("exp with a fraction of zero", signed(claims().replace(str(NOW + 900), f"{NOW + 900}.0"))),
    ]
    rows += [
        ("lifetime of 901 s", signed(claims(exp=NOW + 901))),
        ("lifetime of a year", signed(claims(exp=NOW + 31_536_000))),
        ("lifetime of nothing", signed(claims(exp=NOW))),
        ("expires before it is issued", signed(claims(exp=NOW - 1))),
        ("issued 31 s ahead", signed(claims(iat=NOW + 31, exp=NOW + 900))),
        ("not before: 31 s ahead", signed(claims(nbf=NOW + 31))),
        ("nbf: null", signed(claims(nbf=None))),
        ("nbf: a string", signed(claims(nbf=str(NOW)))),
        ("nbf: a float", signed(claims(nbf=float(NOW)))),
    ]
    rows += [(f"no {name}", signed(claims(drop=[name]))) for name in ("aud", "sub", "role", "iat", "exp")]
    rows += [
        (f"aud: {value!r}", signed(claims(aud=value)))
        for value in ("other", "", "HELPTHREAD-EDGE", "helpthread-edge ", ["helpthread-edge"], None)
    ]
    rows += [
        (f"{name} twice", signed(claims()[:-1] + f',"{name}":{value}}}'))
        for name, value in (
            ("sub", '"cus_2"'),
            ("aud", '"helpthread-edge"'),
            ("role", '"agent"'),
            ("exp", NOW + 900),
            ("iat", NOW),
        )
    ]
    rows += [
        ("sub twice, once escaped", signed(claims()[:-1] + ',"\\u0073ub":"cus_2"}')),
        ("scope twice", signed(claims(scope="")[:-1] + ',"scope":"conversations:read"}')),
        ("origin twice", signed(claims(origin="https://a.example")[:-1] + ',"origin":"https://b.example"}')),
    ]
    rows += [
        (
            "payload is a list of the values",
            signed(
                '["helpthread-edge","%s","customer",%d,%d,0,"conversations:read","https://a.example"]'
                % (CUSTOMER, NOW, NOW + 900)
            ),
        ),
        ("payload is null", signed("null")),
        ("payload is empty", sealed(f"{HEAD}.")),
        ("payload is a list of one", signed(f"[{claims()}]")),
        ("text after the payload's object", signed(claims() + "x")),
        ("payload is not UTF-8", signed(b'{"x":"\xff",' + claims()[1:].encode())),
    ]
    return refused("claims", CLAIMS, rows)


def subjects():
    rows = [
        ("customer with an agent's id", signed(claims(sub=AGENT))),
        ("agent with a customer's id", signed(agent(sub=CUSTOMER))),
        ("role: admin", signed(claims(role="admin"))),
        ("role: Customer", signed(claims(role="Customer"))),
        ("role: empty", signed(claims(role=""))),
        ("role: null", signed(claims(role=None))),
        ("role in a list", signed(claims(role=["customer"]))),
        ("both roles", signed(claims(role="customer agent"))),
    ]
    ids = [
        "",
        "cus_",
        "CUS_1",
        "cus_a/../cus_b",
        "cus_a%2fb",
        "cus_a b",
        "cus_é",
        "cus_a\n",
        "cus_" + "x" * 61,
        " cus_1",
        "*",
    ]
    rows += [(f"customer's id: {value[:12]!r}", signed(claims(sub=value))) for value in ids] + [
        ("sub: a number", signed(claims(sub=1))),
        ("sub: null", signed(claims(sub=None))),
        ("sub in a list", signed(claims(sub=[CUSTOMER]))),
    ]
    origins = [
        "",
        "null",
        "*",
        "app.example.com",
        "https://",
        "https://app.example.com/",
        "https://app.example.com/x",
        "https://app.example.com?x",
        "https://user@app.example.com",
        "HTTPS://app.example.com",
        "https://APP.example.com",
        "https://app.example.com,https://b.example",
        "https://app.example.com https://b.example",
        "javascript:alert(1)",
        "file://x",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "https://bücher.example",
        "https://" + "a" * 260,
    ]
    optional = [(f"origin: {value[:40]}", signed(claims(origin=value))) for value in origins] + [
        ("origin: JSON null", signed(claims(origin=None))),
        ("origin in a list", signed(claims(origin=["https://app.example.com"]))),
    ]
    optional += [
        ("scope: null", signed(claims(scope=None))),
        ("scope in a list", signed(agent(scope=["conversations:read"]))),
        ("scope: a number", signed(claims(scope=7))),
    ]
    return refused("claims", SUBJECT, rows) + refused("claims", OPTIONAL, optional)


def cases():
    return payloads() + subjects()
