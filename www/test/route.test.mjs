/** Given a path, it is one of the table's or it does not exist; and `next` leads only to our own pages. */

import assert from "node:assert/strict";
import test from "node:test";
import { findRoute, safeNext } from "../src/route.js";

for (const [path, name, argument = ""] of [
  ["/", "home"],
  ["/sign-in", "sign-in"],
  ["/sign-out", "sign-out"],
  ["/customers", "customers"],
  ["/account", "account"],
  ["/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", "customer", "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F"],
  ["/inbox", "inbox"],
  ["/inbox/reply", "reply"],
  ["/inbox/change", "change"],
  ["/playground", "playground"],
  ["/playground/token", "playground-token"],
  ["/sandbox/write-in", "write-in"],
  ["/inbox.js", "file", "inbox.js"],
  ["/write-in.js", "file", "write-in.js"],
  ["/support-token", "support-token"],
  ["/healthz", "health"],
  ["/support.js", "file", "support.js"],
  ["/dashboard.css", "file", "dashboard.css"],
]) {
  test(`${path} is ${name}`, () => {
    const route = findRoute(path);
    assert.equal(route?.name, name);
    assert.equal(route?.argument, argument);
  });
}

for (const path of [
  "",
  "/customers/",
  "/customers/usr_1",
  "/customers/cus_",
  "/customers/cus_1/x",
  "/customers/cus_%31",
  "//customers",
  "/Customers",
  "/support.js/",
  "/supportXjs",
  "/core.wasm",
  "/crm.json",
  "/sign-in\n",
]) {
  test(`${JSON.stringify(path)} does not exist`, () => assert.equal(findRoute(path), null));
}

test("next leads to pages of ours and nowhere else", () => {
  for (const page of ["/customers", "/customers/cus_1", "/account", "/inbox", "/playground"]) assert.equal(safeNext(page), page);
  for (const trap of [
    null,
    "",
    "/",
    "/sign-out",
    "/support-token",
    "/inbox/reply",
    "/playground/token",
    "/sandbox/write-in",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/customers?x=//evil",
    "javascript:alert(1)",
  ]) {
    assert.equal(safeNext(trap), null, String(trap));
  }
});
