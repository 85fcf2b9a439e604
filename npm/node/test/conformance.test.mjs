/** One suite (consumer/suite.mjs), on every runtime and out of every bundler, with the package as npm packs and installs it. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, extname, join } from "node:path";
import test, { after, before } from "node:test";
import { SECRET, startConformancePeer } from "./conformance-peer.mjs";
import { install, run, TOOLS } from "./installed.mjs";
import { BUNDLERS, bundleForWorkers } from "./runners/bundlers.mjs";
import { addPage, visit } from "./runners/chromium.mjs";
import { bundleWithWrangler, modulesOf, serveInWorkerd } from "./runners/workerd.mjs";

const SIGNATURE = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

let consumer;
let peer;
/** A folder from which no package is found. */
let elsewhere;
before(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), "helpthread-bundles-"));
  [consumer, peer] = await Promise.all([install("consumer"), startConformancePeer()]);
});
after(async () => {
  peer?.close();
  await rm(elsewhere, { recursive: true, force: true });
  await consumer?.dispose();
});

/** Runs a script of the project, and looks through what it prints. */
async function runs(program, parameters, entry) {
  const { stdout, all } = await run(program, parameters, { cwd: consumer.project });
  assert.equal(stdout.trim().split("\n").at(-1), "ok", all);
  if (entry) assert.match(stdout, new RegExp(`^entry ${entry}$`, "m"));
  tellsNoSecret(all);
  return all;
}

/** The suite prints clients and errors: they must be there, and nothing secret with them. */
function tellsNoSecret(printed) {
  assert.match(printed, /customer_not_found/);
  assert.ok(!printed.includes(SECRET) && !/sha256=[0-9a-f]{8}/.test(printed), printed);
}

/** A runtime that npm installed; without one its tests fail and say why. */
function runtime(name) {
  const program = join(TOOLS, ".bin", name);
  const { error, status, stderr } = spawnSync(program, ["--version"], { encoding: "utf8" });
  const why = error?.message ?? stderr;
  const message = `${name} does not run on this machine (${process.platform}-${process.arch}): ${why}\nnpm ci installs it, with its install script allowed.`;
  assert.equal(status, 0, message);
  return program;
}

/** Every Node on the path, one of each version: the pinned one and, where there is another, the machine's. */
const NODES = new Map(
  [join(TOOLS, ".bin"), ...process.env.PATH.split(delimiter)]
    .map((folder) => join(folder, "node"))
    .filter((program) => existsSync(program))
    .map((program) => [spawnSync(program, ["--version"], { encoding: "utf8" }).stdout?.trim(), program]),
);

test("the pinned Node is among those that run the suite", (context) => {
  const { node } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).devDependencies;
  assert.ok(NODES.has(`v${node}`), `npm ci installs Node ${node}`);
  const oldest = [...NODES.keys()].some((version) => version.startsWith("v20."));
  if (!oldest) context.diagnostic("Node 20, the oldest that is supported, is not on the path, so it is not tested.");
});

for (const [version, program] of NODES) {
  test(`Node ${version}, ESM`, () => runs(program, ["run.mjs", peer.url], "index.js"));
  test(`Node ${version}, CommonJS`, () => runs(program, ["run.cjs", peer.url], "index.cjs"));
  for (const script of ["slim.mjs", "slim.cjs"]) {
    test(`Node ${version}, ${script}`, async () => {
      assert.equal((await run(program, [script], { cwd: consumer.project })).stdout, "ok\n");
    });
  }
}

test("Deno, which may do nothing but talk to the peer", () => {
  const may = [`--allow-net=${new URL(peer.url).host}`, "--no-prompt", "--no-remote", "--node-modules-dir=manual"];
  return runs(runtime("deno"), ["run", ...may, "run.mjs", peer.url], "index.js");
});

test("Bun", () => runs(runtime("bun"), ["run.mjs", peer.url], "index.js"));
test("Bun, CommonJS", () => runs(runtime("bun"), ["run.cjs", peer.url], "index.cjs"));

/** Runs a Worker's bundle in workerd, with and without Node's modules. */
async function runsInWorkerd(modules) {
  const [script, ...others] = modules;
  assert.equal(others.length, 1, "one module beside the script");
  assert.deepEqual(others[0].content, await consumer.read("dist/core.wasm"));
  assert.ok(script.content.includes(`"./${others[0].name}"`), "the script imports it");
  assert.ok(!script.content.includes("0061736d"), "there is no module inside");
  for (const flags of [[], ["nodejs_compat"]]) {
    const worker = await serveInWorkerd(consumer.project, modules, flags);
    const answer = await worker.ask({ peer: peer.url });
    const printed = await worker.end();
    assert.equal(answer, SIGNATURE, printed);
    tellsNoSecret(printed);
  }
}

test("workerd, bundled by wrangler", async () => runsInWorkerd(await bundleWithWrangler(consumer.project)));
for (const condition of ["workerd", "edge-light"]) {
  test(`workerd, bundled by esbuild under the condition ${condition}`, async () => {
    await runsInWorkerd(await modulesOf(await bundleForWorkers(consumer.project, condition)));
  });
}

test("Chromium, where a client with a secret is refused", async () => {
  await addPage(peer, consumer.project);
  const { inPage, inWorker, printed } = await visit(`${peer.url}/page`);
  assert.deepEqual([inPage, inWorker], ["ok", "ok"], printed);
  assert.ok(!printed.includes(SECRET), printed);
});

for (const [name, bundle] of Object.entries(BUNDLERS)) {
  test(`Node, bundled by ${name}, with everything inside`, async () => {
    const made = await bundle(consumer.project);
    const script = join(elsewhere, `${name.replaceAll(/\W+/g, "-")}${extname(made)}`);
    await cp(made, script);
    await runs(process.execPath, [script, peer.url]);
  });
}
