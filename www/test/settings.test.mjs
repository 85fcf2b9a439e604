/** Given what the environment holds, the dashboard names everything that is wrong at once, and never a value. */

import assert from "node:assert/strict";
import test from "node:test";
import { readSettings } from "../src/settings.js";

const RIGHT = {
  SESSION_SECRET: "dev_session_secret_0123456789abcdef0123",
  SIGN_IN_SECRET: "dev_sign_in_secret_0123456789abcdef0123",
  PROXY_ORIGIN: "http://127.0.0.1:8788",
};
const problems = (env) => readSettings(env).problems ?? [];

test("the development settings work on loopback", () => {
  assert.deepEqual(readSettings(RIGHT), {
    settings: {
      sessionSecret: RIGHT.SESSION_SECRET,
      signInSecret: RIGHT.SIGN_IN_SECRET,
      proxyOrigin: RIGHT.PROXY_ORIGIN,
      sandbox: null,
    },
  });
});

const SANDBOX = { SANDBOX_API_ORIGIN: "http://127.0.0.1:8789", SANDBOX_ADMIN_TOKEN: "sandbox_admin_dev" };

test("a sandbox is on loopback, whole", () => {
  const { settings } = readSettings({ ...RIGHT, ...SANDBOX });
  assert.deepEqual(settings.sandbox, { apiOrigin: SANDBOX.SANDBOX_API_ORIGIN, adminToken: "sandbox_admin_dev" });
});

for (const [name, wrong] of Object.entries({
  "without its token": { ...SANDBOX, SANDBOX_ADMIN_TOKEN: "" },
  "without its origin": { ...SANDBOX, SANDBOX_API_ORIGIN: undefined },
  "elsewhere": { ...SANDBOX, SANDBOX_API_ORIGIN: "https://api.example.com" },
  "behind a proxy that others reach": { ...SANDBOX, PROXY_ORIGIN: "https://support.example.com" },
})) {
  test(`a sandbox ${name} is a problem, and its token is not repeated`, () => {
    const found = problems({ ...RIGHT, ...wrong }).join();
    assert.match(found, /SANDBOX_API_ORIGIN/);
    assert.doesNotMatch(found, /sandbox_admin_dev/);
  });
}

test("an empty environment names all three", () => {
  for (const empty of [{}, { SESSION_SECRET: "", SIGN_IN_SECRET: null, PROXY_ORIGIN: undefined }]) {
    assert.deepEqual(
      problems(empty).map((problem) => problem.split(" ")[0]),
      ["PROXY_ORIGIN", "SESSION_SECRET", "SIGN_IN_SECRET"],
    );
  }
});

test("a published secret is refused where others could reach the dashboard", () => {
  const found = problems({ ...RIGHT, PROXY_ORIGIN: "https://support.example.com" });
  assert.deepEqual(
    found.map((problem) => problem.split(" ")[0]),
    ["SESSION_SECRET", "SIGN_IN_SECRET"],
  );
});

test("a short secret is refused, and not repeated", () => {
  const found = problems({ ...RIGHT, SESSION_SECRET: "canary-canary-canary-canary-can" });
  assert.equal(found.length, 1);
  assert.doesNotMatch(found.join(), /canary/);
});

for (const origin of [
  "http://support.example.com",
  "https://support.example.com/",
  "https://support.example.com/x",
  "https://a@support.example.com",
  "support.example.com",
  "javascript:alert(1)",
  "https://a.example; script-src *",
  "https://A.example",
  5,
  "null",
]) {
  test(`${JSON.stringify(origin)} is not where a proxy lives`, () => {
    assert.match(problems({ ...RIGHT, PROXY_ORIGIN: origin }).join(), /PROXY_ORIGIN/);
  });
}
