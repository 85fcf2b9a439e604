/** Given the shared vectors, deliveries are accepted and refused as core does; and what only JavaScript can pass in. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { inspect } from "node:util";
import { HelpThreadError, WebhookVerificationError, webhooks } from "@helpthread/node";

const { cases } = JSON.parse(await readFile(new URL("../../../tests/vectors/webhooks.json", import.meta.url), "utf8"));
const CODES = {
  invalid_id: "webhook_invalid_id",
  invalid_timestamp: "webhook_invalid_timestamp",
  no_signature: "webhook_no_signature",
  mismatch: "webhook_signature_mismatch",
  outside_window: "webhook_timestamp_out_of_range",
};

const bytesOf = ({ body, body_base64: base64 }) => (base64 === undefined ? Buffer.from(body) : Buffer.from(base64, "base64"));
const headersOf = ({ id, timestamp, signature }) => ({
  "webhook-id": id,
  "webhook-timestamp": timestamp,
  "webhook-signature": signature,
});

// Without any secret it is the call that is wrong, not the delivery: below.
for (const vector of cases.filter(({ secrets }) => secrets.length > 0)) {
  test(`"${vector.name}"`, (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: vector.now * 1000 });
    const verify = () => webhooks.verify(new Uint8Array(bytesOf(vector)), headersOf(vector), vector.secrets);
    try {
      verify();
      assert.equal(vector.reason, null);
    } catch (error) {
      assert.ok(error instanceof WebhookVerificationError, inspect(error));
      // The vectors' bodies are bytes of any kind: what is signed and no event is told as that.
      assert.equal(error.code, vector.reason === null ? "webhook_invalid_body" : CODES[vector.reason]);
    }
    if (vector.signer) {
      const made = webhooks.sign({ id: vector.id, timestamp: Number(vector.timestamp), body: bytesOf(vector) }, vector.secrets[0]);
      assert.equal(made["webhook-signature"], vector.signature);
    }
  });
}

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = JSON.stringify({ type: "message.created", timestamp: "2024-05-13T13:20:00.042Z", data: { id: "msg_1", body: "é" } });
const signed = (body = BODY, secret = SECRET, timestamp) => webhooks.sign({ id: "dlv_1", body, timestamp }, secret);
const refused = (...given) => {
  try {
    webhooks.verify(...given);
  } catch (error) {
    assert.ok(error instanceof HelpThreadError, inspect(error));
    return error;
  }
  throw new Error("it was accepted");
};

test("headers come in any container", () => {
  const headers = signed();
  const capital = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  const containers = [
    headers,
    capital,
    new Headers(headers),
    new Map(Object.entries(headers)),
    Object.entries(headers),
    Object.entries(capital).flat(),
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  ];
  for (const container of containers) assert.equal(webhooks.verify(BODY, container, SECRET).id, "dlv_1", inspect(container));
});

test("a header that is missing, twice there or no text is refused", () => {
  const headers = signed();
  for (const name of Object.keys(headers)) {
    for (const value of [undefined, null, [], ["a", "b"], 1, {}]) {
      assert.equal(refused(BODY, { ...headers, [name]: value }, SECRET).code, "webhook_missing_header");
    }
  }
  for (const container of [undefined, null, 1, "webhook-id: 1"]) assert.equal(refused(BODY, container, SECRET).code, "invalid_argument");
});

test("secrets are a text or a few of them", () => {
  for (const secrets of [undefined, null, 1, [], [undefined], [1], Array(17).fill(SECRET)]) {
    assert.equal(refused(BODY, signed(), secrets).code, "invalid_argument", inspect(secrets));
  }
  assert.equal(refused(BODY, signed(), "").code, "secret_missing");
  assert.equal(refused(BODY, signed(), [SECRET, ""]).code, "secret_missing");
  assert.equal(webhooks.verify(BODY, signed(), ["whsec_old", SECRET]).type, "message.created");
});

test("the tolerance is symmetric and bounded", () => {
  const now = Math.floor(Date.now() / 1000);
  for (const away of [-100, 100]) {
    const headers = signed(BODY, SECRET, now + away);
    assert.equal(webhooks.verify(BODY, headers, SECRET, { tolerance: 110 }).id, "dlv_1");
    assert.equal(refused(BODY, headers, SECRET, { tolerance: 90 }).code, "webhook_timestamp_out_of_range");
  }
  for (const tolerance of [0, -1, 1.5, NaN, Infinity, 86_401, "300", null]) {
    assert.equal(refused(BODY, signed(), SECRET, { tolerance }).code, "invalid_argument");
  }
});

test("what is signed and is no event is refused", () => {
  for (const body of ["", "null", "[]", "{}", "{", '{"type":1,"timestamp":"","data":{}}', Uint8Array.of(0xff), `\uFEFF${BODY}`]) {
    assert.equal(refused(body, signed(body), SECRET).code, "webhook_invalid_body", inspect(body));
  }
});

const CAUSES = [
  ["a line end was added", `${BODY}\n`, signed(), SECRET, /line ends that were not sent/],
  ["a line end was removed", BODY, signed(`${BODY}\n`), SECRET, /lacks the line end/],
  ["a byte order mark was added", `\uFEFF${BODY}`, signed(), SECRET, /byte order mark that was not sent/],
  ["a byte order mark was removed", BODY, signed(`\uFEFF${BODY}`), SECRET, /lacks the byte order mark/],
  ["the JSON was written again", JSON.stringify(JSON.parse(BODY), null, 2), signed(), SECRET, /parsed and written again/],
  ["the secret has white space around it", BODY, signed(), `${SECRET}\n`, /white space/],
  ["the timestamp is in milliseconds", BODY, { ...signed(), "webhook-timestamp": "1715606400000" }, SECRET, /milliseconds/],
];
for (const [name, body, headers, secret, cause] of CAUSES) {
  test(`when ${name}, explain() says so`, () => {
    const error = refused(body, headers, secret);
    assert.match(error.explain(), cause);
    const shown = inspect(error, { depth: 20, showHidden: true }) + error.explain();
    assert.ok(!shown.includes("MfKQ9r8G") && !shown.includes(signed()["webhook-signature"].slice(3)), shown);
  });
}

test("when nothing usual fits, explain() says nothing", () => {
  assert.equal(refused(BODY, signed(BODY, "another"), SECRET).explain(), null);
});
