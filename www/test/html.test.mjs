/** Given any text, what `html` makes of it cannot become markup. */

import assert from "node:assert/strict";
import test from "node:test";
import { Markup, html } from "../src/html.js";

const PAYLOADS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "</title><svg onload=alert(1)>",
  "&lt;b&gt; stays text",
  "<!--",
  "]]>",
];

for (const payload of PAYLOADS) {
  test(`${payload} stays text between tags and in an attribute`, () => {
    const text = html`<p title="${payload}">${payload}</p>`.toString();
    const inner = text.slice('<p title="'.length, -"</p>".length).replace('">', "");
    assert.doesNotMatch(inner, /[<>"']/);
    assert.doesNotMatch(inner, /&(?!(amp|lt|gt|quot|#39);)/);
  });
}

test("markup inside markup is kept, also in lists", () => {
  const items = ["a<b", "c"].map((text) => html`<li>${text}</li>`);
  assert.equal(html`<ul>${items}</ul>`.toString(), "<ul><li>a&lt;b</li><li>c</li></ul>");
});

test("null, undefined and false are nothing; 0 is a number", () => {
  assert.equal(html`[${null}${undefined}${false}${0}]`.toString(), "[0]");
});

test("an object that pretends to be markup is escaped", () => {
  const pretender = { toString: () => "<b>", text: "<b>", __proto__: {} };
  assert.equal(html`${/** @type {any} */ (pretender)}`.toString(), "&lt;b&gt;");
  assert.ok(html`` instanceof Markup);
});
