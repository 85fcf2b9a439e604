// Importing the package where there is no DOM: server-side rendering must survive it.

import assert from "node:assert/strict";
import { test } from "node:test";

test("importing it on a server defines nothing and does not fail", async () => {
  const before = Object.keys(globalThis);
  const { HelpThreadHistory } = await import("../dist/history.js");
  assert.equal(typeof HelpThreadHistory, "function");
  assert.deepEqual(Object.keys(globalThis), before);
});
