// Checks a delivery: the body on standard input, the headers in WEBHOOK_ID, WEBHOOK_TIMESTAMP and WEBHOOK_SIGNATURE.
import { buffer } from "node:stream/consumers";
import { webhooks, WebhookVerificationError } from "@helpthread/node";

const { WEBHOOK_SECRET = "", WEBHOOK_ID = "", WEBHOOK_TIMESTAMP = "", WEBHOOK_SIGNATURE = "" } = process.env;
const headers = {
  "webhook-id": WEBHOOK_ID,
  "webhook-timestamp": WEBHOOK_TIMESTAMP,
  "webhook-signature": WEBHOOK_SIGNATURE,
};
try {
  console.log(webhooks.verify(await buffer(process.stdin), headers, WEBHOOK_SECRET).type);
} catch (refusal) {
  if (!(refusal instanceof WebhookVerificationError)) throw refusal;
  console.error(`refused: ${refusal.explain() ?? refusal.message}`);
  process.exitCode = 1;
}
