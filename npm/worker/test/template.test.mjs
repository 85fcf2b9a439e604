/** The README's steps, taken: a project of three files is made, would be deployed, and serves, where there is no Rust. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { HelpThread, sessionTokens } from "../../node/dist/index.js";
import { startStack } from "../../../tests/e2e/stack.mjs";
import { TOOLS } from "../../node/test/installed.mjs";
import { deployDryly, isThere, makeProject, ROOT, serve } from "./project.mjs";

/** The sandbox's published values (xtask/src/settings.rs); the proxy takes them while upstream is on loopback. */
const KEY = "sk_test_abc123";
const WORKSPACE_SECRET = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
const SESSION_SECRET = "dev_session_secret_0123456789abcdef0123";
const ORIGIN = "http://127.0.0.1:3000";
const JANE = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
const MARCUS = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";

let made;
before(async () => {
  made = await makeProject();
});
after(() => made?.dispose());

test("the README names the steps that are taken here", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const steps = ["npm install @helpthread/worker", "cp node_modules/@helpthread/worker/template/* .", "npm install"];
  assert.ok(readme.includes(steps.map((step) => `$ ${step}\n`).join("")), "the README has other commands");
  assert.ok(readme.includes("npx wrangler deploy --dry-run") && readme.includes(".dev.vars"));
});

test("the template is three files, for this version of the package and the wrangler that it is tested with", () => {
  assert.deepEqual(readdirSync(join(ROOT, "template")).sort(), ["index.js", "package.json", "wrangler.jsonc"]);
  const version = (file) => JSON.parse(readFileSync(file, "utf8")).version;
  assert.deepEqual(made.template.dependencies, { "@helpthread/worker": version(join(ROOT, "package.json")) });
  assert.deepEqual(made.template.devDependencies, { wrangler: version(join(TOOLS, "wrangler/package.json")) });
});

test("wrangler would deploy it where there is no Rust: our modules as they are, and the two kinds of objects", async () => {
  for (const program of ["cargo", "rustc", "rustup", "worker-build", "wasm-bindgen"]) assert.ok(!isThere(program, made), program);
  assert.ok(isThere("node", made), "the path is searched");
  const said = await deployDryly(made);
  for (const words of ["env.CUSTOMER_HUBS (CustomerHub)", "env.WORKSPACE_HUB (WorkspaceHub)", "--dry-run: exiting now."]) {
    assert.ok(said.includes(words), said);
  }
  const deployed = readdirSync(join(made.project, "deployed"));
  const [module] = deployed.filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(
    readFileSync(join(made.project, "deployed", module)),
    readFileSync(join(ROOT, "dist/index_bg.wasm")),
  );
});

test("it serves a customer's own history from the real API, and nothing without its settings", async () => {
  const stack = await startStack();
  try {
    await closed();
    await serving(stack.api);
  } finally {
    await stack.end();
  }
});

/** As it comes, before the settings are filled in. */
async function closed() {
  const proxy = await serve(made, {}, {});
  try {
    const health = await (await fetch(`${proxy.url}/healthz`)).text();
    for (const name of ["HELPTHREAD_WORKSPACE_KEY", "HELPTHREAD_WORKSPACE_SECRET", "SESSION_SECRET", "ALLOWED_ORIGINS"]) {
      assert.ok(health.includes(name), health);
    }
    assert.equal((await history(proxy.url, JANE)).status, 503);
  } finally {
    await proxy.end();
  }
}

async function serving(api) {
  const variables = { HELPTHREAD_BASE_URL: `${api}/v1`, HELPTHREAD_WORKSPACE_KEY: KEY, ALLOWED_ORIGINS: ORIGIN };
  const proxy = await serve(made, variables, { HELPTHREAD_WORKSPACE_SECRET: WORKSPACE_SECRET, SESSION_SECRET });
  try {
    assert.match(await (await fetch(`${proxy.url}/healthz`)).text(), /ok/);
    const answer = await history(proxy.url, JANE);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("Access-Control-Allow-Origin"), ORIGIN);
    const shown = (await answer.json()).data.map(({ id }) => id);

    const upstream = new HelpThread({ workspaceKey: KEY, workspaceSecret: WORKSPACE_SECRET, baseUrl: `${api}/v1` });
    const page = await upstream.customers.conversations.list(JANE);
    assert.deepEqual(shown, page.data.map(({ id }) => id));
    assert.ok(shown.length > 0);

    assert.equal((await history(proxy.url, MARCUS)).status, 404, "another customer's");
    assert.equal((await fetch(`${proxy.url}/v1/customers/${JANE}/conversations`)).status, 401, "without a token");
    const widget = await fetch(`${proxy.url}/widget/history.js`);
    assert.equal(widget.status, 200);
    assert.match(await widget.text(), /helpthread-history/);
  } finally {
    await proxy.end();
  }
}

/** Jane's token asks for this customer's history. */
function history(url, customer) {
  const token = sessionTokens.create({ role: "customer", customerId: JANE }, SESSION_SECRET);
  return fetch(`${url}/v1/customers/${customer}/conversations`, { headers: { Authorization: `Bearer ${token}`, Origin: ORIGIN } });
}
