"""Webhook deliveries of the Standard Webhooks specification: header values and raw body as they arrived, the secrets
that the receiver knows as they were handed out, its clock, and why the delivery is refused (null: accepted). With
`"signer": true` the signature is, byte for byte, what the first secret signs. Bodies are UTF-8, or standard base64 in
`body_base64`."""

import base64

from . import NOW, WORKSPACE_SECRET, hmac_sha256

STANDARD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LEGACY = "whsec_live_1a2b3c4d5e6f7g8h9i0j"
ID = "dlv_01HXYZD9E7F5G3H1J2K4L6M8N0"
BODY = '{"type":"conversation.updated","timestamp":"2024-05-13T13:20:00.042Z","data":{"subject":"Ünïcode — ✓"}}'
SPECIFICATION, KEYS = "Standard Webhooks, signature scheme", "api-v1.md §7, a verifier's key"
WINDOW, HEADERS, FORGED = "api-v1.md §7, window", "api-v1.md §7, headers", "threats.md row 15"


def key(secret):
    """api-v1.md §7: strict base64 of 24 to 64 bytes after `whsec_`, otherwise the bytes of the whole text."""
    encoded = secret.removeprefix("whsec_")
    if encoded != secret:
        try:
            decoded = base64.b64decode(encoded, validate=True)
        except ValueError:
            return secret.encode()
        if 24 <= len(decoded) <= 64 and base64.b64encode(decoded).decode() == encoded:
            return decoded
    return secret.encode()


def sign(secret=STANDARD, body=BODY, name=ID, timestamp=NOW, raw_key=None):
    body = body.encode() if isinstance(body, str) else body
    mac = hmac_sha256(raw_key or key(secret), f"{name}.{timestamp}.".encode() + body)
    return f"v1,{base64.b64encode(mac).decode()}"


def case(
    name,
    source,
    reason,
    signature=None,
    secrets=(STANDARD,),
    body=BODY,
    message=ID,
    timestamp=str(NOW),
    now=NOW,
    signer=False,
):
    row = {"name": name, "source": source, "secrets": list(secrets), "id": message, "timestamp": timestamp}
    row |= {"body": body} if isinstance(body, str) else {"body_base64": base64.b64encode(body).decode()}
    row |= {"signature": sign() if signature is None else signature, "now": now, "reason": reason}
    return row | ({"signer": True} if signer else {})


def signed():
    published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    payload, message, at = '{"test": 2432232314}', "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    assert sign(STANDARD, payload, message, at) == published

    def secret(length):
        return "whsec_" + base64.b64encode(bytes(range(length))).decode()

    rows = [
        ("text that is not ASCII", STANDARD, BODY),
        ("empty body", STANDARD, ""),
        ("every byte, so no text", STANDARD, bytes(range(256))),
        ("key of 24 bytes", secret(24), BODY),
        ("key of 25 bytes, with padding", secret(25), BODY),
        ("key of 64 bytes", secret(64), BODY),
    ]
    older = [
        ("the reference's secret", LEGACY),
        ("the workspace secret's form", WORKSPACE_SECRET),
        ("no prefix", STANDARD.removeprefix("whsec_")),
        ("23 bytes of base64", secret(23)),
        ("65 bytes of base64", secret(65)),
        ("base64 without its padding", secret(25).rstrip("=")),
        ("base64 with unused bits", secret(25).replace("A==", "B==").replace("g==", "h==")),
        ("base64url", "whsec_" + base64.urlsafe_b64encode(b"\xff" * 24).decode()),
        ("a space after base64", STANDARD + " "),
        ("prefix in upper case", STANDARD.replace("whsec", "WHSEC")),
        ("prefix twice", "whsec_" + STANDARD),
        ("prefix alone", "whsec_"),
        ("text that is not ASCII", "whsec_geheimnis-ä"),
    ]
    return (
        [
            case(
                "published example",
                "Standard Webhooks, test of the reference libraries",
                None,
                published,
                body=payload,
                message=message,
                timestamp=str(at),
                now=at,
                signer=True,
            )
        ]
        + [case(name, SPECIFICATION, None, sign(value, body), [value], body, signer=True) for name, value, body in rows]
        + [
            case(f"older secret, its bytes are the key: {name}", KEYS, None, sign(value), [value], signer=True)
            for name, value in older
        ]
        + [
            case(f"older secret is not decoded: {name}", KEYS, "mismatch", sign(raw_key=raw), [value])
            for name, value, raw in (
                ("23 bytes", secret(23), bytes(range(23))),
                ("65 bytes", secret(65), bytes(range(65))),
            )
        ]
        + [
            case(
                "standard secret is decoded, its text is not the key", KEYS, "mismatch", sign(raw_key=STANDARD.encode())
            )
        ]
    )


def several():
    good, other = sign(), sign(LEGACY)
    zero = "v1," + base64.b64encode(bytes(32)).decode()
    return [
        case(name, SPECIFICATION, reason, value, secrets)
        for name, reason, value, secrets in [
            ("two signatures, the second is right", None, f"{zero} {good}", [STANDARD]),
            ("two signatures, the first is right", None, f"{good} {zero}", [STANDARD]),
            ("v1a and v1", None, f"v1a,{good[3:]} {good}", [STANDARD]),
            ("an unknown version and v1", None, f"v2,xyz {good}", [STANDARD]),
            ("junk and v1", None, f"junk , v1 v1, {good}", [STANDARD]),
            ("two secrets, signed with the second", None, other, [STANDARD, LEGACY]),
            ("two secrets, signed with the first", None, other, [LEGACY, STANDARD]),
            ("two secrets, signed with neither", "mismatch", sign("whsec_other"), [STANDARD, LEGACY]),
            ("no secret", "mismatch", good, []),
            ("the sixteenth is right", None, f"{zero} " * 15 + good, [STANDARD]),
            ("the seventeenth is not tried", "mismatch", f"{zero} " * 16 + good, [STANDARD]),
            ("sixteen of other versions are not counted", None, "v1a,xyz " * 16 + good, [STANDARD]),
        ]
    ]


def times():
    rows = [
        ("300 s old", 300, None),
        ("300 s ahead", -300, None),
        ("301 s old", 301, "outside_window"),
        ("301 s ahead", -301, "outside_window"),
    ]
    return [case(name, WINDOW, reason, now=NOW + away) for name, away, reason in rows] + [
        case("wrong signature and wrong time: the signature is told", WINDOW, "mismatch", sign(LEGACY), now=NOW + 9000),
        case(
            "old, with a new timestamp that was not signed",
            FORGED,
            "mismatch",
            timestamp=str(NOW + 9000),
            now=NOW + 9000,
        ),
    ]


def forged():
    good = sign()
    body = BODY.encode()
    api = base64.b64encode(hmac_sha256(WORKSPACE_SECRET, BODY)).decode()
    rows = [
        case("one bit of the body", FORGED, "mismatch", body=bytes([body[0] ^ 1]) + body[1:]),
        case("a line end after the body", FORGED, "mismatch", body=BODY + "\n"),
        case("body cut", FORGED, "mismatch", body=BODY[:-1]),
        case("another id", FORGED, "mismatch", message=ID[:-1] + "1"),
        case("timestamp with a zero before it was not signed so", FORGED, "mismatch", timestamp=f"0{NOW}"),
        case(
            "id and timestamp trade digits",
            FORGED,
            "invalid_id",
            sign(name="dlv_1", timestamp=f"2.{NOW}"),
            message="dlv_1.2",
        ),
        case("an API request's MAC", FORGED, "mismatch", "v1," + api, [WORKSPACE_SECRET]),
    ]
    unknown = [
        ("empty", ""),
        ("v1 alone", "v1"),
        ("v1 and a comma", "v1,"),
        ("only v1a", f"v1a,{good[3:]}"),
        ("V1", "V1" + good[2:]),
        ("no version", good[3:]),
        ("v1 and =", "v1=" + good[3:]),
        ("hex", "v1," + base64.b64decode(good[3:]).hex()),
        ("unused bits", good[:-2] + chr(ord(good[-2]) + 1) + "="),
        ("no padding", good[:-1]),
        ("base64url", good.replace("+", "-").replace("/", "_")),
        ("31 bytes", "v1," + base64.b64encode(b"x" * 31).decode()),
        ("33 bytes", "v1," + base64.b64encode(b"x" * 33).decode()),
        ("joined by a comma", f"{good},{good}"),
        ("joined by a tab", f"{good}\t{good}"),
        ("a space after the comma", "v1, " + good[3:]),
    ]
    assert "+" in good or "/" in good
    rows += [case(f"no signature: {name}", HEADERS, "no_signature", value) for name, value in unknown]
    times = [
        ("empty", ""),
        ("a sign", f"+{NOW}"),
        ("negative", "-1"),
        ("a fraction", f"{NOW}.0"),
        ("a space", f" {NOW}"),
        ("milliseconds", str(NOW * 1000)),
        ("a date", "2024-05-13T13:20:00Z"),
        ("not ASCII", "١٧١٥٦٠٦٤٠٠"),
        ("two values", f"{NOW}, {NOW}"),
    ]
    rows += [
        case(f"timestamp: {name}", HEADERS, "invalid_timestamp", sign(timestamp=value), timestamp=value)
        for name, value in times
    ]
    names = [
        ("empty", ""),
        ("a space", "dlv 1"),
        ("a line feed", "dlv\n1"),
        ("not ASCII", "dlv_é"),
        ("a full stop", "dlv.1"),
        ("257 characters", "d" * 257),
    ]
    return (
        rows
        + [case(f"id: {name}", HEADERS, "invalid_id", sign(name=value), message=value) for name, value in names]
        + [case("id of 256 characters", HEADERS, None, sign(name="d" * 256), message="d" * 256, signer=True)]
    )


def cases():
    return signed() + several() + times() + forged()
