/** A strict TypeScript project that uses the package: what must compile, and what must not. */

import {
  HelpThread,
  HelpThreadError,
  sessionTokens,
  sign,
  WebhookVerificationError,
  webhooks,
  type Conversation,
  type HelpThreadErrorCode,
  type SessionTokenOptions,
} from "@helpthread/node";
import module from "@helpthread/node/core.wasm";
import { initialize } from "@helpthread/node/slim";
import { fakeClock, scriptedFetch, signedDelivery } from "@helpthread/node/testing";

const signature: string = sign("secret", "body");
sign("secret", new Uint8Array(4));

const customer: SessionTokenOptions = {
  role: "customer",
  customerId: "cus_1",
  expiresIn: 60,
  origin: "https://app.example.com",
};
const token: string = sessionTokens.create(customer, "secret");
sessionTokens.create({ role: "agent", agentId: "usr_1", scope: "conversations:read" }, "secret");

try {
  sign("", signature);
} catch (error) {
  if (error instanceof HelpThreadError) {
    const code: HelpThreadErrorCode = error.code;
    if (code === "secret_missing" || code === "one we do not know yet") console.log(token);
  }
  if (error instanceof WebhookVerificationError && error.code === "webhook_signature_mismatch") console.log(error.explain());
}

// @ts-expect-error an object is not what goes on the wire
sign("secret", { body: true });
// @ts-expect-error environment variables may be undefined
sign(undefined as string | undefined, "");
// @ts-expect-error a customer has a customerId
sessionTokens.create({ role: "customer", agentId: "usr_1" }, "secret");
// @ts-expect-error there is no such role
sessionTokens.create({ role: "admin", agentId: "usr_1" }, "secret");
// @ts-expect-error a customer writes nothing
sessionTokens.create({ role: "customer", customerId: "cus_1", scope: "conversations:write" }, "secret");
// @ts-expect-error a misspelt option
sessionTokens.create({ role: "customer", customerId: "cus_1", expireIn: 60 }, "secret");
// @ts-expect-error codes are not assigned
new HelpThreadError("invalid_scope", "message").code = "other";

const client = new HelpThread({ workspaceKey: undefined as string | undefined, fetch, maxRetries: 2 });
const page = await client.conversations.list({ status: "open", limit: 100 });
if (page.pagination.has_more) client.conversations.list({ cursor: page.pagination.next_cursor });
for await (const conversation of client.customers.conversations.list("cus_1")) {
  const assignee: string | null = conversation.assignee_id;
  const changed: Conversation = await client.conversations.update(conversation.id, { assignee_id: assignee }, { ifMatch: conversation });
  console.log(changed.status === "a status of tomorrow");
}
const { data, requestId } = await client.conversations.messages
  .create("cnv_1", { agent_id: "usr_1", body: "Hello" }, { idempotencyKey: "1", signal: new AbortController().signal })
  .withResponse();
console.log(data.internal, requestId);
const secret: string = (await client.webhooks.create({ url: "https://a.example", events: ["message.created"] })).signing_secret;
const event = webhooks.verify("", new Headers(), [secret], { tolerance: 60 });
if (event.type === "message.created") console.log(event.data.body, event.data.customer_id);
else console.log(event.data.subject);

// @ts-expect-error only these three statuses can be set
client.conversations.update("cnv_1", { status: "archived" });
// @ts-expect-error the author is always an agent: agent_id is required
client.conversations.messages.create("cnv_1", { body: "Hello" });
// @ts-expect-error there is no such event
client.webhooks.create({ url: "https://a.example", events: ["message.deleted"] });
// @ts-expect-error a customer's list has no assignee filter
client.customers.conversations.list("cus_1", { assignee_id: "usr_1" });
// @ts-expect-error the last page has no cursor to go on with
client.conversations.list({ cursor: page.pagination.next_cursor });
// @ts-expect-error a conversation event has no message
if (event.type === "conversation.created") console.log(event.data.body);

initialize(module);
const delivery = signedDelivery({ type: "conversation.updated", timestamp: "2024-05-13T14:24:00.000Z", data: page.data[0]! }, secret);
webhooks.verify(delivery.body, delivery.headers, secret);
// @ts-expect-error what happened to a message is told with the message
signedDelivery({ type: "message.created", timestamp: "2024-05-13T14:24:00.000Z", data: page.data[0]! }, secret);
const tested = new HelpThread({ clock: fakeClock(), fetch: scriptedFetch("lost", { body: page }) });
console.log(tested, fakeClock().waits[0]);
