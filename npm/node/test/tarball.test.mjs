/** The tarball itself: what is in it, that it is the same every time, and what the checkers of packages say to it. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { install, pack, ROOT, run, TOOLS } from "./installed.mjs";

const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];

let consumer;
before(async () => {
  consumer = await install("types");
});
after(() => consumer?.dispose());

test("packing twice gives the same bytes", async () => {
  const digest = async (path) => createHash("sha256").update(await readFile(path)).digest("hex");
  const again = await pack(join(consumer.project, "again"));
  assert.equal(await digest(consumer.tarball), await digest(again.tarball));
});

test("it holds what is used, the project's licences and nothing else", async () => {
  const others = consumer.files.filter((path) => !path.startsWith("dist/"));
  assert.deepEqual(others.sort(), [...LICENCES, "README.md", "package.json"]);
  for (const licence of LICENCES) assert.deepEqual(await consumer.read(licence), await readFile(join(ROOT, "../..", licence)));
});

test("it says who made it, under which licence, where it comes from and where to report what is wrong", async () => {
  const { author, license, homepage, repository, bugs, description, version } = JSON.parse(await consumer.read("package.json"));
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.equal(license, "MIT OR Apache-2.0");
  assert.ok(author && description);
  const [, source] = /^git\+(https:\/\/\S+)\.git$/.exec(repository.url);
  assert.deepEqual([repository.type, repository.directory], ["git", "npm/node"]);
  assert.ok(homepage.startsWith(`${source}/`) && bugs.url.startsWith(`${source}/`));
});

test("publint finds nothing, not even something to suggest", async () => {
  const bytes = await readFile(consumer.tarball);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: "suggestion" });
  assert.equal(pkg.name, "@helpthread/node");
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
});

test("attw finds the types of every entry, however it is resolved", async () => {
  const { stdout } = await run(join(TOOLS, ".bin/attw"), [consumer.tarball, "--format", "ascii", "--no-color"]);
  assert.match(stdout, /No problems found/);
  const { exports } = JSON.parse(await consumer.read("package.json"));
  for (const entry of Object.keys(exports)) assert.ok(stdout.includes(`"${join("@helpthread/node", entry)}"`), entry);
});

test("strict ESM and CommonJS projects compile, and their mistakes do not", async () => {
  await run(join(TOOLS, ".bin/node"), [join(TOOLS, "typescript/bin/tsc"), "-p", consumer.project]);
});

test("Deno finds the types too", async () => {
  await run(join(TOOLS, ".bin/deno"), ["check", "--no-remote", "--node-modules-dir=manual", "consumer.mts"], { cwd: consumer.project });
});

test("the signer for those who bring the module knows nothing of tests, and the Workers' entries carry no module", async () => {
  const read = async (name) => (await consumer.read(`dist/${name}`)).toString();
  for (const name of ["slim.js", "slim.cjs", "workerd.js", "edge-light.js"]) assert.ok(!(await read(name)).includes("0061736d"), name);
  for (const name of ["index.js", "slim.js", "workerd.js"]) assert.ok(!(await read(name)).includes("scriptedFetch"), name);
});
