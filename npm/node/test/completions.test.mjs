/** What an editor offers to whoever writes a call: statuses, events, roles and codes are typed by name, not looked up. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { API } from "typescript/unstable/sync";

const FOLDER = join(import.meta.dirname, "types");
const FILE = join(FOLDER, "completions.mts");
const PROJECT = join(FOLDER, "completions.json");

const typescript = new API({ cwd: FOLDER });
after(() => typescript.close());
const { checker } = typescript.updateSnapshot({ openProjects: [PROJECT] }).getProject(PROJECT);
const lines = readFileSync(FILE, "utf8").split("\n");

/** What is offered between the empty quotes of the line that has this text. */
function offered(text) {
  const index = lines.findIndex((line) => line.includes(text) && line.includes('""'));
  const before = lines.slice(0, index).reduce((length, line) => length + line.length + 1, 0);
  const { entries } = checker.getCompletionsAtPosition(FILE, before + lines[index].indexOf('""') + 1);
  return entries.map(({ name }) => name.replaceAll('"', "")).sort();
}

const STATUSES = ["closed", "open", "pending"];
const EVENTS = ["conversation.created", "conversation.updated", "message.created"];

test("statuses are offered where lists are narrowed and conversations changed", () => {
  for (const call of ["client.conversations.list", "client.customers", "client.conversations.update"]) {
    assert.deepEqual(offered(call), STATUSES, call);
  }
});

test("events are offered where a webhook is made and where a delivery is read", () => {
  for (const place of ["client.webhooks.create", "event.type"]) assert.deepEqual(offered(place), EVENTS, place);
});

test("roles are offered to whoever makes a token", () => {
  assert.deepEqual(offered("sessionTokens.create"), ["agent", "customer"]);
});

test("codes are offered, the API's and the package's own", () => {
  const codes = offered("error.code");
  for (const code of ["rate_limit_exceeded", "conflict", "browser_refused", "webhook_signature_mismatch", "timeout"]) {
    assert.ok(codes.includes(code), code);
  }
});
