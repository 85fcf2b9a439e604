/** Whatever answers in the API's place, the client fails with a typed error that says what to do, and shows no secret. */

import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import * as helpthread from "@helpthread/node";
import { answer, CONVERSATION, PAGE, rejection, SECRET, startPeer } from "./peer.mjs";

const { HelpThreadError } = helpthread;
const whole = answer(200, PAGE);
const json = JSON.stringify(PAGE);
const page = (pagination, data = []) => answer(200, { data, pagination });

/** [name, answer, the class, the code] */
const ANSWERS = [
  ["text that is not JSON", answer(200, "<html>"), "UnexpectedAnswerError", "unexpected_answer"],
  ["JSON that is cut", answer(200, json.slice(0, -5)), "UnexpectedAnswerError", "unexpected_answer"],
  ["nothing", answer(200, ""), "UnexpectedAnswerError", "unexpected_answer"],
  ["204", answer(204, "", { "Content-Length": 0 }), "UnexpectedAnswerError", "unexpected_answer"],
  ["another content type", answer(200, json, { "Content-Type": "text/html" }), "UnexpectedAnswerError", "unexpected_answer"],
  ["invalid UTF-8", answer(200, Buffer.from(json.replace("Unable", "\xff\xfe"), "latin1")), "UnexpectedAnswerError", "unexpected_answer"],
  ["null", answer(200, "null"), "UnexpectedAnswerError", "unexpected_answer"],
  ["an array", answer(200, "[]"), "UnexpectedAnswerError", "unexpected_answer"],
  ["an item instead of a page", answer(200, { data: CONVERSATION }), "UnexpectedAnswerError", "unexpected_answer"],
  ["rows that are no objects", page({ next_cursor: null, has_more: false }, [null]), "UnexpectedAnswerError", "unexpected_answer"],
  ["more without a cursor", page({ next_cursor: null, has_more: true }), "UnexpectedAnswerError", "unexpected_answer"],
  ["an empty cursor", page({ next_cursor: "", has_more: true }), "UnexpectedAnswerError", "unexpected_answer"],
  ["a cursor after the last page", page({ next_cursor: "x", has_more: false }), "UnexpectedAnswerError", "unexpected_answer"],
  ["no pagination", answer(200, { data: [] }), "UnexpectedAnswerError", "unexpected_answer"],
  ["a redirect", answer(302, "", { Location: "https://elsewhere.example/" }), "UnexpectedAnswerError", "unexpected_answer"],
  ["a page of 17 MiB", answer(200, Buffer.alloc(17 * 1024 * 1024, 32)), "UnexpectedAnswerError", "unexpected_answer"],
  ["an error page of something between", answer(403, "<html>"), "UnexpectedAnswerError", "unexpected_answer"],
  ["an error without a code", answer(400, { error: "no" }), "UnexpectedAnswerError", "unexpected_answer"],
  ["a connection that breaks", null, "ConnectionError", "connection_failed"],
  ["an answer that breaks off", whole.subarray(0, -20), "ConnectionError", "connection_lost"],
  ["a header that is none", Buffer.from("HTTP/1.1 200 OK\r\nbroken\0header\r\n\r\n"), "ConnectionError", "connection_failed"],
  ["no HTTP", Buffer.from("SSH-2.0-OpenSSH_9.9\r\n"), "ConnectionError", "connection_failed"],
];

for (const [name, bytes, family, code] of ANSWERS) {
  test(`given ${name}, then ${family}`, async () => {
    const { client } = await startPeer(bytes);
    const error = await rejection(client().conversations.list());
    assert.ok(error instanceof HelpThreadError && error instanceof helpthread[family], inspect(error));
    assert.equal(error.name, family);
    assert.equal(error.code, code);
    assert.match(error.message, /baseUrl|not known/);
  });
}

const REFUSALS = [
  [400, "invalid_filter", "InvalidRequestError"],
  [401, "invalid_signature", "AuthenticationError"],
  [403, "insufficient_scope", "PermissionError"],
  [404, "customer_not_found", "NotFoundError"],
  [409, "conflict", "ConflictError"],
  [413, "payload_too_large", "InvalidRequestError"],
  [422, "idempotency_mismatch", "InvalidRequestError"],
  [418, "a_code_of_tomorrow", "InvalidRequestError"],
];

for (const [status, code, family] of REFUSALS) {
  test(`given ${status} ${code}, then ${family} at once`, async () => {
    const refusal = answer(status, { error: { code, message: "Says why." } }, { "X-Request-Id": "req_1" });
    const { client, requests } = await startPeer(refusal);
    const error = await rejection(client().conversations.list());
    assert.ok(error instanceof helpthread[family], inspect(error));
    const { code: told, status: with_, requestId, message } = error;
    assert.deepEqual([told, with_, requestId, message], [code, status, "req_1", "Says why."]);
    assert.equal(requests.length, 1);
  });
}

test("given a clock that is an hour off, then the error says so", async () => {
  const refusal = { error: { code: "timestamp_out_of_range", message: "The timestamp is outside the replay window." } };
  const { client } = await startPeer(answer(401, refusal, { Date: "Mon, 13 May 2024 12:20:00 GMT" }));
  const error = await rejection(client().conversations.list());
  assert.match(error.message, /clock is 3600 s ahead of the API's: sync it with NTP/);
});

test("given the same cursor for the second time, then iterating ends with an error and not never", async () => {
  const { client, requests } = await startPeer(page({ next_cursor: "a", has_more: true }), page({ next_cursor: "b", has_more: true }), page({ next_cursor: "a", has_more: true }));
  const iterate = async () => {
    for await (const item of client().conversations.list()) assert.ok(item);
  };
  assert.equal((await rejection(iterate())).code, "cursor_cycle");
  assert.equal(requests.length, 3);
});

const JSON_HEAD = { headers: { "Content-Type": "application/json" } };
const NEVER = {
  "a fetch that heeds its signal": (_url, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  "a fetch that does not": () => new Promise(() => {}),
  "a body that never ends": async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), JSON_HEAD),
};
for (const [name, fetch] of Object.entries(NEVER)) {
  test(`given ${name}, then an answer that never comes is a timeout`, async () => {
    const { client } = await startPeer(whole);
    const error = await rejection(client({ fetch, timeout: 5, maxRetries: 0 }).conversations.list());
    assert.ok(error instanceof helpthread.TimeoutError && error instanceof helpthread.ConnectionError);
  });

  test(`given ${name}, then a signal ends the request with its reason`, async () => {
    const { client } = await startPeer(whole);
    const controller = new AbortController();
    const reading = rejection(client({ fetch }).conversations.list({}, { signal: controller.signal }).then());
    setImmediate(() => controller.abort(new Error("the caller's own")));
    assert.equal(await reading, controller.signal.reason);
  });
}

test("a signal ends the request with its reason", async () => {
  const { client, requests } = await startPeer(whole);
  const reason = new Error("the caller's own");
  assert.equal(await rejection(client().conversations.list({}, { signal: AbortSignal.abort(reason) }).then()), reason);
  assert.equal(requests.length, 0);
});

test("nothing that is passed in reaches a header or a path as anything else", async () => {
  const { client, requests } = await startPeer(whole);
  const calls = [
    () => client({ workspaceKey: 'a"\r\nX-Evil: 1' }),
    () => client().conversations.update("cnv_1/../../webhooks", {}),
    () => client().customers.conversations.list("cus_1?limit=1"),
    () => client().conversations.update("cnv_1", {}, { ifMatch: '"a"\r\nX-Evil: 1' }),
    () => client().conversations.messages.create("cnv_1", { agent_id: "usr_1", body: "" }, { idempotencyKey: "a\r\nX-Evil: 1" }),
    () => client({ baseUrl: "http://api.example.com/v1" }),
    () => client({ baseUrl: "https://user:password@api.example.com/v1" }),
    () => client().conversations.list({ statuss: "open" }),
    () => client().conversations.list({ status: ["open"] }),
    () => client().conversations.messages.create("cnv_1", { agent_id: 1n, body: "" }),
  ];
  for (const call of calls) assert.throws(call, HelpThreadError);
  assert.equal(requests.length, 0);
  await client().conversations.list({ cursor: "a&limit=1#\r\n" });
  assert.match(requests[0].head, /^GET \/v1\/conversations\?cursor=a%26limit%3D1%23%0D%0A HTTP/);
});

test("no secret shows in a client or an error, however they are printed", async () => {
  const { client } = await startPeer(null);
  const error = await rejection(client({ maxRetries: 0 }).conversations.list());
  for (const value of [client(), error]) {
    const shown = [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)].join();
    assert.ok(!shown.includes(SECRET), shown);
    assert.ok(!shown.includes("sha256="), shown);
  }
});

test("a client is not made in a browser", async () => {
  const { process } = globalThis;
  globalThis.window = { document: { createElement() {} } };
  globalThis.process = undefined;
  try {
    assert.throws(() => new helpthread.HelpThread({ workspaceKey: "k", workspaceSecret: "s" }), { code: "browser_refused" });
  } finally {
    globalThis.process = process;
    delete globalThis.window;
  }
});
