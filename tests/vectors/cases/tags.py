"""Entity tags of conversations, quotes included."""

import hashlib

SOURCE = "api-v1.md §4, 409"
FIELDS = ("id", "subject", "status", "assignee_id", "updated_at", "last_message_at")


def cases():
    base = {
        "id": "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
        "customer_id": "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
        "subject": "Unable to update billing address",
        "status": "open",
        "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
        "created_at": "2024-05-13T14:24:00Z",
        "updated_at": "2024-05-13T15:02:11Z",
        "last_message_at": "2024-05-13T15:02:11Z",
    }
    changes = [
        ("the demo workspace's first conversation", {}),
        ("unassigned", {"assignee_id": None}),
        ("another status", {"status": "pending"}),
        ("a status of a later version", {"status": "snoozed"}),
        ("another assignee", {"assignee_id": "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W"}),
        ("another subject", {"subject": "Größe — 尺寸\n\U0001f600"}),
        ("changed a second later", {"updated_at": "2024-05-13T15:02:12Z"}),
        ("a message a second later", {"last_message_at": "2024-05-13T15:02:12Z"}),
        ("another id", {"id": "cnv_1"}),
    ]
    rows = []
    for name, change in changes:
        conversation = base | change
        text = "\n".join(conversation[field] or "" for field in FIELDS)
        rows.append(
            {
                "name": name,
                "source": SOURCE,
                "conversation": conversation,
                "tag": f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"',
            }
        )
    assert len({row["tag"] for row in rows}) == len(rows)
    return rows + [
        rows[0] | {"name": f"{field} is not covered", "conversation": base | {field: value}}
        for field, value in (("created_at", "2024-01-01T00:00:00Z"), ("customer_id", "cus_1"))
    ]
