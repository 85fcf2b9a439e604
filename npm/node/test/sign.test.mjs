/** Given a secret and a body, `sign` gives what node:crypto gives, whatever the body. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { sign } from "@helpthread/node";

const SECRET = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
const expected = (secret, body) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

const STRINGS = [
  "",
  " ",
  "{}",
  '{"status":"closed"}',
  "\r\n",
  "\u0000",
  "\uFEFF{}",
  "żółć — 日本語 🧵",
  "a".repeat(63),
  "a".repeat(64),
  "a".repeat(65),
];

for (const body of STRINGS) {
  test(`signs the string ${JSON.stringify(body.slice(0, 24))} (${body.length}) as node:crypto does`, () => {
    assert.equal(sign(SECRET, body), expected(SECRET, body));
  });
}

test("signs bytes of every length around SHA-256's block as node:crypto does", () => {
  for (let length = 0; length <= 260; length += 1) {
    const body = Uint8Array.from({ length }, (_, index) => (index * 167 + length) & 255);
    assert.equal(sign(SECRET, body), expected(SECRET, body), `${length} bytes`);
  }
});

test("signs large bodies as node:crypto does, and small ones after them", () => {
  for (const length of [4096, 65_536, 262_144, 5_000_000, 10]) {
    const body = new Uint8Array(length).fill(length & 255);
    assert.equal(sign(SECRET, body), expected(SECRET, body), `${length} bytes`);
  }
});

test("keys longer than a block are hashed, as RFC 2104 says", () => {
  for (const length of [1, 31, 63, 64, 65, 128, 131, 4096]) {
    const secret = "k".repeat(length);
    assert.equal(sign(secret, "body"), expected(secret, "body"), `${length} characters`);
  }
});

test("a secret's characters count as UTF-8", () => {
  const secret = "pässwörd-🔑";
  assert.equal(sign(secret, ""), expected(secret, ""));
});

test("a Buffer and a view into a larger buffer sign their own bytes only", () => {
  const buffer = Buffer.from("--body--");
  const view = new Uint8Array(buffer.buffer, buffer.byteOffset + 2, 4);
  assert.equal(sign(SECRET, view), expected(SECRET, "body"));
  assert.equal(sign(SECRET, buffer), expected(SECRET, "--body--"));
});

test("the body is left as it was", () => {
  const body = Uint8Array.of(1, 2, 3);
  sign(SECRET, body);
  assert.deepEqual([...body], [1, 2, 3]);
});

test("a lone surrogate is signed as fetch would send it", () => {
  assert.equal(sign(SECRET, "a\uD800b"), expected(SECRET, "a\uFFFDb"));
});

test("a call leaves nothing behind", () => {
  const body = "x".repeat(4000);
  sign(SECRET, body);
  const before = process.memoryUsage().rss;
  for (let call = 0; call < 60_000; call += 1) sign(SECRET, body); // 240 MB of bodies
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < 100_000_000, `${grown} bytes more`);
});
