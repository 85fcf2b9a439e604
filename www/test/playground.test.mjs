/** Given choices in an address, settings, attributes and snippets say the same; given anything else, it is as if it were not there. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ATTRIBUTES, attributesOf, CONTROLS, propertiesOf, readSettings, THEMES, TOKENS, writeSettings } from "../src/playground/settings.js";
import { SNIPPETS } from "../src/playground/snippets.js";

const ENDPOINT = "https://support.example.com";
const JANE = "cus_1";
const read = (query) => readSettings(new URLSearchParams(query), JANE);
const snippet = (id, settings) => SNIPPETS.find((one) => one.id === id).text(settings, ENDPOINT);

/** What the widget's package says that the element has. */
const MANIFEST = new URL("../../npm/widget/custom-elements.json", import.meta.url);
const [element] = JSON.parse(readFileSync(MANIFEST, "utf8")).modules[0].declarations;

test("every attribute and every custom property of the element can be tried", () => {
  const attributes = ["endpoint", "customer", ...ATTRIBUTES.map(({ name }) => name)];
  assert.deepEqual(attributes.sort(), element.attributes.map(({ name }) => name).sort());
  assert.deepEqual(TOKENS.map(({ property }) => property).sort(), element.cssProperties.map(({ name }) => name).sort());
});

test("without a choice there is nothing but where and who", () => {
  assert.deepEqual(attributesOf(read(""), ENDPOINT), [
    ["endpoint", ENDPOINT],
    ["customer", JANE],
  ]);
  assert.deepEqual(propertiesOf(read("")), []);
  assert.equal(writeSettings(read("")), `customer=${JANE}`);
});

test("every option of every control is read as it is written", () => {
  for (const { name, options = [] } of CONTROLS) {
    for (const [value] of options) {
      const settings = read(new URLSearchParams({ [name]: value }).toString());
      assert.equal(settings[name], value, `${name}=${value}`);
      assert.deepEqual(read(writeSettings(settings)), settings);
    }
  }
});

test("every theme is made of choices that exist", () => {
  for (const { name, tokens } of THEMES) {
    const settings = read(new URLSearchParams(tokens).toString());
    for (const [token, value] of Object.entries(tokens)) assert.equal(settings[token], value, `${name}: ${token}`);
  }
});

for (const [name, value] of [
  ["accent", "red"],
  ["accent", "#12345"],
  ["accent", "#fff;} body {display: none"],
  ["accent", "light-dark(#fff, url(//evil.example))"],
  ["radius", "1px; color: red"],
  ["font-family", "Comic Sans"],
  ["customer", 'cus_1" onload="x'],
  ["customer", "usr_1"],
  ["page-size", "101"],
  ["locale", '"><script>'],
  ["simulate", "constructor"],
]) {
  test(`${name}=${value} is as if it were not there`, () => {
    assert.deepEqual(read(new URLSearchParams({ [name]: value }).toString()), read(""));
  });
}

test("the snippets have the choices, and escape what stands in attributes", () => {
  const settings = read("locale=ar&page-size=10&accent=%23c0ffee");
  assert.match(snippet("html", settings), /page-size="10"[^]*locale="ar"/);
  assert.equal(snippet("css", settings), "helpthread-history {\n  --helpthread-accent: #c0ffee;\n}");
  assert.match(SNIPPETS[1].text(settings, 'https://a"b'), /endpoint="https:\/\/a&quot;b"/);
});

test("the policy has the socket exactly when there is one", () => {
  assert.match(snippet("policy", read("")), /connect-src 'self' https:\/\/support\.example\.com wss:\/\/support\.example\.com;/);
  assert.doesNotMatch(snippet("policy", read("live=off")), /wss/);
});

test("the token is the role's", () => {
  assert.match(snippet("server", read("")), /role: "customer", customerId: request\.session\.customerId/);
  assert.match(snippet("server", read("role=agent")), /role: "agent", agentId: request\.session\.agentId/);
});
