"""The published reference's example answers, without its white space."""

BILLING = {
    "id": "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
    "customer_id": "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
    "subject": "Unable to update billing address",
    "status": "open",
    "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
    "created_at": "2024-05-13T14:24:00Z",
    "updated_at": "2024-05-13T15:02:11Z",
    "last_message_at": "2024-05-13T15:02:11Z",
}
PLAN = {
    "id": "cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L",
    "customer_id": "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A",
    "subject": "Question about enterprise plan",
    "status": "open",
    "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
    "created_at": "2024-05-12T09:11:42Z",
    "updated_at": "2024-05-13T10:18:33Z",
    "last_message_at": "2024-05-13T10:18:33Z",
}
MOVED = BILLING | {"status": "pending", "updated_at": "2024-05-13T15:14:27Z", "last_message_at": "2024-05-13T15:08:42Z"}
LOGIN = {
    "id": "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W",
    "customer_id": "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
    "subject": "Login issue on mobile app",
    "status": "closed",
    "assignee_id": "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W",
    "created_at": "2024-04-28T08:36:19Z",
    "updated_at": "2024-04-29T16:51:03Z",
    "last_message_at": "2024-04-29T16:51:03Z",
}
REPLY = {
    "id": "msg_01HXYZA4C8D6E2F9G1H3J5K7L",
    "conversation_id": BILLING["id"],
    "author_type": "agent",
    "agent_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
    "body": "Hi Jane — I updated your billing address. Please refresh your account page to confirm.",
    "internal": False,
    "created_at": "2024-05-13T15:08:42Z",
}
WEBHOOK = {
    "id": "whk_01HXYZC8D6E4F2G9H1J3K5L7M",
    "url": "https://crm.example.com/webhooks/helpthread",
    "events": ["conversation.created", "conversation.updated", "message.created"],
    "active": True,
    "signing_secret": "whsec_live_1a2b3c4d5e6f7g8h9i0j",
    "created_at": "2024-05-13T15:22:09Z",
}
NEXT = "eyJjcmVhdGVkX2F0IjoiMjAyNC0wNS0xMlQwOToxMTo0MloiLCJpZCI6ImNudl8wMUhYWVo5QzJBIn0"


def cases():
    page, last = {"next_cursor": NEXT, "has_more": True}, {"next_cursor": None, "has_more": False}
    rows = [
        ("GET /conversations", 200, {"data": [BILLING, PLAN], "pagination": page}),
        ("POST /conversations/:id/messages", 201, {"data": REPLY}),
        ("PATCH /conversations/:id", 200, {"data": MOVED}),
        ("GET /customers/:id/conversations", 200, {"data": [MOVED, LOGIN], "pagination": last}),
        ("POST /webhooks", 201, {"data": WEBHOOK}),
    ]
    errors = [
        ("GET /conversations", 400, "invalid_filter", "The status filter must be one of: open, pending, closed."),
        (
            "POST /conversations/:id/messages",
            404,
            "conversation_not_found",
            f"No conversation was found for id {BILLING['id']}.",
        ),
        (
            "PATCH /conversations/:id",
            400,
            "invalid_status_transition",
            f"Conversation {BILLING['id']} cannot be moved from closed to pending.",
        ),
        (
            "GET /customers/:id/conversations",
            404,
            "customer_not_found",
            f"No customer was found for id {BILLING['customer_id']}.",
        ),
        ("POST /webhooks", 400, "invalid_webhook_url", "Webhook URL must be an HTTPS URL."),
    ]
    made = [
        {
            "name": f"{operation}: success",
            "source": f"reference.md, {operation}",
            "operation": operation,
            "status": status,
            "answer": answer,
        }
        for operation, status, answer in rows
    ]
    return made + [
        {
            "name": f"{operation}: error",
            "source": f"reference.md, {operation}",
            "operation": operation,
            "status": status,
            "answer": {"error": {"code": code, "message": message}},
        }
        for operation, status, code, message in errors
    ]
