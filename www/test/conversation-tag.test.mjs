/** Given any row, its tag is the one that the API compares with (tests/vectors). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { conversationTag } from "../src/conversation-tag.js";

const { cases } = JSON.parse(readFileSync(new URL("../../tests/vectors/tags.json", import.meta.url), "utf8"));

test("there are vectors", () => assert.ok(cases.length > 2));

for (const { name, conversation, tag } of cases) {
  test(name, async () => assert.equal(await conversationTag(conversation), tag));
}
