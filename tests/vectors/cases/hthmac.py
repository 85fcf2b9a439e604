"""Requests to the API: who signed what, the Authorization header that arrived (null: none), the server's clock, and
the error code that the request is answered with (null: accepted). The server knows one credential, `workspace_key`
with `secret`. With `"signer": true` the header is, byte for byte, what a signer writes at `timestamp` (unix seconds).
Bodies are UTF-8, or standard base64 in `body_base64`."""

import base64

from . import NOW, WORKSPACE_KEY, WORKSPACE_SECRET, hmac_sha256

REPLY = (
    '{"author_type":"agent","agent_id":"usr_01HXYZ7A6B5C4D3E2F1G0H9J8K","body":"Hi Jane — I updated your billing '
    'address. Please refresh your account page to confirm.","internal":false}'
)
CHANGE = '{"status":"pending","assignee_id":"usr_01HXYZ7A6B5C4D3E2F1G0H9J8K"}'
FORM, WINDOW, CHECKS = "api-v1.md §1, form of the header", "api-v1.md §1, window", "api-v1.md §1, order of checks"
PARSING, COVERED = "api-v1.md §1, parsing", "api-v1.md §1, raw request body bytes"


def signature(body, secret=WORKSPACE_SECRET):
    return hmac_sha256(secret, body).hex()


def header(body=b"", secret=WORKSPACE_SECRET, key=WORKSPACE_KEY, timestamp=NOW):
    return f'HTHMAC workspace_key="{key}", signature="sha256={signature(body, secret)}", timestamp="{timestamp}"'


def case(name, source, value, code, body=b"", now=NOW, key=WORKSPACE_KEY, secret=WORKSPACE_SECRET, signer=False):
    row = {"name": name, "source": source, "workspace_key": key, "secret": secret}
    if isinstance(body, str):
        row["body"] = body
    else:
        row |= {"body": ""} if not body else {"body_base64": base64.b64encode(body).decode()}
    return row | {"header": value, "now": now, "code": code} | ({"signer": True, "timestamp": NOW} if signer else {})


def signed():
    rows = [
        ("GET: the empty body", b"", WORKSPACE_KEY, WORKSPACE_SECRET),
        ("POST: the reference's reply, with a dash that is not ASCII", REPLY, WORKSPACE_KEY, WORKSPACE_SECRET),
        ("PATCH: the reference's change", CHANGE, WORKSPACE_KEY, WORKSPACE_SECRET),
        (
            "white space and line ends are signed as they are",
            '{\r\n\t"status" : "open" }\n',
            WORKSPACE_KEY,
            WORKSPACE_SECRET,
        ),
        ("every byte, so no text", bytes(range(256)), WORKSPACE_KEY, WORKSPACE_SECRET),
        (
            "text beyond the basic plane, not normalised",
            "e\u0301 \u00e9 \U0001f600 \u202e",
            WORKSPACE_KEY,
            WORKSPACE_SECRET,
        ),
        ("a secret of one byte", CHANGE, WORKSPACE_KEY, "k"),
        ("a secret of exactly one block", CHANGE, WORKSPACE_KEY, "s" * 64),
        ("a secret longer than a block", CHANGE, WORKSPACE_KEY, "s" * 65),
        ("a secret that is not ASCII", CHANGE, WORKSPACE_KEY, "schlüssel-鍵"),
        ("a key with every kind of visible character", b"", "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~", WORKSPACE_SECRET),
        ("a key of 128 characters", b"", "k" * 128, WORKSPACE_SECRET),
    ]
    return [
        case(
            name,
            FORM if name.startswith("GET") else COVERED,
            header(body, secret, key),
            None,
            body,
            NOW,
            key,
            secret,
            True,
        )
        for name, body, key, secret in rows
    ]


def times():
    rows = [
        ("exactly", 0, None),
        ("300 s behind the server", 300, None),
        ("300 s ahead of the server", -300, None),
        ("301 s behind the server", 301, "timestamp_out_of_range"),
        ("301 s ahead of the server", -301, "timestamp_out_of_range"),
        ("a day old", 86_400, "timestamp_out_of_range"),
    ]
    late = case(
        "wrong signature and wrong time: the signature is told",
        CHECKS,
        header(b"other", timestamp=NOW - 9000),
        "invalid_signature",
    )
    zero = case("at the epoch", WINDOW, header(timestamp=0), "timestamp_out_of_range")
    far = case("as far away as twelve digits go", WINDOW, header(timestamp=999999999999), "timestamp_out_of_range")
    return [case(name, WINDOW, header(), code, now=NOW + away) for name, away, code in rows] + [zero, far, late]


def accepted():
    key, mac, time = f'workspace_key="{WORKSPACE_KEY}"', f'signature="sha256={signature(b"")}"', f'timestamp="{NOW}"'
    rows = [
        ("scheme in lower case", f"hthmac {key}, {mac}, {time}"),
        ("scheme in mixed case", f"HtHmAc {key}, {mac}, {time}"),
        ("order: timestamp, signature, key", f"HTHMAC {time}, {mac}, {key}"),
        ("order: signature, key, timestamp", f"HTHMAC {mac}, {key}, {time}"),
        ("no space after commas", f"HTHMAC {key},{mac},{time}"),
        ("several spaces after the scheme", f"HTHMAC   {key}, {mac}, {time}"),
        ("spaces and tabs around commas", f"HTHMAC {key} ,\t{mac}\t , {time}"),
        ("spaces at the end", f"HTHMAC {key}, {mac}, {time}  "),
    ]
    return [case(name, PARSING, value, None) for name, value in rows]


def mismatches():
    body = '{"status":"closed"}'
    last = signature(body)[-1]
    other = "0" if last != "0" else "1"
    rows = [
        ("signature of another body", header('{"status":"open"}')),
        ("signature of the empty body", header()),
        ("signature of the body with a final line end", header(body + "\n")),
        ("signature of the body with a space", header('{"status": "closed"}')),
        ("signature under another secret", header(body, "whsec_test_00000000000000000000")),
        ("signature under the secret without its prefix", header(body, "test_9d8f7a6b5c4e3d2c1b0a")),
        ("unknown key with a right signature", header(body, key="sk_test_unknown")),
        ("key in another case", header(body, key="SK_TEST_ABC123")),
        ("last digit changed", header(body).replace(f'{last}", t', f'{other}", t')),
        ("all zeros", header(body).replace(signature(body), "0" * 64)),
        ("signature over timestamp and body", header(body).replace(signature(body), signature(f"{NOW}.{body}"))),
    ]
    return [case(name, COVERED, value, "invalid_signature", body) for name, value in rows]


def parameters():
    return f'workspace_key="{WORKSPACE_KEY}"', f'signature="sha256={signature(b"")}"', f'timestamp="{NOW}"'


def malformed():
    key, mac, time = parameters()
    digits = signature(b"")
    rows = [
        ("empty header", ""),
        ("scheme alone", "HTHMAC"),
        ("scheme and a space", "HTHMAC "),
        ("no scheme", f"{key}, {mac}, {time}"),
        ("Bearer", f"Bearer {key}, {mac}, {time}"),
        ("another scheme that begins alike", f"HTHMAC2 {key}, {mac}, {time}"),
        ("tab after the scheme", f"HTHMAC\t{key}, {mac}, {time}"),
        ("comma after the scheme", f"HTHMAC, {key}, {mac}, {time}"),
        ("unquoted key", f"HTHMAC workspace_key={WORKSPACE_KEY}, {mac}, {time}"),
        ("unquoted signature", f"HTHMAC {key}, signature=sha256={digits}, {time}"),
        ("unquoted timestamp", f"HTHMAC {key}, {mac}, timestamp={NOW}"),
        ("single quotes", f"HTHMAC {key}, {mac}, timestamp='{NOW}'"),
        ("open quote", f'HTHMAC {key}, {mac}, timestamp="{NOW}'),
        ("no key", f"HTHMAC {mac}, {time}"),
        ("no signature", f"HTHMAC {key}, {time}"),
        ("no timestamp", f"HTHMAC {key}, {mac}"),
        ("unknown parameter first", f'HTHMAC version="1", {key}, {mac}, {time}'),
        ("unknown parameter last", f'HTHMAC {key}, {mac}, {time}, nonce="1"'),
        ("key twice, alike", f"HTHMAC {key}, {key}, {mac}, {time}"),
        ("signature twice", f'HTHMAC {key}, signature="sha256={"0" * 64}", {mac}, {time}'),
        ("timestamp twice", f"HTHMAC {key}, {mac}, {time}, {time}"),
        ("parameter name in upper case", f'HTHMAC {key}, {mac}, TIMESTAMP="{NOW}"'),
        ("space before =", f'HTHMAC {key}, {mac}, timestamp ="{NOW}"'),
        ("space after =", f'HTHMAC {key}, {mac}, timestamp= "{NOW}"'),
        ("comma at the end", f"HTHMAC {key}, {mac}, {time},"),
        ("comma at the start", f"HTHMAC ,{key}, {mac}, {time}"),
        ("two commas", f"HTHMAC {key},, {mac}, {time}"),
        ("no comma", f"HTHMAC {key} {mac} {time}"),
        ("semicolons", f"HTHMAC {key}; {mac}; {time}"),
        ("text at the end", f"HTHMAC {key}, {mac}, {time} x"),
        ("two headers joined by a proxy", f"HTHMAC {key}, {mac}, {time}, HTHMAC {key}, {mac}, {time}"),
        ("line feed between parameters", f"HTHMAC {key},\n{mac}, {time}"),
        ("line feed at the end", f"HTHMAC {key}, {mac}, {time}\n"),
        ("carriage return and line feed", f"HTHMAC {key},\r\n {mac}, {time}"),
        ("NUL at the end", f"HTHMAC {key}, {mac}, {time}\0"),
        ("no-break space after the scheme", f"HTHMAC\u00a0{key}, {mac}, {time}"),
        ("full-width quotes", f"HTHMAC {key}, {mac}, timestamp=＂{NOW}＂"),
    ]
    return [case(name, PARSING, value, "invalid_signature") for name, value in rows]


def malformed_values():
    key, mac, time = parameters()
    digits = signature(b"")

    def with_mac(value):
        return f'HTHMAC {key}, signature="{value}", {time}'

    def with_time(value):
        return f'HTHMAC {key}, {mac}, timestamp="{value}"'

    def with_key(value):
        return f'HTHMAC workspace_key="{value}", {mac}, {time}'

    rows = [
        ("empty key", with_key("")),
        ("key with a space", with_key("sk test")),
        ("key with an escaped quote", with_key('sk\\"test')),
        ("key with a backslash", with_key("sk\\_test_abc123")),
        ("key that is not ASCII", with_key("sk_tést")),
        ("key of 129 characters", with_key("k" * 129)),
        ("key with a line feed", with_key("sk\ntest")),
        ("upper-case hex", with_mac("sha256=" + digits.upper())),
        ("one upper-case digit", with_mac("sha256=" + digits.replace("b", "B", 1))),
        ("63 digits", with_mac("sha256=" + digits[:-1])),
        ("65 digits", with_mac("sha256=" + digits + "0")),
        ("62 digits", with_mac("sha256=" + digits[:-2])),
        ("66 digits", with_mac("sha256=" + digits + "00")),
        ("no digits", with_mac("sha256=")),
        ("a letter beyond f", with_mac("sha256=g" + digits[1:])),
        ("0x before the digits", with_mac("sha256=0x" + digits[2:])),
        ("no algorithm", with_mac(digits)),
        ("algorithm in upper case", with_mac("SHA256=" + digits)),
        ("another algorithm", with_mac("sha512=" + digits)),
        ("algorithm twice", with_mac("sha256=sha256=" + digits)),
        ("space in the signature", with_mac("sha256= " + digits)),
        ("base64 instead of hex", with_mac("sha256=" + base64.b64encode(hmac_sha256(WORKSPACE_SECRET, b"")).decode())),
        ("full-width digits", with_mac("sha256=" + digits[:-1] + "５")),
        ("empty timestamp", with_time("")),
        ("timestamp with a sign", with_time(f"+{NOW}")),
        ("negative timestamp", with_time(f"-{NOW}")),
        ("timestamp with a fraction", with_time(f"{NOW}.0")),
        ("timestamp with an exponent", with_time("1.7156064e9")),
        ("timestamp with a space", with_time(f" {NOW}")),
        ("timestamp in milliseconds", with_time(NOW * 1000)),
        ("timestamp of 20 digits", with_time("9" * 20)),
        ("timestamp in hex", with_time("0x66420ec0")),
        ("timestamp as a date", with_time("2024-05-13T13:20:00Z")),
        ("timestamp in Arabic digits", with_time("١٧١٥٦٠٦٤٠٠")),
        ("longer than 512 bytes", f"HTHMAC {' ' * 512}{key}, {mac}, {time}"),
    ]
    return [case(name, PARSING, value, "invalid_signature") for name, value in rows]


def cases():
    missing = case("no header", CHECKS, None, "missing_authentication")
    return signed() + accepted() + times() + [missing] + mismatches() + malformed() + malformed_values()
