// What a token says of itself, as far as the widget listens.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askToken } from "../src/token.js";

const token = (claims) => `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
const told = async (given) => askToken(() => given, null, "initial");
const SUB = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

test("only an agent with the scope to write is shown what writes", async () => {
  const agent = async (role, scope) => (await told(token({ exp: 1, role, sub: SUB, scope })))[2];
  assert.equal(await agent("agent"), SUB);
  assert.equal(await agent("agent", "conversations:read conversations:write"), SUB);
  assert.equal(await agent("agent", "conversations:read"), "");
  assert.equal(await agent("agent", "conversations:writer"), "");
  assert.equal(await agent("customer"), "");
});

test("it comes without white space around it, and with its end in whole seconds", async () => {
  const given = token({ exp: 1715613840.5 });
  assert.deepEqual(await told(` ${given}\n`), [given, "1715613840", ""]);
  assert.deepEqual(await told("a.b.c"), ["a.b.c"], "what cannot be read says nothing");
});

test("nothing is nobody, and what is no string is an error that does not repeat it", async () => {
  assert.deepEqual(await told(null), []);
  await assert.rejects(told({ secret: "x" }), /must give a string/);
  await assert.rejects(askToken(() => Promise.reject(new Error("x")), null, "initial"), { message: "getToken failed." });
});
