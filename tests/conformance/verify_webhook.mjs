// Checks deliveries with npm's standardwebhooks, as an integrator's receiver does.
//
// Reads {"secret": …, "deliveries": [{"headers": {…}, "body": …}]} and prints a list: true, or the reason for a refusal.

import { text } from "node:stream/consumers";

import { Webhook, WebhookVerificationError } from "standardwebhooks";

const { secret, deliveries } = JSON.parse(await text(process.stdin));
const webhook = new Webhook(secret);

function verdict({ headers, body }) {
  try {
    webhook.verify(body, headers);
    return true;
  } catch (refusal) {
    if (!(refusal instanceof WebhookVerificationError)) throw refusal;
    return refusal.message;
  }
}

console.log(JSON.stringify(deliveries.map(verdict)));
