/** Given what an agent asks, the proxy gets exactly that under her token; given what it answers, nothing is taken for granted. */

import assert from "node:assert/strict";
import test from "node:test";
import { Refusal, SigningProxy } from "../src/signing-proxy.js";

const ORIGIN = "https://support.example.com";
const ROW = { id: "cnv_1", customer_id: "cus_1" };
const page = (data, next_cursor = null) => Response.json({ data, pagination: { next_cursor, has_more: next_cursor !== null } });

/** A proxy that gives these answers in turn, and what it was asked. */
function proxyWith(...answers) {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push({ url, ...init });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { proxy: new SigningProxy(ORIGIN, "a.b.c", fetch), asked };
}

test("a list asks for what is chosen and for nothing else, with the token in its header", async () => {
  const { proxy, asked } = proxyWith(page([ROW]));
  const { data } = await proxy.conversations({ status: "open", assignee_id: "", cursor: "" });
  assert.deepEqual(data, [ROW]);
  assert.equal(asked[0].url, `${ORIGIN}/v1/conversations?status=open`);
  assert.equal(asked[0].headers.Authorization, "Bearer a.b.c");
  assert.equal(asked[0].redirect, "manual");
});

test("one conversation is looked for through its customer's pages", async () => {
  const { proxy, asked } = proxyWith(page([{ id: "cnv_0" }], "next"), page([ROW]));
  assert.deepEqual(await proxy.conversation("cus_1", "cnv_1"), ROW);
  assert.deepEqual(
    asked.map(({ url }) => url),
    [`${ORIGIN}/v1/customers/cus_1/conversations?limit=100`, `${ORIGIN}/v1/customers/cus_1/conversations?limit=100&cursor=next`],
  );
});

test("what is on none of them is not there, and the search ends", async () => {
  assert.equal(await proxyWith(page([])).proxy.conversation("cus_1", "cnv_1"), null);
  const endless = Array.from({ length: 50 }, () => page([{ id: "cnv_0" }], "again"));
  const { proxy, asked } = proxyWith(...endless);
  assert.equal(await proxy.conversation("cus_1", "cnv_1"), null);
  assert.ok(asked.length <= 10);
});

test("a reply goes out once, under its key; a change under the tag of what was seen", async () => {
  const { proxy, asked } = proxyWith(Response.json({ data: { id: "msg_1" } }, { status: 201 }), Response.json({ data: ROW }));
  await proxy.reply("cnv_1", { agent_id: "usr_1", body: "Hi", internal: false }, "key-1");
  await proxy.change("cnv_1", { status: "closed" }, '"tag"');
  const [reply, change] = asked;
  assert.deepEqual([reply.method, reply.url, reply.headers["Idempotency-Key"]], ["POST", `${ORIGIN}/v1/conversations/cnv_1/messages`, "key-1"]);
  assert.deepEqual(JSON.parse(reply.body), { author_type: "agent", agent_id: "usr_1", body: "Hi", internal: false });
  assert.deepEqual([change.method, change.url, change.headers["If-Match"]], ["PATCH", `${ORIGIN}/v1/conversations/cnv_1`, '"tag"']);
  assert.deepEqual(JSON.parse(change.body), { status: "closed" });
});

test("without a key or a tag, which an empty header would lose on its way, nothing goes out", async () => {
  const { proxy, asked } = proxyWith();
  const incomplete = { name: "Refusal", status: 400, code: "incomplete_form" };
  await assert.rejects(proxy.reply("cnv_1", { agent_id: "usr_1", body: "Hi", internal: false }, ""), incomplete);
  await assert.rejects(proxy.change("cnv_1", { status: "closed" }, " "), incomplete);
  assert.deepEqual(asked, []);
});

for (const [name, answer, status, code] of [
  ["the API's own", Response.json({ error: { code: "conflict", message: "…" } }, { status: 409 }), 409, "conflict"],
  ["no connection", new TypeError("fetch failed"), 502, "proxy_unreachable"],
  ["a page of somebody else's", new Response("<h1>Welcome</h1>"), 502, "unexpected_answer"],
  ["an error without words", new Response("", { status: 500 }), 500, "unexpected_answer"],
]) {
  test(`a refusal: ${name}`, async () => {
    const { proxy } = proxyWith(answer);
    const refusal = await proxy.conversations({}).catch((error) => error);
    assert.ok(refusal instanceof Refusal);
    assert.deepEqual([refusal.status, refusal.code], [status, code]);
    assert.doesNotMatch(String(refusal.stack), /a\.b\.c/, "the token is in no message");
  });
}
