/** The package as `npm pack` makes it, installed into a project of its own and used on every Node that is here. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import test, { after, before } from "node:test";

const HERE = import.meta.dirname;
const ROOT = join(HERE, "..");
const project = mkdtempSync(join(tmpdir(), "helpthread-consumer-"));
after(() => rmSync(project, { recursive: true, force: true }));

const run = (program, ...rest) => {
  const { status, stdout, stderr, error } = spawnSync(program, rest, { cwd: project, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${rest.join(" ")}\n${stderr}${error ?? ""}`);
  return stdout.trim();
};
const pack = (folder) => {
  mkdirSync(join(project, folder));
  const [{ filename, files }] = JSON.parse(run("npm", "pack", ROOT, "--json", "--ignore-scripts", "--offline", "--pack-destination", folder));
  return { path: join(project, folder, filename), files: files.map(({ path }) => path) };
};

/** Every Node on the path, one of each version: the pinned one and, where there is another, the machine's. */
const NODES = new Map(
  process.env.PATH.split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter((program) => existsSync(program))
    .map((program) => [spawnSync(program, ["--version"], { encoding: "utf8" }).stdout?.trim(), program]),
);

let packed;
before(() => {
  packed = pack("first");
  mkdirSync(join(project, "node_modules/@helpthread/node"), { recursive: true });
  run("tar", "-xzf", packed.path, "-C", "node_modules/@helpthread/node", "--strip-components=1");
  cpSync(join(HERE, "consumer"), project, { recursive: true });
});

test("packing twice gives the same bytes", () => {
  const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
  assert.equal(digest(packed.path), digest(pack("second").path));
});

test("the package holds what is used, its licences and nothing else", () => {
  const others = packed.files.filter((path) => !path.startsWith("dist/"));
  assert.deepEqual(others.sort(), ["README.md", "package.json"]);
  for (const licence of ["dist/LICENSE-MIT", "dist/LICENSE-APACHE"]) assert.ok(packed.files.includes(licence));
});

assert.ok(NODES.size > 0);
for (const [version, program] of NODES) {
  for (const script of ["run.mjs", "run.cjs", "slim.mjs"]) {
    test(`Node ${version} runs ${script}`, () => assert.equal(run(program, script), "ok"));
  }
}

test("the signer for those who bring the module knows nothing of tests, and the Workers' entries no base64", () => {
  const read = (name) => readFileSync(join(project, "node_modules/@helpthread/node/dist", name), "utf8");
  for (const name of ["slim.js", "workerd.js", "edge-light.js"]) assert.ok(!read(name).includes("AGFzbQ"), name);
  for (const name of ["index.js", "slim.js", "workerd.js"]) assert.ok(!read(name).includes("scriptedFetch"), name);
});
