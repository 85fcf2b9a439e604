/** The tarball as npm packs it: what is in it, that it is the same every time, and what the checkers of packages say to it. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { pack, run, TOOLS } from "../../node/test/installed.mjs";

const ROOT = join(import.meta.dirname, "..");
const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];
const DIST = ["THIRD-PARTY.txt", "index.d.ts", "index.js", "index_bg.wasm", "proxy.js"].map((name) => `dist/${name}`);
const TEMPLATE = ["index.js", "package.json", "wrangler.jsonc"].map((name) => `template/${name}`);
const folder = mkdtempSync(join(tmpdir(), "helpthread-worker-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let packed;
before(async () => {
  packed = await pack(folder, ROOT);
});
const read = (name) => readFileSync(join(ROOT, name));

test("packing twice gives the same bytes", async () => {
  const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
  const again = await pack(join(folder, "again"), ROOT);
  assert.equal(digest(packed.tarball), digest(again.tarball));
});

test("it holds what is deployed, the template, the project's licences and nothing else", () => {
  assert.deepEqual(packed.files.sort(), [...LICENCES, ...DIST, ...TEMPLATE, "README.md", "package.json"].sort());
  for (const name of LICENCES) assert.deepEqual(read(name), readFileSync(join(ROOT, "../..", name)));
});

test("it says who made it, under which licence, where it comes from and where to report what is wrong", () => {
  const { author, license, homepage, repository, bugs, dependencies, scripts } = JSON.parse(read("package.json"));
  assert.equal(license, "MIT OR Apache-2.0");
  assert.ok(author);
  const [, source] = /^git\+(https:\/\/\S+)\.git$/.exec(repository.url);
  assert.equal(repository.directory, "npm/worker");
  assert.ok(homepage.startsWith(`${source}/`) && bugs.url.startsWith(`${source}/`));
  assert.deepEqual([dependencies, scripts], [undefined, undefined], "nothing is installed with it, and nothing runs");
});

test("publint finds nothing, not even something to suggest", async () => {
  const { buffer, byteOffset, byteLength } = readFileSync(packed.tarball);
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: "suggestion" });
  assert.equal(pkg.name, "@helpthread/worker");
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
});

test("attw finds its types: a Worker is a module, so there is no CommonJS", async () => {
  const { stdout } = await run(join(TOOLS, ".bin/attw"), [packed.tarball, "--profile", "esm-only", "--format", "ascii", "--no-color"]);
  assert.ok(stdout.includes('"@helpthread/worker"'), stdout); // it exits with 1 for a problem
});

test("a TypeScript entry compiles, and a setting that does not exist does not", async () => {
  const project = join(folder, "typed");
  mkdirSync(join(project, "node_modules/@helpthread/worker"), { recursive: true });
  cpSync(join(ROOT, "dist"), join(project, "node_modules/@helpthread/worker/dist"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(project, "node_modules/@helpthread/worker/package.json"));
  writeFileSync(
    join(project, "index.ts"),
    `import Proxy, { CustomerHub, WorkspaceHub, type Settings } from "@helpthread/worker";
export { CustomerHub, WorkspaceHub };
export default Proxy;
export type Secret = Settings["SESSION_SECRET"];
// @ts-expect-error there is no such setting
export type Wrong = Settings["SESSION_SECRETS"];
`,
  );
  const compilerOptions = { noEmit: true, strict: true, target: "es2022", module: "nodenext", lib: ["es2022", "dom"], types: [] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  await run(join(TOOLS, ".bin/node"), [join(TOOLS, "typescript/bin/tsc"), "-p", project]);
});

test("it is the very bundle that is tested, and carries neither a secret nor a folder of the machine that built it", () => {
  assert.deepEqual(read("dist/proxy.js"), readFileSync(join(ROOT, "../../worker/build/index.js")));
  assert.deepEqual(read("dist/index_bg.wasm"), readFileSync(join(ROOT, "../../worker/build/index_bg.wasm")));
  for (const name of DIST) {
    const text = readFileSync(join(ROOT, name), "latin1");
    // `npm` runs where the repository is, and cargo's folder and home are where its words would lead.
    for (const word of [join(ROOT, "../.."), ".cargo/registry", ".rustup/toolchains", "sk_test_abc123"]) {
      assert.ok(!text.includes(word), `${name} holds ${word}`);
    }
  }
});

test("it stays far below what Cloudflare takes of a free plan, 3 MB compressed", () => {
  const weight = ["dist/proxy.js", "dist/index_bg.wasm"].reduce((sum, name) => sum + brotliCompressSync(read(name)).length, 0);
  assert.ok(weight <= 700_000, `${weight} bytes`);
});
