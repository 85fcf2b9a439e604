// What build.mjs made: names that match contents, the integrity hash that browsers will check, a module that starts.
// Run after `cargo xtask build widget`.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const DIST = join(import.meta.dirname, "..", "dist");
const { files } = JSON.parse(readFileSync(join(DIST, "manifest.json"), "utf8"));
const read = (name) => readFileSync(join(DIST, name));
const element = read("history.js").toString();
const of = (reader) => files.filter((file) => file.reader === reader).map(({ name }) => name);
const [, glue, wasm] = of("all");
const [desk] = of("agent");

test("the manifest lists exactly the files that are there, but for the licences of what is in the module", () => {
  const names = files.map(({ name }) => name);
  assert.deepEqual([...names, "THIRD-PARTY.txt", "manifest.json"].sort(), readdirSync(DIST).sort());
});

test("only history.js has a stable name; every other name is made from its content", () => {
  assert.deepEqual(files.filter(({ immutable }) => !immutable).map(({ name }) => name), ["history.js"]);
  for (const { name } of files.filter(({ immutable }) => immutable)) {
    const hash = createHash("sha256").update(read(name)).digest("hex").slice(0, 12);
    assert.match(name, new RegExp(`^history-${hash}\\.(js|wasm)$`));
  }
});

test("history.js carries the names of this build and the integrity hash of its wasm", () => {
  const integrity = `sha384-${createHash("sha384").update(read(wasm)).digest("base64")}`;
  for (const text of [`./${glue}`, `./${wasm}`, integrity]) assert.ok(element.includes(text), text);
});

test("the module has what core.js calls, imports functions only, and reserves at most three pages of memory", () => {
  const module = new WebAssembly.Module(read(wasm));
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    assert.equal(kind, "function", name);
    (imports[from] ??= {})[name] = () => {};
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  for (const name of ["step", "__wbindgen_malloc", "__wbindgen_free"]) {
    assert.equal(typeof exports[name], "function", name);
  }
  assert.ok(exports.memory.buffer.byteLength <= 3 * 65_536, `${exports.memory.buffer.byteLength} bytes`);
});

test("an agent's part and each language are named in the bundle, and loaded by whoever needs them", () => {
  const apart = files.filter(({ reader }) => reader !== "all");
  assert.deepEqual(apart.map(({ reader }) => reader).sort(), ["agent", "ar", "de", "es", "fr", "it", "ja", "nl", "pt", "zh"]);
  for (const { name } of apart) assert.match(read(glue).toString(), new RegExp(`\\bimport\\("\\./${name}"\\)`));
});

test("nothing in the build can turn a string into markup or code", () => {
  const text = [element, read(glue), read(desk)].join();
  const forbidden = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML"];
  assert.deepEqual(forbidden.filter((word) => text.includes(word)), []);
});

test("what travels stays small: the first script within 2 KB, everything within 24, with brotli", () => {
  const weight = (names) => names.reduce((sum, name) => sum + brotliCompressSync(read(name)).length, 0);
  const [first] = of("all");
  assert.ok(weight([first]) <= 2_048, `${weight([first])} bytes`);
  assert.ok(weight(of("all")) <= 24_576, `a customer who reads English: ${weight(of("all"))} bytes`);
  assert.ok(weight([desk]) <= 2_048, `what an agent loads besides: ${weight([desk])} bytes`);
  for (const { name, reader } of files.slice(4)) assert.ok(weight([name]) <= 1_024, `what a reader of ${reader} loads besides: ${weight([name])} bytes`);
});
