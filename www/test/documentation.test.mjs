/** The reference is small enough to read on a train: what a reader of all of it downloads, compressed as it travels. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const DOCS = join(dirname(fileURLToPath(import.meta.url)), "../../docs");
const names = readdirSync(DOCS);
const pages = names.filter((name) => name.endsWith(".html"));
const size = (files) => files.reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(DOCS, name))).length, 0);

test("the whole reference is at most 60 KB, style sheet included", () => {
  const reference = pages.filter((name) => !name.startsWith("guide-"));
  assert.ok(reference.length >= 15, `${reference.length} pages`);
  const bytes = size([...reference, "style.css", "favicon.svg"]);
  assert.ok(bytes <= 60 * 1024, `${bytes} bytes`);
});

test("no page is larger than 8 KB", () => {
  for (const name of pages) assert.ok(size([name]) <= 8 * 1024, `${name}: ${size([name])} bytes`);
});
