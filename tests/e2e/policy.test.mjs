// The widget on a host's page under the content security policy that widget.md documents as the minimum, and what happens
// where less is allowed, or where somebody tampered with what is loaded.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage({ withHost: true });

let host;
beforeEach(() => {
  host = stage.host;
  host.policy = strictPolicy(host.proxy);
});

const webSocket = (proxy) => proxy.replace("http", "ws");

const strictPolicy = (proxy) =>
  `default-src 'none'; script-src 'self' ${proxy} 'wasm-unsafe-eval'; connect-src 'self' ${proxy} ${webSocket(proxy)}; style-src 'none'; ` +
  "require-trusted-types-for 'script'";

const SUBJECTS = ["Unable to update billing address", "Login issue on mobile app"];

/** Waits for the widget's own event, and returns the codes it has told the page so far. */
const heard = (page) => page.waitForFunction(() => globalThis.heard?.length > 0 && globalThis.heard).then((all) => all.jsonValue());

/** The widget did not start: the host's own words are on the page, and nobody's rows. */
async function assertFallback(page) {
  assert.equal(await page.getByText("Loading your conversations").isVisible(), true);
  assert.equal(await widget(page).rows.count(), 0);
}

/** What the widget itself wrote to the console. */
const ours = (errors) => errors.filter((error) => error.startsWith("<helpthread-history>"));

test("under the strictest documented policy it works, its style sheet included, without one violation", async () => {
  const { page, errors } = await stage.open();
  const urls = [];
  page.on("request", (request) => urls.push(request.url()));
  await page.goto(host.origin);
  const { rows, subjects, part, choose } = widget(page);
  await rows.first().waitFor();
  assert.deepEqual(await subjects.allTextContents(), SUBJECTS);
  await rows.first().getByRole("button").click();
  await part("details").waitFor();
  await choose("Closed");
  await rows.first().waitFor();
  assert.deepEqual(await subjects.allTextContents(), SUBJECTS.slice(1));

  assert.equal(await part("list").evaluate((list) => getComputedStyle(list).listStyleType), "none", "our style sheet applies");
  assert.deepEqual(errors, []);
  const elsewhere = urls.filter((url) => ![host.origin, host.proxy].includes(new URL(url).origin));
  assert.deepEqual(elsewhere, [], "it asks the host and the proxy, and nobody else");
});

test("the policy is in force: a style attribute and a markup string are refused", async () => {
  const { page, errors } = await stage.open();
  await page.goto(host.origin);
  await widget(page).rows.first().waitFor();
  const told = page.waitForEvent("console", (message) => message.text().startsWith("policy violated: style-src"));
  const refused = await page.evaluate(() => {
    document.body.setAttribute("style", "color: red");
    try {
      document.body.innerHTML = "<p>";
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(refused, "TypeError");
  await told;
  assert.ok(errors.length > 0, "and the record of errors has it");
});

test("where wasm is blocked the fallback stays, and one message says which permission to add", async () => {
  const { page, errors } = await stage.open();
  host.policy = host.policy.replace(" 'wasm-unsafe-eval'", "");
  await page.goto(host.origin);
  assert.deepEqual(await heard(page), ["widget_blocked"]);
  await assertFallback(page);
  assert.equal(ours(errors).length, 1, errors.join("\n"));
  assert.match(ours(errors)[0], /lacks: script-src 'wasm-unsafe-eval'/);
});

test("where the proxy may not be asked the fallback stays, and one message says which permission to add", async () => {
  const { page, errors } = await stage.open();
  host.policy = host.policy.replace(`connect-src 'self' ${host.proxy} ${webSocket(host.proxy)}`, "connect-src 'self'");
  await page.goto(host.origin);
  assert.deepEqual(await heard(page), ["widget_blocked"]);
  await assertFallback(page);
  assert.equal(ours(errors).length, 1, errors.join("\n"));
  assert.ok(ours(errors)[0].includes(`lacks: connect-src ${host.proxy}`), ours(errors)[0]);
});

/** Passes the wasm file on, changed by `change`. */
const intercept = (page, change) =>
  page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.body()) });
  });

test("one changed byte in the wasm file, and it is never started", async () => {
  const untouched = await stage.open();
  await intercept(untouched.page, (body) => body);
  await untouched.page.goto(host.origin);
  await widget(untouched.page).rows.first().waitFor();

  const { page, errors } = await stage.open();
  let valid;
  await intercept(page, (body) => {
    const changed = Buffer.from(body);
    changed[changed.indexOf("is not what API v1")] ^= 1; // a letter of a message: still a module, and a working one
    valid = WebAssembly.validate(changed);
    return changed;
  });
  await page.goto(host.origin);
  assert.deepEqual(await heard(page), ["widget_blocked"]);
  assert.equal(valid, true, "nothing but the integrity hash could tell");
  await assertFallback(page);
  assert.match(ours(errors).join("\n"), /are not the ones that belong to this script/);
});
