// The README is the element's reference: what it names exists, and what exists is named.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const HERE = join(import.meta.dirname, "..");
const BROWSER = join(HERE, "..", "..", "crates", "widget", "src", "browser");
const readme = readFileSync(join(HERE, "README.md"), "utf8");
const types = readFileSync(join(HERE, "history.d.ts"), "utf8");
const style = readFileSync(join(BROWSER, "style.css"), "utf8");
const rust = readdirSync(BROWSER).filter((name) => name.endsWith(".rs")).map((name) => readFileSync(join(BROWSER, name), "utf8")).join("\n");

const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, word]) => word))].sort();
const section = (title) => readme.split(`## ${title}\n`)[1].split("\n## ")[0];

test("the custom properties are those of the style sheet", () => {
  assert.deepEqual(found(section("Looks"), /\| `(--helpthread-[a-z-]+)` \|/g), found(style, /var\((--helpthread-[a-z-]+)/g));
});

test("the parts are those of the view", () => {
  const documented = found(section("Looks").split("Parts, for")[1].split("so on:")[1], /`([a-z-]+)`/g);
  const named = found(rust, /\.(?:element|text)\(\s*"[a-z]+",\s*"([a-z-]+)"/g);
  const missing = named.filter((part) => !documented.includes(part));
  assert.deepEqual(missing, []);
  const unknown = documented.filter((part) => !rust.includes(`"${part}"`) && !/^status-/.test(part));
  assert.deepEqual(unknown, []);
});

test("the events are the same in README and types", () => {
  assert.deepEqual(found(section("Events"), /\| `(helpthread-[a-z]+)` \|/g), found(types, /"(helpthread-(?!history)[a-z]+)": CustomEvent/g));
});

test("the error codes are the same in README, types and source", () => {
  const faults = readFileSync(join(BROWSER, "..", "fault.rs"), "utf8");
  const element = readFileSync(join(HERE, "src", "history.js"), "utf8");
  const codes = [...found(faults, /&str = "([a-z_]+)"/g), ...found(element, /"(widget_[a-z]+)"/g)];
  for (const code of codes) {
    assert.ok(readme.includes(`\`${code}\``), `README lacks ${code}`);
    assert.ok(types.includes(`\`${code}\``), `history.d.ts lacks ${code}`);
  }
});
