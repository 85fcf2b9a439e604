/** Whatever is passed in, the answer is a result or a HelpThreadError with a code that says what to do. */

import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { HelpThreadError, sessionTokens, sign } from "@helpthread/node";

const SECRET = "canary_session_secret_5f1d0c9b8a7e6f5d";
const CUSTOMER = { role: "customer", customerId: "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F" };
const AGENT = { role: "agent", agentId: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K" };

function refusal(call) {
  let refused;
  assert.throws(call, (error) => {
    refused = error;
    return error instanceof HelpThreadError && error instanceof Error && error.name === "HelpThreadError";
  });
  return refused;
}

const NOT_STRINGS = [
  undefined,
  null,
  0,
  1,
  NaN,
  true,
  1n,
  Symbol("s"),
  {},
  [],
  () => "",
  new Date(0),
  new String("s"),
  new Uint8Array(40),
];

for (const value of NOT_STRINGS) {
  test(`${inspect(value)} is no secret`, () => {
    assert.equal(refusal(() => sign(value, "")).code, "invalid_argument");
    assert.equal(refusal(() => sessionTokens.create(CUSTOMER, value)).code, "invalid_argument");
  });
}

for (const value of NOT_STRINGS.filter((value) => !(value instanceof Uint8Array))) {
  test(`${inspect(value)} is no body`, () => {
    const error = refusal(() => sign(SECRET, value));
    assert.equal(error.code, "invalid_argument");
    assert.match(error.message, /^body must be/);
  });
}

test("an ArrayBuffer or another typed array is no body: its bytes may not be what is sent", () => {
  for (const value of [new ArrayBuffer(4), new Uint16Array(2), new DataView(new ArrayBuffer(4))]) {
    assert.equal(refusal(() => sign(SECRET, value)).code, "invalid_argument");
  }
});

test("a body that HelpThread could never accept is refused before it is copied", () => {
  assert.equal(refusal(() => sign(SECRET, new Uint8Array(16 * 1024 * 1024 + 1))).code, "body_too_large");
  assert.equal(refusal(() => sign(SECRET, "é".repeat(9 * 1024 * 1024))).code, "body_too_large");
});

test("an empty secret is missing, for a signature and for a token", () => {
  assert.equal(refusal(() => sign("", "body")).code, "secret_missing");
  assert.equal(refusal(() => sessionTokens.create(CUSTOMER, "")).code, "secret_missing");
});

test("a session secret under 32 bytes is too short", () => {
  const error = refusal(() => sessionTokens.create(CUSTOMER, "s".repeat(31)));
  assert.equal(error.code, "secret_too_short");
  assert.match(error.message, /openssl rand/);
});

test("no secret has 4 KiB", () => {
  assert.equal(refusal(() => sign("s".repeat(4097), "")).code, "invalid_argument");
  assert.equal(refusal(() => sign("é".repeat(2049), "")).code, "invalid_argument");
});

const IDS = [
  "",
  "cus",
  "cus_",
  "CUS_1",
  "usr_1",
  "cnv_1",
  " cus_1",
  "cus_1 ",
  "cus_1\n",
  "cus_1/2",
  "cus_é",
  "cus_\u0000",
  `cus_${"1".repeat(61)}`,
];
for (const id of IDS) {
  test(`${JSON.stringify(id)} is no customer`, () => {
    assert.equal(
      refusal(() => sessionTokens.create({ role: "customer", customerId: id }, SECRET)).code,
      "invalid_customer_id",
    );
  });
}

test("a customer's id is no agent", () => {
  assert.equal(
    refusal(() => sessionTokens.create({ role: "agent", agentId: CUSTOMER.customerId }, SECRET)).code,
    "invalid_agent_id",
  );
});

for (const expiresIn of [0, -1, 901, 1.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
  test(`a token cannot live ${expiresIn} seconds`, () => {
    assert.equal(refusal(() => sessionTokens.create({ ...CUSTOMER, expiresIn }, SECRET)).code, "invalid_lifetime");
  });
}

for (const expiresIn of [null, "600", 600n, {}, true]) {
  test(`${inspect(expiresIn)} is no number of seconds`, () => {
    assert.equal(refusal(() => sessionTokens.create({ ...CUSTOMER, expiresIn }, SECRET)).code, "invalid_argument");
  });
}

for (const scope of [
  "",
  " ",
  "conversations:write",
  "conversations:read conversations:write",
  "webhooks:manage",
  "conversations:read,",
  "Conversations:Read",
]) {
  test(`a customer's token cannot have the scope ${JSON.stringify(scope)}`, () => {
    assert.equal(refusal(() => sessionTokens.create({ ...CUSTOMER, scope }, SECRET)).code, "invalid_scope");
  });
}

test("no token manages webhooks", () => {
  for (const scope of ["webhooks:manage", "conversations:read webhooks:manage"]) {
    assert.equal(refusal(() => sessionTokens.create({ ...AGENT, scope }, SECRET)).code, "invalid_scope");
  }
});

for (const origin of [
  "",
  "null",
  "*",
  "app.example.com",
  "https://",
  "https://app.example.com/",
  "https://App.example.com",
  "https://a@b",
  "ftp://a.example",
  "https://a.example:443",
]) {
  test(`${JSON.stringify(origin)} is no origin`, () => {
    assert.equal(refusal(() => sessionTokens.create({ ...CUSTOMER, origin }, SECRET)).code, "invalid_origin");
  });
}

test("a role is customer or agent, with the id of that role and no other option", () => {
  const wrong = [
    undefined,
    null,
    1,
    "customer",
    [],
    {},
    { role: "admin" },
    { role: "__proto__" },
    { role: "toString", customerId: "cus_1" },
    { role: "customer" },
    { role: "agent" },
    { role: "customer", agentId: AGENT.agentId },
    { ...CUSTOMER, agentId: AGENT.agentId },
    { ...AGENT, customerId: CUSTOMER.customerId },
    { ...CUSTOMER, expireIn: 60 },
    { ...CUSTOMER, sub: "cus_2" },
    { ...CUSTOMER, exp: 1 },
    { role: ["customer"], customerId: "cus_1" },
    { role: "customer", customerId: ["cus_1"] },
    { ...CUSTOMER, scope: ["conversations:read"] },
    { ...CUSTOMER, origin: new URL("https://a.example") },
    { role: "customer", customerId: "c".repeat(100_000) },
  ];
  for (const options of wrong) {
    assert.equal(refusal(() => sessionTokens.create(options, SECRET)).code, "invalid_argument", inspect(options));
  }
});

test("what is checked is what is used: an option is read once", () => {
  let reads = 0;
  const options = {
    role: "customer",
    get customerId() {
      return (reads += 1) === 1 ? CUSTOMER.customerId : "usr_other";
    },
  };
  const claims = JSON.parse(Buffer.from(sessionTokens.create(options, SECRET).split(".")[1], "base64url"));
  assert.equal(claims.sub, CUSTOMER.customerId);
});

test("after any refusal the next call works", () => {
  refusal(() => sign("", ""));
  refusal(() => sessionTokens.create({ role: "agent", agentId: "x" }, SECRET));
  assert.match(sign("secret", ""), /^sha256=[0-9a-f]{64}$/);
});

test("no error shows a secret or another value, however it is printed", () => {
  const calls = [
    () => sign(SECRET, { secret: SECRET }),
    () => sessionTokens.create(SECRET, CUSTOMER),
    () => sessionTokens.create({ role: SECRET }, SECRET),
    () => sessionTokens.create({ role: "customer", customerId: SECRET }, SECRET),
    () => sessionTokens.create({ ...CUSTOMER, [SECRET]: 1 }, SECRET),
    () => sessionTokens.create({ ...CUSTOMER, scope: SECRET }, SECRET),
    () => sessionTokens.create({ ...CUSTOMER, origin: SECRET }, SECRET),
    () => sessionTokens.create(CUSTOMER, SECRET.slice(0, 20)),
  ];
  for (const call of calls) {
    const error = refusal(call);
    const shown = [
      error.message,
      error.stack,
      String(error),
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
    ].join();
    assert.ok(!shown.includes(SECRET.slice(0, 12)), shown);
  }
});
