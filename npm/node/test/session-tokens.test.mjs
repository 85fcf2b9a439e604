/** Given who is logged in, `sessionTokens.create` gives the JWT of proxy.md section 1, signed as node:crypto would. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test, { mock } from "node:test";
import { sessionTokens } from "@helpthread/node";

const SECRET = "dev_session_secret_0123456789abcdef0123";
const CUSTOMER = { role: "customer", customerId: "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F" };
const AGENT = { role: "agent", agentId: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K" };
const NOW = 1_715_610_240; // 2024-05-13T14:24:00Z

/** Header and claims, after the signature was checked. */
function open(token, secret = SECRET) {
  const [header, payload, signature, ...rest] = token.split(".");
  assert.equal(rest.length, 0);
  assert.equal(signature, createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url"));
  const read = (part) => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: read(header), claims: read(payload) };
}

function at(seconds, mint) {
  mock.timers.enable({ apis: ["Date"], now: seconds * 1000 });
  try {
    return mint();
  } finally {
    mock.timers.reset();
  }
}

test("a customer's token says who she is, for ten minutes", () => {
  const { header, claims } = open(at(NOW, () => sessionTokens.create(CUSTOMER, SECRET)));
  assert.deepEqual(header, { alg: "HS256", typ: "helpthread-session+jwt" });
  assert.deepEqual(claims, {
    aud: "helpthread-edge",
    sub: CUSTOMER.customerId,
    role: "customer",
    iat: NOW,
    exp: NOW + 600,
  });
});

test("an agent's token says who she is", () => {
  const { claims } = open(at(NOW, () => sessionTokens.create(AGENT, SECRET)));
  assert.deepEqual(claims, { aud: "helpthread-edge", sub: AGENT.agentId, role: "agent", iat: NOW, exp: NOW + 600 });
});

test("iat is the whole second that has begun", () => {
  const { claims } = open(at(NOW + 0.999, () => sessionTokens.create(AGENT, SECRET)));
  assert.equal(claims.iat, NOW);
});

test("expiresIn is taken from 1 to 900 seconds", () => {
  for (const expiresIn of [1, 60, 900]) {
    const { claims } = open(at(NOW, () => sessionTokens.create({ ...CUSTOMER, expiresIn }, SECRET)));
    assert.equal(claims.exp - claims.iat, expiresIn);
  }
});

test("scope and origin become claims", () => {
  const options = { ...AGENT, scope: "conversations:read", origin: "https://app.example.com" };
  const { claims } = open(sessionTokens.create(options, SECRET));
  assert.equal(claims.scope, "conversations:read");
  assert.equal(claims.origin, "https://app.example.com");
});

test("an undefined option is an absent one", () => {
  const options = { ...CUSTOMER, expiresIn: undefined, scope: undefined, origin: undefined };
  const { claims } = open(at(NOW, () => sessionTokens.create(options, SECRET)));
  assert.deepEqual(Object.keys(claims).sort(), ["aud", "exp", "iat", "role", "sub"]);
});

test("the secret's bytes are the key, whatever they are", () => {
  for (const secret of ["k".repeat(32), "k".repeat(64), "k".repeat(65), "ключ".repeat(8), `${"s".repeat(31)} `]) {
    open(sessionTokens.create(CUSTOMER, secret), secret);
  }
});

test("ids are taken up to 64 characters", () => {
  const customerId = `cus_${"a-Z_9".repeat(12)}`;
  assert.equal(customerId.length, 64);
  assert.equal(open(sessionTokens.create({ role: "customer", customerId }, SECRET)).claims.sub, customerId);
});
