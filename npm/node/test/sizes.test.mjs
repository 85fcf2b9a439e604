/** What every entry weighs, and what it must not hold: a back end that only checks webhooks does not load a client. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as signature from "@helpthread/node/signature";

const DIST = join(import.meta.dirname, "../dist");

/**
 * Bytes after gzip -9 and brotli, with the module where it is a file of its own. What is reached, rounded up, so that no KB comes back
 * unnoticed; the aims (bench/README.md, "The SDK") are 16 KB for everything and 8 KB for the signer.
 */
const BUDGETS = [
  { entry: ["index.js"], gzip: 16_200, brotli: 13_750 },
  { entry: ["workerd.js", "core.wasm"], gzip: 14_850, brotli: 13_400 },
  { entry: ["signature.js"], gzip: 7_900, brotli: 6_700 },
  { entry: ["signature-workerd.js", "signature.wasm"], gzip: 7_100, brotli: 6_450 },
];

for (const { entry, ...budget } of BUDGETS) {
  test(`${entry.join(" and ")} stay within their budget`, async () => {
    const files = await Promise.all(entry.map((name) => readFile(join(DIST, name))));
    const total = (compress) => files.reduce((sum, file) => sum + compress(file).length, 0);
    const sizes = { gzip: total((file) => gzipSync(file, { level: 9 })), brotli: total(brotliCompressSync) };
    for (const kind of ["gzip", "brotli"]) {
      assert.ok(sizes[kind] <= budget[kind], `${sizes[kind]} bytes ${kind}, budget ${budget[kind]}`);
    }
  });
}

const CLIENT = ["/conversations", "fetch", "session", "HTHMAC", "RateLimitError", "Idempotency-Key", "cus_", "AbortController"];
const TESTING = ["scriptedFetch", "fakeClock", "signedDelivery"];
const FORBIDDEN = [
  { files: ["signature.js", "signature.cjs", "signature-workerd.js", "signature-edge-light.js"], words: [...CLIENT, ...TESTING] },
  { files: ["signature.wasm"], words: ["HTHMAC", "helpthread-edge", "cus_", "conversations"] },
  { files: ["index.js", "index.cjs", "workerd.js", "edge-light.js", "slim.js"], words: TESTING },
  { files: ["signature-workerd.js", "signature-edge-light.js"], words: ["0061736d"] },
  { files: ["core.wasm", "signature.wasm"], words: [".cargo", homedir()] },
];

for (const { files, words } of FORBIDDEN) {
  for (const name of files) {
    test(`${name} holds none of ${words.join(", ")}`, async () => {
      const text = await readFile(join(DIST, name), "latin1");
      assert.deepEqual(words.filter((word) => text.includes(word)), []);
    });
  }
}

test("the client's entry holds what the signer's must not, so those words are the right ones", async () => {
  const text = await readFile(join(DIST, "index.js"), "latin1");
  for (const word of CLIENT.filter((word) => !["HTHMAC", "cus_"].includes(word))) assert.ok(text.includes(word), word);
  const wasm = await readFile(join(DIST, "core.wasm"), "latin1");
  for (const word of ["HTHMAC", "helpthread-edge", "cus_", "conversations"]) assert.ok(wasm.includes(word), word);
});

test("the signer signs and verifies like the whole package", async () => {
  const whole = await import("@helpthread/node");
  assert.deepEqual(Object.keys(signature).sort(), ["HelpThreadError", "WebhookVerificationError", "sign", "webhooks"]);
  for (const length of [0, 200, 70_000]) {
    assert.equal(signature.sign("secret", "x".repeat(length)), whole.sign("secret", "x".repeat(length)));
  }
  const body = JSON.stringify({ type: "message.created", timestamp: "2024-05-13T14:24:00.000Z", data: { id: "msg_1" } });
  const headers = whole.webhooks.sign({ id: "dlv_1", body }, "secret");
  assert.equal(signature.webhooks.verify(body, headers, "secret").data.id, "msg_1");
  assert.throws(() => signature.webhooks.verify(`${body}\n`, headers, "secret"), { code: "webhook_signature_mismatch" });
  assert.throws(() => signature.sign("", ""), { name: "HelpThreadError", code: "secret_missing" });
});
