/** The type declarations, as strict consumers meet them; types/consumer.ts says what must and must not compile. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

test("ESM and CommonJS projects compile, and their mistakes do not", () => {
  const { status, stdout } = spawnSync(process.execPath, [TSC, "-p", join(HERE, "types")], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});
