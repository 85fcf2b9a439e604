/** Codes of errors are told in four places, and all of them tell the same: the sources, core's table, the types and the README. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const ROOT = join(import.meta.dirname, "..");
const REPOSITORY = join(ROOT, "../..");
const read = (...path) => readFileSync(join(...path), "utf8");
const types = read(ROOT, "src/index.d.ts");
const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, code]) => code))].sort();
const sources = (folder, extension) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => read(folder, name))
    .join("\n");

/** The names in a union of the types. */
const union = (name) => found(types.split(`export type ${name} =\n`)[1].split(";\n")[0], /"(\w+)"/g);
const OWN = [...union("HelpThreadErrorCode"), ...union("WebhookErrorCode")].sort();

/** The codes in the first column of a table. */
const table = (text) => found(text.match(/^[ *]*\|.*?\|/gm).join("\n"), /`([a-z_]+)`/g);

test("the API's codes are those of core's table", () => {
  const core = found(read(REPOSITORY, "crates/core/src/error.rs"), /= \d{3} "(\w+)", Api,/g);
  assert.deepEqual(union("ApiErrorCode"), core);
});

test("the package throws no code that its types do not know, and they know none that it does not throw", () => {
  const scripts = sources(join(ROOT, "src"), ".js");
  const thrown = found(scripts, /(?:Error|unexpected|invalid)\(\s*"([a-z]+(?:_[a-z]+)+)"/g);
  assert.deepEqual(thrown.filter((code) => !OWN.includes(code)), []);
  const all = scripts + sources(join(REPOSITORY, "crates/sdk/src"), ".rs");
  assert.deepEqual(OWN.filter((code) => !all.includes(`"${code}"`)), []);
});

test("the types and the README say what to do about each", () => {
  const comment = types.split("export type HelpThreadErrorCode =")[0].split("/**").at(-1);
  assert.deepEqual(table(comment), OWN);
  const readme = read(ROOT, "README.md").split("## When something is refused")[1];
  assert.deepEqual(table(readme), OWN.filter((code) => !code.startsWith("webhook_")));
  assert.match(readme, /\| `webhook_…` \|/);
});
