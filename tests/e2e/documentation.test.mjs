// The documentation as people read it: every page is accessible, light on a desk and dark on a phone; none runs a script but the
// signature debugger's, which works without a network; print and the choice of a language need no script.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { DESK, NARROWEST, PHONE, tooWide, ZOOMED } from "./screen.mjs";
import { ROOT } from "./stack.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".html"));

const open = (page, name) => page.goto(`${stage.stack.dashboard}/docs/${name}`);

async function findings(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

test("every page: axe-core finds nothing, nothing is wider than the screen, and no policy is violated", async () => {
  assert.ok(PAGES.length > 20);
  const { page, errors } = await stage.open({ reducedMotion: "reduce" });
  const found = [];
  for (const name of PAGES) {
    await open(page, name);
    for (const [colorScheme, viewport] of Object.entries({ light: DESK, dark: PHONE })) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      for (const finding of await findings(page)) found.push(`${name}, ${colorScheme}, ${viewport.width} px: ${finding}`);
    }
    for (const viewport of [NARROWEST, ZOOMED["200 %"]]) {
      await page.setViewportSize(viewport);
      for (const width of await tooWide(page)) found.push(`${name}, ${viewport.width} px: ${width}`);
    }
  }
  assert.deepEqual(found, []);
  assert.deepEqual(errors, []);
});

test("every page has its Markdown twin, and nothing else is served", async () => {
  const { page } = await stage.open();
  for (const name of PAGES) {
    const answer = await page.request.get(`${stage.stack.dashboard}/docs/${name.replace(".html", ".md")}`);
    assert.equal(answer.headers()["content-type"], "text/markdown; charset=utf-8");
    assert.ok((await answer.text()).startsWith("# "));
  }
  const status = async (path, options = {}) => (await page.request.fetch(stage.stack.dashboard + path, { maxRedirects: 0, ...options })).status();
  assert.equal(await status("/docs"), 308);
  assert.equal(await status("/docs/"), 200);
  assert.equal(await status("/docs/nothing.html"), 404);
  assert.equal(await status("/docs/__proto__"), 404);
  assert.equal(await status("/docs/recorded/ran.txt"), 404);
  assert.equal(await status("/docs/", { method: "POST" }), 405);
});

test("pages are whole without scripts: the language is chosen by the style sheet, and print shows all of them", async () => {
  const { page } = await stage.open({ javaScriptEnabled: false });
  await open(page, "list-conversations.html");
  const shown = () => page.locator(".sample:visible").count();
  const python = page.locator('.sample[data-language="python"]');
  assert.equal(await shown(), 1);
  assert.equal(await python.isVisible(), false);
  await page.getByRole("radio", { name: "Python" }).check();
  assert.equal(await python.isVisible(), true);
  assert.equal(await shown(), 1);
  await page.emulateMedia({ media: "print" });
  assert.equal(await shown(), 5);
  assert.equal(await page.locator("nav.pages").isVisible(), false);
});

test("the signature debugger works without a network, and sends nothing", async () => {
  const { page, context, errors } = await stage.open();
  await open(page, "authentication.html");
  await page.getByRole("button", { name: "Compare" }).waitFor();
  await context.setOffline(true);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));

  const secret = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
  const body = '{"status":"pending"}';
  const header = (signed) => {
    const signature = createHmac("sha256", secret).update(signed).digest("hex");
    return `HTHMAC workspace_key="sk_test_abc123", signature="sha256=${signature}", timestamp="${Math.floor(Date.now() / 1000)}"`;
  };
  const verdict = page.getByRole("status");
  for (const [signed, expected] of [
    [body, /They match/],
    [`${body}\n`, /echo adds one/],
    ['{"status": "pending"}', /json\.dumps/],
  ]) {
    await page.getByLabel("Workspace secret").fill(secret);
    await page.getByLabel("Body, exactly as it was sent").fill(body);
    await page.getByLabel("The Authorization header").fill(header(signed));
    await page.getByRole("button", { name: "Compare" }).click();
    assert.match(await verdict.textContent(), expected);
  }
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal(await verdict.textContent(), "");
  // Even a script that wanted to could not.
  const sent = await page.evaluate(() => fetch("/docs/").then(() => "sent", () => "refused"));
  assert.equal(sent, "refused");
  assert.deepEqual(requests, []);
  assert.ok(errors.every((error) => /Content Security Policy|connect-src/.test(error)), errors.join("\n"));
});
