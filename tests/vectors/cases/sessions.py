"""Session tokens, checked at `now` with the secrets `current` and `previous` and with the public keys of `jwks`, whose
private halves (Ed25519's seed, P-256's number) are `private`, in hex. `code` is the answer to the client (null:
accepted, with `session`), `reason` what only the operator learns. Where there is `mint`, `token` is byte for byte what
minting that writes with the current secret."""

from . import NOW, claim_refusals, key_confusion, public_key_signatures, token_refusals
from .public_keys import JWKS, PRIVATE
from .tokens import AGENT, CURRENT, CUSTOMER, FOREIGN, PREVIOUS, READ, WRITE, agent, claims, header, signed

SHARED = {"secrets": {"current": CURRENT, "previous": PREVIOUS, "foreign": FOREIGN}, "jwks": JWKS, "private": PRIVATE}
CLAIMS, OPTIONAL, KEYS = "proxy.md §1, required claims", "proxy.md §1, optional", "proxy.md §1, keys"
ORIGIN = "https://app.example.com"


def accepted(name, source, token, role="customer", scopes=None, origin=None, expires_at=NOW + 900, now=NOW, mint=None):
    sub = CUSTOMER if role == "customer" else AGENT
    allowed = [READ] if role == "customer" else [READ, WRITE]
    session = {
        "role": role,
        "sub": sub,
        "scopes": allowed if scopes is None else scopes,
        "origin": origin,
        "expires_at": expires_at,
    }
    row = {"name": name, "source": source, "token": token, "now": now, "code": None, "session": session}
    return row | ({"mint": mint} if mint else {})


def minted():
    def mint(role, lifetime=900, **more):
        return {"role": role, "sub": CUSTOMER if role == "customer" else AGENT, "now": NOW, "lifetime": lifetime} | more

    return [
        accepted("customer", CLAIMS, signed(claims()), mint=mint("customer")),
        accepted("agent", CLAIMS, signed(agent()), "agent", mint=mint("agent")),
        accepted(
            "lifetime of one second", CLAIMS, signed(claims(exp=NOW + 1)), expires_at=NOW + 1, mint=mint("customer", 1)
        ),
        accepted(
            "agent who only reads",
            OPTIONAL,
            signed(agent(scope=READ)),
            "agent",
            [READ],
            mint=mint("agent", scopes=[READ]),
        ),
        accepted(
            "agent with both scopes named",
            OPTIONAL,
            signed(agent(scope=f"{READ} {WRITE}")),
            "agent",
            mint=mint("agent", scopes=[READ, WRITE]),
        ),
        accepted("no scope left", OPTIONAL, signed(agent(scope="")), "agent", [], mint=mint("agent", scopes=[])),
        accepted(
            "bound to an origin",
            OPTIONAL,
            signed(claims(origin=ORIGIN)),
            origin=ORIGIN,
            mint=mint("customer", origin=ORIGIN),
        ),
        accepted(
            "narrowed and bound",
            OPTIONAL,
            signed(agent(scope=WRITE, origin="http://localhost:8787")),
            "agent",
            [WRITE],
            "http://localhost:8787",
            mint=mint("agent", scopes=[WRITE], origin="http://localhost:8787"),
        ),
    ]


def times():
    return [
        accepted("in the last second of the leeway", CLAIMS, signed(claims()), now=NOW + 900 + 29),
        accepted("issued 30 s ahead", CLAIMS, signed(claims(iat=NOW + 30, exp=NOW + 930)), expires_at=NOW + 930),
        accepted("not before: 30 s ahead", CLAIMS, signed(claims(nbf=NOW + 30))),
        accepted("not before: long ago", CLAIMS, signed(claims(nbf=0))),
    ]


def tolerated():
    rest = '"sub":"' + CUSTOMER + '","role":"customer","iat":%d,"exp":%d}' % (NOW, NOW + 900)
    return [
        accepted(
            "a scope that the customer role does not have grants nothing",
            OPTIONAL,
            signed(claims(scope=f"{READ} {WRITE}")),
        ),
        accepted("only a scope that the role does not have", OPTIONAL, signed(claims(scope=WRITE)), scopes=[]),
        accepted(
            "webhooks:manage is available to nobody",
            OPTIONAL,
            signed(agent(scope=f"{READ} webhooks:manage")),
            "agent",
            [READ],
        ),
        accepted("an unknown scope grants nothing", OPTIONAL, signed(agent(scope="admin *")), "agent", []),
        accepted("scopes in another case grant nothing", OPTIONAL, signed(agent(scope=READ.upper())), "agent", []),
        accepted(
            "scopes separated by a comma are one unknown name",
            OPTIONAL,
            signed(agent(scope=f"{READ},{WRITE}")),
            "agent",
            [],
        ),
        accepted(
            "unknown claims are ignored",
            "RFC 7519 section 4",
            signed(claims(jti="1", name="Jane", admin=True, scopes=["*"])),
        ),
        accepted("unknown header fields are ignored", "RFC 7515 section 4", signed(claims(), header(cty="x", x5t="y"))),
        accepted(
            "fields in another order",
            "RFC 8259 section 4",
            signed(
                '{"exp":%d,"iat":%d,"role":"customer","sub":"%s","aud":"helpthread-edge"}' % (NOW + 900, NOW, CUSTOMER),
                '{"typ":"helpthread-session+jwt","alg":"HS256"}',
            ),
        ),
        accepted(
            "white space in the JSON", "RFC 8259 section 2", signed('\n{ "aud" : "helpthread-edge",\t' + rest + " ")
        ),
        accepted("an escape in a value", "RFC 8259 section 7", signed('{"aud":"helpthread\\u002dedge",' + rest)),
        accepted("signed with the previous secret", KEYS, signed(claims(), secret=PREVIOUS)),
    ]


def cases():
    shared = minted() + times() + tolerated() + token_refusals.cases() + claim_refusals.cases()
    public = public_key_signatures.accepted(accepted) + public_key_signatures.cases() + key_confusion.cases()
    return shared + public
