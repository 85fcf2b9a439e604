// The tarball as npm packs it: what is in it, where it comes from, and what the checkers of packages say to it.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { publint } from "publint";
import { pack, run, TOOLS } from "../../node/test/installed.mjs";

const ROOT = join(import.meta.dirname, "..");
const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];
const folder = mkdtempSync(join(tmpdir(), "helpthread-widget-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let packed;
before(async () => {
  packed = await pack(folder, ROOT);
});

test("it holds what is used, the project's licences and nothing else", () => {
  const others = packed.files.filter((path) => !path.startsWith("dist/"));
  const types = ["history", "react", "react-18", "solid", "svelte", "vue"].map((name) => `${name}.d.ts`);
  assert.deepEqual(others.sort(), [...LICENCES, "README.md", "custom-elements.json", "package.json", "types-only.js", ...types].sort());
  for (const name of LICENCES) assert.deepEqual(readFileSync(join(ROOT, name)), readFileSync(join(ROOT, "../..", name)));
});

test("it says who made it, under which licence, where it comes from and where to report what is wrong", () => {
  const { author, license, homepage, repository, bugs } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.equal(license, "MIT OR Apache-2.0");
  assert.ok(author);
  const [, source] = /^git\+(https:\/\/\S+)\.git$/.exec(repository.url);
  assert.equal(repository.directory, "npm/widget");
  assert.ok(homepage.startsWith(`${source}/`) && bugs.url.startsWith(`${source}/`));
});

test("publint finds nothing", async () => {
  const { buffer, byteOffset, byteLength } = readFileSync(packed.tarball);
  const { messages, pkg } = await publint({ pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) }, strict: true });
  assert.equal(pkg.name, "@helpthread/widget");
  assert.deepEqual(messages, []);
});

test("attw finds the types of every entry: a custom element is for bundlers and browsers, so there is no CommonJS", async () => {
  const { stdout } = await run(join(TOOLS, ".bin/attw"), [packed.tarball, "--profile", "esm-only", "--format", "ascii", "--no-color"]);
  assert.ok(stdout.includes('"@helpthread/widget"'), stdout);
});
