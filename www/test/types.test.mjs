/** The JSDoc types of the Worker's modules and of the pages' scripts hold together. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

test("www type-checks", () => {
  const project = join(dirname(fileURLToPath(import.meta.url)), "..");
  const { status, stdout } = spawnSync(process.execPath, [TSC, "-p", project], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});
