// The README is the element's reference: what it names exists, and what exists is named.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const HERE = join(import.meta.dirname, "..");
const SOURCE = join(HERE, "src");
const readme = readFileSync(join(HERE, "README.md"), "utf8");
const types = readFileSync(join(HERE, "history.d.ts"), "utf8");
const style = readFileSync(join(SOURCE, "style.css"), "utf8");
const scripts = readdirSync(SOURCE).filter((name) => name.endsWith(".js")).map((name) => readFileSync(join(SOURCE, name), "utf8")).join("\n");

const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, word]) => word))].sort();
const section = (title) => readme.split(`## ${title}\n`)[1].split("\n## ")[0];

test("the custom properties are those of the style sheet", () => {
  assert.deepEqual(found(section("Looks"), /\| `(--helpthread-[a-z-]+)` \|/g), found(style, /var\((--helpthread-[a-z-]+)/g));
});

test("the parts are those of the view", () => {
  const documented = found(section("Looks").split("Parts, for")[1].split("so on:")[1], /`([a-z-]+)`/g);
  const named = found(scripts, /\b(?:element|fact)\(\s*"[a-z]+",\s*"([a-z -]+)"/g).flatMap((names) => names.split(" "));
  const missing = named.filter((part) => part && !documented.includes(part));
  assert.deepEqual(missing, []);
  const unknown = documented.filter((part) => !new RegExp(`["\\s]${part}["\\s]`).test(scripts) && !/^status-(open|pending|closed|other)$/.test(part));
  assert.deepEqual(unknown, []);
});

test("attributes, slots and properties are the same in README, types and custom-elements.json", () => {
  const [{ declarations: [element] }] = JSON.parse(readFileSync(join(HERE, "custom-elements.json"), "utf8")).modules;
  const names = (list) => list.map(({ name }) => name).sort();
  assert.deepEqual(found(section("Attributes"), /^\| `([a-z-]+)` \|/gm), names(element.attributes));
  const attributes = types.split("interface HelpThreadHistoryAttributes {")[1].split("\n}")[0];
  assert.deepEqual(found(attributes, /^  "?([a-z-]+)"?\?:/gm), names(element.attributes));
  assert.deepEqual(found(section("Slots"), /`([a-z]+)`/g), names(element.slots).filter(Boolean));
  assert.deepEqual(found(section("Looks"), /\| `(--helpthread-[a-z-]+)` \|/g), names(element.cssProperties));
  assert.deepEqual(names(element.cssParts), found(section("Looks").split("Parts, for")[1].split("so on:")[1], /`([a-z-]+)`/g));
});

test("every language has exactly the words of English, and the types name them", async () => {
  const load = async (file) => (await import(`../src/words/${file}`)).default;
  const english = { ...(await load("en.js")), ...(await load("agent.js")) };
  const read = (file) => (file === "en.js" ? english : load(file));
  const files = readdirSync(join(SOURCE, "words")).filter((file) => file !== "agent.js");
  assert.equal(files.length, 10);
  const holes = (text) => (JSON.stringify(text).match(/\{\w+\}/g) ?? []).filter((hole, index, all) => all.indexOf(hole) === index).sort();
  for (const file of files) {
    const words = await read(file);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), file);
    for (const [key, text] of Object.entries(words)) assert.deepEqual(holes(text), holes(english[key]), `${file}: ${key}`);
    const categories = new Intl.PluralRules(file.slice(0, 2)).resolvedOptions().pluralCategories;
    for (const forms of Object.values(words).filter((text) => typeof text === "object")) {
      assert.deepEqual(Object.keys(forms).filter((form) => !categories.includes(form)), [], file);
    }
  }
  const typed = types.split("interface HistoryStrings {")[1].split("}")[0];
  assert.deepEqual(found(typed, /^  (\w+):/gm), Object.keys(english).sort());
});

test("the events are the same in README and types", () => {
  assert.deepEqual(found(section("Events"), /\| `(helpthread-[a-z]+)` \|/g), found(types, /"(helpthread-(?!history)[a-z]+)": CustomEvent/g));
});

test("the error codes are the same in README, types and source", () => {
  const faults = readFileSync(join(HERE, "..", "..", "crates", "widget", "src", "fault.rs"), "utf8");
  const element = readFileSync(join(HERE, "src", "history.js"), "utf8");
  const codes = [...found(faults, /&str = "([a-z_]+)"/g), ...found(element, /"(widget_[a-z]+)"/g)];
  for (const code of codes) {
    assert.ok(readme.includes(`\`${code}\``), `README lacks ${code}`);
    assert.ok(types.includes(`\`${code}\``), `history.d.ts lacks ${code}`);
  }
});
