/** The client against the API server itself, as `cargo xtask stack` runs it. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { ConflictError, HelpThread, NotFoundError, webhooks } from "@helpthread/node";
import { fakeClock } from "@helpthread/node/testing";
import { conversationsOf, WORKSPACE_KEY, WORKSPACE_SECRET } from "../../../tests/e2e/workspace.mjs";
import { startStack } from "../../../tests/e2e/stack.mjs";

const CUSTOMER = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
const AGENT = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";
const CONVERSATION = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack.end());

const connect = (options = {}) =>
  new HelpThread({ workspaceKey: WORKSPACE_KEY, workspaceSecret: WORKSPACE_SECRET, baseUrl: `${stack.api}/v1`, ...options });

test("a page is what the API sends, and the next one goes on where it ended", async () => {
  const { conversations } = connect();
  const first = await conversations.list({ status: "open", limit: 2 });
  assert.equal(first.data.length, 2);
  assert.equal(first.data[0].id, CONVERSATION);
  assert.equal(first.pagination.has_more, true);
  const second = await conversations.list({ status: "open", limit: 2, cursor: first.pagination.next_cursor });
  assert.ok(second.data.every(({ id }) => !first.data.some((other) => other.id === id)));
});

test("iterating gives every conversation of the workspace once, in order", async () => {
  const seen = [];
  for await (const { id, created_at: created } of connect().conversations.list({ limit: 100 })) seen.push({ id, created });
  assert.ok(seen.length > 2000, `${seen.length}`);
  assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
  const sorted = seen.toSorted((a, b) => (a.created === b.created ? (a.id < b.id ? 1 : -1) : a.created < b.created ? 1 : -1));
  assert.deepEqual(seen, sorted);
});

test("a customer's conversations are those that somebody gets who signs by hand", async () => {
  const mine = [];
  for await (const conversation of connect().customers.conversations.list(CUSTOMER, { limit: 1 })) mine.push(conversation);
  assert.deepEqual(mine, await conversationsOf(stack.api, CUSTOMER));
});

test("an update under the tag of what was read succeeds, and under an older one conflicts", async () => {
  const { conversations, customers } = connect();
  const { data } = await customers.conversations.list(CUSTOMER);
  const read = data.find(({ id }) => id === CONVERSATION);
  const { data: changed, response } = await conversations.update(CONVERSATION, { status: "pending" }, { ifMatch: read }).withResponse();
  assert.equal(changed.status, "pending");
  const late = conversations.update(CONVERSATION, { assignee_id: null }, { ifMatch: read });
  await assert.rejects(late, (error) => error instanceof ConflictError && error.status === 409 && /./.test(error.requestId));
  const again = await conversations.update(CONVERSATION, { status: "open" }, { ifMatch: response.headers.get("etag") });
  assert.equal(again.status, "open");
});

test("a message is created once under a key, however often it is sent", async () => {
  const { messages } = connect().conversations;
  const reply = { agent_id: AGENT, body: "Żółć 🧵 — done.", internal: true };
  const [first, second] = [
    await messages.create(CONVERSATION, reply, { idempotencyKey: "sdk-1" }),
    await messages.create(CONVERSATION, reply, { idempotencyKey: "sdk-1" }),
  ];
  assert.deepEqual(first, second);
  assert.deepEqual([first.author_type, first.body, first.internal], ["agent", reply.body, true]);
  const other = messages.create(CONVERSATION, { ...reply, body: "Another." }, { idempotencyKey: "sdk-1" });
  await assert.rejects(other, { code: "idempotency_mismatch", status: 422, name: "InvalidRequestError" });
});

test("a large body is signed as a small one is", async () => {
  const body = "é".repeat(30_000); // beyond where node:crypto takes over
  assert.equal((await connect().conversations.messages.create(CONVERSATION, { agent_id: AGENT, body, internal: true })).body, body);
});

test("refusals of the API are errors of their family", async () => {
  const { conversations } = connect();
  await assert.rejects(conversations.update("cnv_nobody", { status: "open" }), NotFoundError);
  await assert.rejects(conversations.list({ status: "snoozed" }).then(), { code: "invalid_filter", name: "InvalidRequestError" });
  await assert.rejects(connect({ workspaceSecret: "another" }).conversations.list().then(), { code: "invalid_signature", name: "AuthenticationError" });
  const slow = { clock: { now: () => Date.now() - 3_600_000 } };
  await assert.rejects(connect(slow).conversations.list().then(), /clock is 3\d{3} s behind the API's/);
});

test("a delivery of the API is verified, read, and refused once it was touched", async () => {
  const deliveries = [];
  let arrived;
  const delivered = new Promise((resolve) => (arrived = resolve));
  const receiver = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    response.end();
    deliveries.push({ body: Buffer.concat(chunks), headers: request.headers, rawHeaders: request.rawHeaders });
    if (deliveries.some(({ body }) => body.includes("message.created"))) arrived();
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  try {
    const client = connect();
    const url = `http://127.0.0.1:${receiver.address().port}/`;
    const { signing_secret: secret } = await client.webhooks.create({ url, events: ["message.created"] });
    const message = await client.conversations.messages.create(CONVERSATION, { agent_id: AGENT, body: "For the webhook." });
    await delivered;
    const [{ body, headers, rawHeaders }] = deliveries;
    const event = webhooks.verify(body, headers, secret);
    assert.equal(event.type, "message.created");
    assert.deepEqual(event.data, { ...message, customer_id: CUSTOMER });
    assert.deepEqual(webhooks.verify(body.toString(), rawHeaders, [WORKSPACE_SECRET, secret]), event);
    assert.throws(() => webhooks.verify(`${body} `, headers, secret), { code: "webhook_signature_mismatch" });
  } finally {
    receiver.close();
  }
});

test("a message whose answer is lost is asked for again, and is one message where the API remembers keys", async () => {
  const sent = [];
  const fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    sent.push({ key: init.headers["Idempotency-Key"], id: (await response.clone().json()).data.id });
    if (sent.length === 1) throw new TypeError("the connection broke after the API had answered");
    return response;
  };
  const clock = fakeClock(Date.now());
  const { messages } = connect({ fetch, clock, idempotentUpstream: true }).conversations;
  const { id } = await messages.create(CONVERSATION, { agent_id: AGENT, body: "Once.", internal: true });
  assert.deepEqual(clock.waits, [1000]);
  assert.deepEqual(sent, [{ key: sent[0].key, id }, { key: sent[0].key, id }]);
});

test("429 of the API is waited out until its reset, on a clock that need not be waited for, and then it goes on", async () => {
  const resets = [];
  const fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    if (response.status === 429) resets.push(Number(response.headers.get("x-ratelimit-reset")) * 1000);
    return response;
  };
  let fresh;
  const waits = [];
  // What the client reads last is what it reckons by.
  let read;
  const now = () => (read = Date.now());
  const sleep = async (milliseconds) => {
    waits.push(read + milliseconds);
    // Instead of the minute that nobody waits for: the sandbox as it was, its counters too.
    fresh ??= globalThis.fetch(`${stack.api}/_sandbox/reset`, { method: "POST" });
    await fresh;
  };
  const { conversations } = connect({ fetch, clock: { now, sleep } });
  // A minute may end within the first burst, and a third one is never needed.
  for (let burst = 0; burst < 2 && resets.length === 0; burst += 1) {
    const pages = await Promise.all(Array.from({ length: 640 }, () => conversations.list({ limit: 1 }).then()));
    assert.ok(pages.every(({ data }) => data.length === 1));
  }
  const told = JSON.stringify({ waits, resets });
  assert.ok(resets.length > 0, told);
  // Up to 500 ms more than that, so that not all come back at once; a second at least where the reset has just passed. A connection that
  // is lost among so many is waited for as well.
  const [first, last] = [Math.min(...resets), Math.max(...resets)];
  assert.ok(waits.filter((until) => until >= first).length >= resets.length, `each refusal is waited out until its reset: ${told}`);
  assert.ok(waits.every((until) => until <= Math.max(last, read) + 1500), `and none for longer: ${told}`);
});
