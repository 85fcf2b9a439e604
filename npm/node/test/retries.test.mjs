/** When a request is sent again (api-v1.md section 5), and when it must not be. */

import assert from "node:assert/strict";
import test from "node:test";
import { answer, CONVERSATION, PAGE, rejection, startPeer } from "./peer.mjs";

const LIMITED = { error: { code: "rate_limit_exceeded", message: "Too many." } };
const FAILED = answer(500, { error: { code: "internal_error", message: "Failed." } });
const MESSAGE = { agent_id: "usr_1", body: "Hello" };
const item = answer(200, { data: CONVERSATION });
const NOW = 1_715_606_400;

test("given 429 with a reset, then the client waits until the reset and signs afresh", async () => {
  const { client, requests, waits } = await startPeer(answer(429, LIMITED, { "X-RateLimit-Reset": NOW + 42 }), answer(200, PAGE));
  assert.equal((await client().conversations.list()).data.length, 1);
  assert.deepEqual(waits, [42_000]);
  assert.equal(requests.length, 2);
});

test("given 429 without a reset, then it backs off 1, 2, 4, 8 s and gives up after five requests", async () => {
  const { client, requests, waits } = await startPeer(answer(429, LIMITED, { "Retry-After": 7 }));
  const error = await rejection(client().conversations.list());
  assert.deepEqual([error.name, error.code, error.status, error.retryAfter], ["RateLimitError", "rate_limit_exceeded", 429, 7]);
  assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
  assert.equal(requests.length, 5);
});

test("given a reset that only a wrong clock explains, then it backs off instead", async () => {
  const { client, waits } = await startPeer(answer(429, LIMITED, { "X-RateLimit-Reset": NOW - 3600 }), answer(200, PAGE));
  await client().conversations.list();
  assert.deepEqual(waits, [1000]);
});

const REPEATED = {
  "a list": (client) => client.conversations.list(),
  "an update": (client) => client.conversations.update("cnv_1", { status: "closed" }),
};
const NOT_REPEATED = {
  "an update that names a tag": (client) => client.conversations.update("cnv_1", { status: "closed" }, { ifMatch: CONVERSATION }),
  "a message": (client) => client.conversations.messages.create("cnv_1", MESSAGE),
  "a message with a key of which nobody said that it counts": (client) =>
    client.conversations.messages.create("cnv_1", MESSAGE, { idempotencyKey: "1" }),
};

for (const [failure, bytes] of [["a lost connection", null], ["500", FAILED]]) {
  for (const [name, call] of Object.entries(REPEATED)) {
    test(`after ${failure}, ${name} is repeated`, async () => {
      const { client, requests } = await startPeer(bytes, name === "a list" ? answer(200, PAGE) : item);
      await call(client());
      assert.equal(requests.length, 2);
    });
  }
  for (const [name, call] of Object.entries(NOT_REPEATED)) {
    test(`after ${failure}, ${name} is not repeated`, async () => {
      const { client, requests } = await startPeer(bytes, item);
      assert.match((await rejection(call(client()))).name, /^(ConnectionError|ServerError)$/);
      assert.equal(requests.length, 1);
    });
  }
}

for (const [name, call] of Object.entries(NOT_REPEATED)) {
  test(`after 429, ${name} is repeated`, async () => {
    const { client, requests } = await startPeer(answer(429, LIMITED), item);
    await call(client());
    assert.equal(requests.length, 2);
  });
}

test("where the upstream remembers keys, a message is repeated under one key", async () => {
  const { client, requests } = await startPeer(null, FAILED, item);
  await client({ idempotentUpstream: true }).conversations.messages.create("cnv_1", MESSAGE);
  const keys = requests.map(({ head }) => /idempotency-key: (\S+)/i.exec(head)[1]);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
});

for (const when of ["before it begins", "while it lasts"]) {
  test(`a signal that aborts ends the wait for the next attempt at once: ${when}`, async () => {
    const { client, requests } = await startPeer(answer(429, LIMITED, { "X-RateLimit-Reset": Math.floor(Date.now() / 1000) + 50 }));
    const controller = new AbortController();
    const abort = () => controller.abort(new Error("the caller's own"));
    const logger = { warn: when === "before it begins" ? abort : () => setImmediate(abort) };
    const since = performance.now();
    const error = await rejection(client({ clock: undefined, logger }).conversations.list({}, { signal: controller.signal }).then());
    assert.equal(error, controller.signal.reason);
    assert.ok(performance.now() - since < 10_000);
    assert.equal(requests.length, 1);
  });
}

test("fewer retries can be asked for, for one request or all", async () => {
  const { client, requests } = await startPeer(answer(429, LIMITED));
  await rejection(client({ maxRetries: 1 }).conversations.list());
  await rejection(client().conversations.list({}, { maxRetries: 0 }).then());
  assert.equal(requests.length, 3);
});
