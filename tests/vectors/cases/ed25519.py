"""Ed25519 as RFC 8032 section 5.1 defines it, in plain integers: slow, not constant in time, for test keys only."""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1)


def add(a, b):
    """The sum of two affine points (section 5.1.4)."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    return x, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


def multiply(scalar, point):
    total = IDENTITY
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


def recover_x(y, sign):
    """The x of a point, or None if there is no point (section 5.1.3)."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x and x % 2 != sign else x


BASE_Y = 4 * pow(5, -1, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y)


def encoded(point):
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def integer(data):
    return int.from_bytes(data, "little")


def expanded(seed):
    digest = hashlib.sha512(seed).digest()
    return integer(digest[:32]) & (2**254 - 8) | 2**254, digest[32:]


def public(seed):
    return encoded(multiply(expanded(seed)[0], BASE))


def challenge(commitment, key, message):
    return integer(hashlib.sha512(commitment + key + message).digest())


def sign(seed, message, prefix=b""):
    """The signature (section 5.1.6). A prefix other than the empty one is that of a variant (section 5.1, dom2)."""
    scalar, secret = expanded(seed)
    nonce = integer(hashlib.sha512(prefix + secret + message).digest()) % L
    commitment = encoded(multiply(nonce, BASE))
    hashed = integer(hashlib.sha512(prefix + commitment + public(seed) + message).digest())
    return commitment + ((nonce + hashed * scalar) % L).to_bytes(32, "little")


def sign_without_nonce(seed, message):
    """R is the identity and S fits it: only a verifier that refuses points of small order refuses this."""
    commitment = encoded(IDENTITY)
    scalar = challenge(commitment, public(seed), message) * expanded(seed)[0] % L
    return commitment + scalar.to_bytes(32, "little")


# RFC 8032 section 7.1, TEST 1.
RFC_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
assert public(RFC_SEED).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
assert sign(RFC_SEED, b"").hex() == (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
    "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
