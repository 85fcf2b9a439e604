"""HMAC-SHA-256 of RFC 4231, in hexadecimal. `mac` has 16 bytes where the RFC truncates."""

from . import hmac_sha256

# The RFC's own figures, so that a mistake in a key or a message here is found.
CASES = [
    ("1", "0b" * 20, b"Hi There".hex(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        "2 (key shorter than the MAC)",
        b"Jefe".hex(),
        b"what do ya want for nothing?".hex(),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        "3 (key and data longer than 64 bytes)",
        "aa" * 20,
        "dd" * 50,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        "4 (key of 25 bytes)",
        bytes(range(1, 26)).hex(),
        "cd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    ("5 (truncated to 128 bits)", "0c" * 20, b"Test With Truncation".hex(), "a3b6167473100ee06e0c796c2955552b"),
    (
        "6 (key longer than a block)",
        "aa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First".hex(),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        "7 (key and data longer than a block)",
        "aa" * 131,
        b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
        b"hashed before being used by the HMAC algorithm.".hex(),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]


def cases():
    rows = []
    for number, key, data, mac in CASES:
        computed = hmac_sha256(bytes.fromhex(key), bytes.fromhex(data)).hex()
        assert computed.startswith(mac), number
        rows.append(
            {
                "name": f"test case {number}",
                "source": f"RFC 4231 section 4.{int(number[0]) + 1}",
                "key": key,
                "data": data,
                "mac": mac,
            }
        )
    return rows
