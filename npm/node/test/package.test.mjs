/** The package as it is installed: every condition leads to a file, and every file is the same signer. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import * as esm from "@helpthread/node";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
const require = createRequire(import.meta.url);
const NAMES = [
  "AuthenticationError",
  "ConflictError",
  "ConnectionError",
  "HelpThread",
  "HelpThreadError",
  "InvalidRequestError",
  "NotFoundError",
  "PermissionError",
  "RateLimitError",
  "ServerError",
  "TimeoutError",
  "UnexpectedAnswerError",
  "WebhookVerificationError",
  "sessionTokens",
  "sign",
  "webhooks",
];

test("ESM and CommonJS have the same names and sign alike", () => {
  const cjs = require("@helpthread/node");
  assert.deepEqual(Object.keys(esm).sort(), NAMES);
  assert.deepEqual(Object.keys(cjs).sort(), NAMES);
  assert.equal(cjs.sign("secret", "body"), esm.sign("secret", "body"));
  assert.throws(() => cjs.sign("", ""), { code: "secret_missing" });
});

test("workerd comes first, because wrangler matches other conditions too, and no condition is called node", () => {
  assert.deepEqual(Object.keys(manifest.exports["."]), ["workerd", "edge-light", "default"]);
});

test("every file that the conditions name is there", async () => {
  const files = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(files));
  for (const file of files(manifest.exports)) await readFile(join(ROOT, file));
});

test("the workerd entry imports a real module and carries none inside", async () => {
  const entry = await readFile(join(ROOT, "dist/workerd.js"), "utf8");
  assert.match(entry, /from\s*"\.\/core\.wasm"/);
  assert.ok(!entry.includes("0061736d"), "the first bytes of a module, as digits");
});

test("the edge-light entry asks for a module", async () => {
  assert.match(await readFile(join(ROOT, "dist/edge-light.js"), "utf8"), /from\s*"\.\/core\.wasm\?module"/);
});

test("core.wasm imports nothing but its own glue, and starts with two pages of memory", async () => {
  const module = new WebAssembly.Module(await readFile(join(ROOT, "dist/core.wasm")));
  const imports = WebAssembly.Module.imports(module);
  assert.deepEqual([...new Set(imports.map(({ module: from }) => from))], ["./core_bg.js"]);
  const stubs = Object.fromEntries(imports.map(({ name }) => [name, () => {}]));
  const { memory } = new WebAssembly.Instance(module, { "./core_bg.js": stubs }).exports;
  assert.ok(memory.buffer.byteLength <= 2 * 65_536, `${memory.buffer.byteLength / 65_536} pages`);
});

test("nothing is installed with it", () => {
  for (const field of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"])
    assert.equal(manifest[field], undefined);
});

test("no entry imports a platform's own modules or evaluates text", async () => {
  for (const file of ["index.js", "index.cjs", "slim.js", "slim.cjs", "workerd.js", "edge-light.js"]) {
    const entry = await readFile(join(ROOT, "dist", file), "utf8");
    for (const forbidden of ["node:", "require(", "eval(", "new Function"])
      assert.ok(!entry.includes(forbidden), `${file}: ${forbidden}`);
  }
});
