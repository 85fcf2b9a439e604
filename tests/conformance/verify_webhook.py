"""Checks deliveries with PyPI's standardwebhooks, as an integrator's receiver does.

Reads {"secret": …, "deliveries": [{"headers": {…}, "body": …}]} and prints a list: true, or the reason for a refusal.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

asked = json.load(sys.stdin)
webhook = Webhook(asked["secret"])


def verdict(delivery):
    try:
        webhook.verify(delivery["body"], delivery["headers"])
        return True
    except WebhookVerificationError as refusal:
        return str(refusal)


print(json.dumps([verdict(delivery) for delivery in asked["deliveries"]]))
