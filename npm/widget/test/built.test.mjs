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
const [wasm] = files.filter(({ type }) => type === "application/wasm");
const [glue] = files.filter(({ name }) => /^history-.*\.js$/.test(name)).sort((one, other) => read(other.name).length - read(one.name).length);

test("the manifest lists exactly the files that are there, but for the licences of what is in the module", () => {
  const names = files.map(({ name }) => name);
  assert.deepEqual([...names, "THIRD-PARTY.txt", "manifest.json"].sort(), readdirSync(DIST).sort());
});

test("only history.js has a stable name; every other name is made from its content", () => {
  assert.deepEqual(files.filter(({ immutable }) => !immutable).map(({ name }) => name), ["history.js"]);
  for (const { name } of files.filter(({ immutable }) => immutable)) {
    const hash = createHash("sha256").update(read(name)).digest("hex").slice(0, 16);
    assert.match(name, new RegExp(`^history-${hash}\\.(js|wasm)$`));
  }
});

test("history.js carries the names of this build and the integrity hash of its wasm", () => {
  const integrity = `sha384-${createHash("sha384").update(read(wasm.name)).digest("base64")}`;
  for (const text of [`./${glue.name}`, `./${wasm.name}`, integrity]) assert.ok(element.includes(text), text);
});

test("the module has what core.js calls, imports functions only, and reserves at most three pages of memory", () => {
  const module = new WebAssembly.Module(read(wasm.name));
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    assert.equal(kind, "function", name);
    (imports[from] ??= {})[name] = () => {};
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  for (const name of ["core_new", "core_step", "__wbg_core_free", "__wbindgen_malloc", "__wbindgen_free"]) {
    assert.equal(typeof exports[name], "function", name);
  }
  assert.ok(exports.memory.buffer.byteLength <= 3 * 65_536, `${exports.memory.buffer.byteLength} bytes`);
});

test("nothing in the build can turn a string into markup or code", () => {
  const text = element + read(glue.name).toString();
  const forbidden = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML"];
  assert.deepEqual(forbidden.filter((word) => text.includes(word)), []);
});

test("what travels stays small: the first script within 2 KB, everything for one reader within 30.5, with brotli", () => {
  const weight = (name) => brotliCompressSync(read(name)).length;
  assert.ok(weight("history.js") <= 2_048, `${weight("history.js")} bytes`);
  const words = files.filter(({ name }) => name.endsWith(".js") && ![glue.name, "history.js"].includes(name)).map(({ name }) => weight(name));
  const all = ["history.js", glue.name, wasm.name].reduce((sum, name) => sum + weight(name), 0) + Math.max(...words);
  assert.ok(all <= 31_232, `${all} bytes`);
});
