"""The coordinates of the keys of key-sets.json: how they are spelt, and whether there is such a point."""

from . import ed25519, p256
from .public_keys import EC, ED, ec, json_of, jwk, okp
from .tokens import encoded, stray_bits

EC_KEY, OKP_KEY, ED_POINT, EC_POINT, SPELLING = (
    "RFC 7518 section 6.2.1",
    "RFC 8037 section 2",
    "RFC 8032 section 5.1.3",
    "SEC 1 section 3.2.2.1",
    "RFC 4648 section 3.5",
)
ED_JWK, EC_JWK = jwk(ED), jwk(EC)
POINT = p256.public(p256.RFC_SECRET)


def refused(source, *rows):
    made = []
    for name, text, *problems in rows:
        text = text if isinstance(text, str) else text_of(text)
        made.append({"name": name, "source": source, "jwks": text, "problems": problems, "keys": []})
    return made


def text_of(keys):
    return json_of({"keys": keys})


def without(key, *names):
    return {name: value for name, value in key.items() if name not in names}


def coordinates():
    x, y, key = EC_JWK["x"], EC_JWK["y"], ED_JWK["x"]
    bytes_of_x = p256.encoded(POINT[0])
    rows = [
        ("unused bits", [ED_JWK | {"x": stray_bits(key)}], "invalid_encoding"),
        ("unused bits in y", [EC_JWK | {"y": stray_bits(y)}], "invalid_encoding"),
        ("padding", [ED_JWK | {"x": key + "="}], "invalid_encoding"),
        ("standard base64", [ED_JWK | {"x": key.replace("_", "/")}], "invalid_encoding"),
        ("a line feed in it", [ED_JWK | {"x": key[:9] + "\n" + key[9:]}], "invalid_encoding"),
        ("a space after it", [EC_JWK | {"x": x + " "}], "invalid_encoding"),
        ("hex", [EC_JWK | {"x": bytes_of_x.hex()}], "invalid_encoding"),
    ]
    lengths = [
        ("empty x", [ED_JWK | {"x": ""}], "invalid_encoding"),
        ("31 bytes", [ED_JWK | {"x": encoded(bytes(31))}], "invalid_encoding"),
        ("33 bytes", [EC_JWK | {"x": encoded(b"\0" + bytes_of_x)}], "invalid_encoding"),
        (
            "the whole point in x",
            [EC_JWK | {"x": encoded(b"\4" + bytes_of_x + p256.encoded(POINT[1]))}],
            "invalid_encoding",
        ),
        ("x: null", [ED_JWK | {"x": None}], "malformed"),
        ("x: a list of bytes", [ED_JWK | {"x": [1] * 32}], "malformed"),
        ("no y", [without(EC_JWK, "y")], "malformed"),
        ("no x", [without(EC_JWK, "x")], "malformed"),
        ("x twice", text_of([ED_JWK])[:-3] + ',"x":"%s"}]}' % key, "malformed"),
    ]
    extra = [("a y beside an Ed25519 key", [ED_JWK | {"y": y}], "malformed")]
    return refused(SPELLING, *rows) + refused(EC_KEY, *lengths) + refused(OKP_KEY, *extra)


def ed_points():
    """Encodings by their y and by the bit that is x's sign."""

    def bytes_of(y, sign=0):
        return (y | sign << 255).to_bytes(32, "little")

    order_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
    small = [0, 1, ed25519.P - 1, order_8, ed25519.P - order_8]
    for y in small:
        assert ed25519.multiply(8, (ed25519.recover_x(y, 0), y)) == ed25519.IDENTITY
    # The remainder of this one is a point of the full order, so only its spelling is wrong.
    large = next(y for y in range(2, 19) if ed25519.recover_x(y, 0) is not None)
    assert ed25519.multiply(8, (ed25519.recover_x(large, 0), large)) != ed25519.IDENTITY
    nowhere = next(y for y in range(2, 19) if ed25519.recover_x(y, 0) is None)
    rows = [(f"small order: y = {y:#x}, sign {sign}", bytes_of(y, sign)) for y in small for sign in (0, 1)]
    rows += [
        (f"small order, not canonical: p + {y}, sign {sign}", bytes_of(ed25519.P + y, sign))
        for y in (0, 1)
        for sign in (0, 1)
    ]
    rows += [
        (f"not canonical: p + {large}", bytes_of(ed25519.P + large)),
        ("no point", bytes_of(nowhere)),
        ("all ones", b"\xff" * 32),
    ]
    return refused(ED_POINT, *((name, [okp(key, kid="k")], "invalid_point") for name, key in rows))


def ec_points():
    x, y = POINT
    # An x below 2^256 - p whose point exists: the same point has a second spelling, with x + p.
    small = next(x for x in range(1, 99) if p256.is_on_curve(x, pow(x**3 - 3 * x + p256.B, (p256.P + 1) // 4, p256.P)))
    root = pow(small**3 - 3 * small + p256.B, (p256.P + 1) // 4, p256.P)
    rows = [
        ("off the curve", (x, y ^ 1)),
        ("x and y swapped", (y, x)),
        ("on the twist's side: x + 1", (x + 1, y)),
        ("zero and zero", (0, 0)),
        ("x of p", (p256.P, y)),
        ("x of small + p", (small + p256.P, root)),
        ("largest numbers", (2**256 - 1, 2**256 - 1)),
    ]
    return refused(EC_POINT, *((name, [ec(point, kid="k")], "invalid_point") for name, point in rows))


def cases():
    return coordinates() + ed_points() + ec_points()
