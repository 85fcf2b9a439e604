/** Given the shared vectors, which Python wrote, this package signs and mints byte for byte the same. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { sessionTokens, sign } from "@helpthread/node";

const vectors = async (name) =>
  JSON.parse(await readFile(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), "utf8"));
const rfc4231 = await vectors("hmac-rfc4231");
const hthmac = await vectors("hthmac");
const tokens = await vectors("session-tokens");

/** Secrets are text here, so the RFC's keys that are not UTF-8 are core's to test. */
const asText = (key) => {
  const text = Buffer.from(key, "hex").toString("utf8");
  return Buffer.from(text, "utf8").toString("hex") === key ? text : null;
};

for (const { name, source, key, data, mac } of rfc4231.cases.filter(({ key }) => asText(key))) {
  test(`${source}, ${name}`, () => {
    const signature = sign(asText(key), Uint8Array.from(Buffer.from(data, "hex")));
    assert.ok(signature.startsWith(`sha256=${mac}`), signature);
  });
}

for (const { name, secret, body, body_base64, header } of hthmac.cases.filter(({ signer }) => signer)) {
  test(`signs "${name}"`, () => {
    const bytes = body_base64 === undefined ? body : Uint8Array.from(Buffer.from(body_base64, "base64"));
    assert.equal(sign(secret, bytes), /signature="([^"]*)"/.exec(header)[1]);
  });
}

const ID_NAMES = { customer: "customerId", agent: "agentId" };

for (const { name, token, mint } of tokens.cases.filter(({ mint }) => mint)) {
  const { role, sub, now, lifetime, scopes, origin } = mint;
  const options = { role, [ID_NAMES[role]]: sub, expiresIn: lifetime, scope: scopes?.join(" "), origin };
  const create = () => sessionTokens.create(options, tokens.secrets.current);
  test(`mints "${name}"`, (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: now * 1000 });
    // A token that allows nothing is well formed, and surely not what its author meant: this package refuses to mint it.
    if (scopes?.length === 0) assert.throws(create, { code: "invalid_scope" });
    else assert.equal(create(), token);
  });
}

test("the vectors have cases for signing and minting", () => {
  assert.ok(rfc4231.cases.filter(({ key }) => asText(key)).length >= 3);
  assert.ok(hthmac.cases.filter(({ signer }) => signer).length >= 5);
  assert.ok(tokens.cases.filter(({ mint }) => mint).length >= 3);
});
