"""Cursors of lists: the position that a cursor names, or null where it is refused."""

import base64

SOURCE = "api-v1.md §6"
TIME, ID = "2024-05-12T09:11:42Z", "cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L"


def encoded(json):
    json = json.encode() if isinstance(json, str) else json
    return base64.urlsafe_b64encode(json).rstrip(b"=").decode()


def position(time=TIME, name=ID):
    return '{"created_at":"%s","id":"%s"}' % (time, name)


def cases():
    good = encoded(position())
    valid = [
        ("the demo workspace's second conversation", SOURCE, TIME, ID),
        ("the reference's example", "reference.md, GET /conversations", TIME, "cnv_01HXYZ9C2A"),
        ("shortest id", SOURCE, TIME, "cnv_a"),
        ("longest id", SOURCE, TIME, "cnv_" + "z" * 60),
        ("first second", SOURCE, "0000-01-01T00:00:00Z", ID),
        ("last second", SOURCE, "9999-12-31T23:59:59Z", ID),
        ("leap day", SOURCE, "2024-02-29T23:59:59Z", ID),
    ]
    rows = [
        {
            "name": name,
            "source": source,
            "cursor": encoded(position(time, of)),
            "position": {"created_at": time, "id": of},
        }
        for name, source, time, of in valid
    ]
    assert rows[1]["cursor"] == "eyJjcmVhdGVkX2F0IjoiMjAyNC0wNS0xMlQwOToxMTo0MloiLCJpZCI6ImNudl8wMUhYWVo5QzJBIn0"
    unpadded = encoded(position(name="cnv_a"))
    assert len(unpadded) % 4 == 3
    refused = [
        ("empty", ""),
        ("not base64url", "!!!!"),
        ("an id", ID),
        ("a number", "25"),
        ("cut", good[:-1]),
        ("one digit more", good + "A"),
        ("padding", unpadded + "="),
        ("standard padding and alphabet", base64.b64encode(position(name="cnv_abc").encode()).decode()),
        ("unused bits", unpadded[:-1] + chr(ord(unpadded[-1]) + 1)),
        ("a space after it", good + " "),
        ("a line feed after it", good + "\n"),
        ("not JSON", encoded("{")),
        ("JSON null", encoded("null")),
        ("a list", encoded(f'["{TIME}","{ID}"]')),
        ("white space in the JSON", encoded(position() + " ")),
        ("fields the other way round", encoded('{"id":"%s","created_at":"%s"}' % (ID, TIME))),
        ("one field more", encoded(position()[:-1] + ',"x":1}')),
        ("no id", encoded('{"created_at":"%s"}' % TIME)),
        ("no created_at", encoded('{"id":"%s"}' % ID)),
        ("id twice", encoded(position()[:-1] + ',"id":"%s"}' % ID)),
        ("an escape", encoded(position().replace("cnv_", "\\u0063nv_"))),
        ("a customer's id", encoded(position(name="cus_1"))),
        ("an id with a quote", encoded(position(name="cnv_' OR 1=1"))),
        ("an id of 65 characters", encoded(position(name="cnv_" + "z" * 61))),
        ("no id after the prefix", encoded(position(name="cnv_"))),
        ("time with an offset", encoded(position("2024-05-12T09:11:42+00:00"))),
        ("time with a fraction", encoded(position("2024-05-12T09:11:42.000Z"))),
        ("time in lower case", encoded(position(TIME.lower()))),
        ("30 February", encoded(position("2024-02-30T00:00:00Z"))),
        ("time as a number", encoded('{"created_at":1715505102,"id":"%s"}' % ID)),
        ("not UTF-8", encoded(b'{"created_at":"\xff","id":"cnv_1"}')),
        ("longer than 256 characters", encoded(position() + " " * 200)),
    ]
    return rows + [{"name": name, "source": SOURCE, "cursor": value, "position": None} for name, value in refused]
