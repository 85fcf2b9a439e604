"""Raw queries of the two lists: the one canonical spelling that each is read as, or the message of its
`invalid_filter`."""

from .cursors import encoded, position

SOURCE, POLLUTION = "api-v1.md §3", "threats.md row 3"
LIST, HISTORY = "GET /conversations", "GET /customers/:id/conversations"
AGENT = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K"
CURSOR = encoded(position())

STATUS = "The status filter must be one of: open, pending, closed."
ASSIGNEE = "The assignee_id filter must be an agent's id, which starts with usr_."
POSITION = "The cursor must be the next_cursor of a previous page."
LIMIT = "The limit must be a whole number from 1 to 100."
ALLOWED = {LIST: "status, assignee_id, cursor, limit", HISTORY: "status, cursor, limit"}


def unsupported(operation, name=None):
    what = f"The query parameter {name} is not supported" if name else "The query has a parameter that is not supported"
    return f"{what}; allowed are: {ALLOWED[operation]}."


def accepted(operation):
    rows = [
        ("none", "", "limit=25"),
        ("status: open", "status=open", "status=open&limit=25"),
        ("status: pending", "status=pending", "status=pending&limit=25"),
        ("status: closed", "status=closed", "status=closed&limit=25"),
        ("limit: 1", "limit=1", "limit=1"),
        ("limit: 100", "limit=100", "limit=100"),
        ("the default limit", "limit=25", "limit=25"),
        ("cursor", f"cursor={CURSOR}", f"cursor={CURSOR}&limit=25"),
        ("another order", f"limit=7&cursor={CURSOR}&status=open", f"status=open&cursor={CURSOR}&limit=7"),
        ("escapes that are not needed", "%73tatus=%6Fpen&limit=%32", "status=open&limit=2"),
        ("separators without a parameter", "&&status=open&", "status=open&limit=25"),
    ]
    if operation == LIST:
        rows += [
            ("assignee", f"assignee_id={AGENT}", f"assignee_id={AGENT}&limit=25"),
            (
                "all of them",
                f"limit=10&assignee_id={AGENT}&cursor={CURSOR}&status=closed",
                f"status=closed&assignee_id={AGENT}&cursor={CURSOR}&limit=10",
            ),
        ]
    return rows


def refused(operation):
    rows = [
        (f"status: {value!r}", f"status={value}", STATUS)
        for value in ("Open", "resolved", "open,closed", "open%00", "open%20", "+open", "%FF", "%6fpen%2c", "open%2526")
    ]
    rows += [
        (f"limit: {value!r}", f"limit={value}", LIMIT)
        for value in (
            "0",
            "101",
            "-1",
            "+1",
            "%2B1",
            "1.0",
            "1e1",
            "0x10",
            "007",
            "25%20",
            "ten",
            "256",
            "9" * 30,
            "%D9%A1",
        )
    ]
    rows += [
        (f"cursor: {value[-12:]!r}", f"cursor={value}", POSITION)
        for value in ("abc", CURSOR + "A", CURSOR + "%3D", "x" * 300)
    ]
    known = ALLOWED[operation].split(", ")
    rows += [(f"{name}: empty", f"{name}=", f"The query parameter {name} must not be empty.") for name in known] + [
        (f"{name}: without =", name, f"The query parameter {name} must not be empty.") for name in known
    ]
    values = {"status": "open", "assignee_id": AGENT, "cursor": CURSOR, "limit": "25"}
    rows += [
        (
            f"{name}: twice, alike",
            f"{name}={values[name]}&{name}={values[name]}",
            f"The query parameter {name} must be given only once.",
        )
        for name in known
    ]
    rows += [
        ("twice, once escaped", "status=open&%73tatus=closed", "The query parameter status must be given only once.")
    ]
    rows += [
        (f"unknown: {name}", f"{name}=1", unsupported(operation, name))
        for name in ("customer_id", "Status", "LIMIT", "offset", "page", "x" * 64)
    ]
    rows += [
        (f"unknown, not repeated: {name[:20]!r}", f"{name}=1", unsupported(operation))
        for name in (
            "status[]",
            "status%5B%5D",
            "",
            "status%00",
            "%3Cscript%3E",
            "+status",
            "status%20",
            "s%C3%A9",
            "a.b",
            "y" * 65,
        )
    ]
    if operation == LIST:
        rows += [
            (f"assignee_id: {value[:20]!r}", f"assignee_id={value}", ASSIGNEE)
            for value in (
                "null",
                "usr_",
                "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
                "me",
                "usr_a%2Fb",
                "usr_a.b",
                "usr_" + "x" * 61,
            )
        ]
    else:
        rows += [("assignee_id of the other list", f"assignee_id={AGENT}", unsupported(operation, "assignee_id"))]
    return rows


def cases():
    rows = []
    for operation, short in ((LIST, "list"), (HISTORY, "history")):
        for name, query, canonical in accepted(operation):
            rows.append(
                {
                    "name": f"{short}, {name}",
                    "source": SOURCE,
                    "operation": operation,
                    "query": query,
                    "canonical": canonical,
                }
            )
        for name, query, message in refused(operation):
            rows.append(
                {
                    "name": f"{short}, {name}",
                    "source": POLLUTION if "not supported" in message else SOURCE,
                    "operation": operation,
                    "query": query,
                    "message": message,
                }
            )
    return rows
