"""ECDSA on P-256 (FIPS 186-5) with the nonces of RFC 6979, in plain integers: slow, not constant in time, for test keys
only."""

import hashlib
import hmac

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    """The sum of two affine points; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    (x1, y1), (x2, y2) = a, b
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if a == b:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def multiply(scalar, point):
    total = None
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


def is_on_curve(x, y):
    return (y * y - x**3 + 3 * x - B) % P == 0


def public(secret):
    return multiply(secret, BASE)


def encoded(number):
    return number.to_bytes(32, "big")


def nonce(secret, digest):
    """RFC 6979 section 3.2, with HMAC-SHA256."""
    seed = encoded(secret) + encoded(int.from_bytes(digest, "big") % N)
    value, key = b"\x01" * 32, b"\x00" * 32
    for octet in (b"\x00", b"\x01"):
        key = hmac.new(key, value + octet + seed, hashlib.sha256).digest()
        value = hmac.new(key, value, hashlib.sha256).digest()
    while True:
        value = hmac.new(key, value, hashlib.sha256).digest()
        candidate = int.from_bytes(value, "big")
        if 0 < candidate < N:
            return candidate
        key = hmac.new(key, value + b"\x00", hashlib.sha256).digest()
        value = hmac.new(key, value, hashlib.sha256).digest()


def sign(secret, message, algorithm=hashlib.sha256):
    """The two numbers of the signature."""
    digest = algorithm(message).digest()[:32]
    k = nonce(secret, digest)
    r = multiply(k, BASE)[0] % N
    return r, pow(k, -1, N) * (int.from_bytes(digest, "big") + r * secret) % N


def raw(signature):
    """As JWS has it (RFC 7518 section 3.4): both numbers in 32 bytes."""
    return b"".join(encoded(number) for number in signature)


def der(signature):
    """As X.509 and TLS have it, and JWS has not."""

    def integer(number):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return bytes([2, len(data)]) + data

    body = b"".join(integer(number) for number in signature)
    return bytes([0x30, len(body)]) + body


# RFC 6979 appendix A.2.5.
RFC_SECRET = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
assert is_on_curve(*BASE) and public(RFC_SECRET) == (
    0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
    0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
)
assert sign(RFC_SECRET, b"sample") == (
    0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
    0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
)
