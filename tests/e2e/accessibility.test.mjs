// Everybody can use it: axe-core finds nothing in any state, in light and dark, on a desk and on a phone, and nothing is wider
// than the narrowest screen. keyboard.test.mjs does without a mouse, direction.test.mjs reads from right to left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { customer, JANE, KNOWN_WITHOUT_CONVERSATIONS, MOST_TALKATIVE, openProfile, signIn, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { DESK, NARROWEST, PHONE, tooWide } from "./screen.mjs";
import { setStage } from "./stage.mjs";
import { AGENTS } from "./workspace.mjs";

const stage = setStage();

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Transitions are over: a colour halfway between two would be judged. */
const still = (page) =>
  page.evaluate(async () => {
    const roots = [document, ...[...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot).filter(Boolean)];
    await Promise.allSettled(roots.flatMap((root) => root.getAnimations()).map(({ finished }) => finished));
  });

/** What axe-core finds on the page as it is now. */
async function findings(page) {
  await still(page);
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

const profile = (id) => async (page) => {
  const opened = await openProfile(page, stage.stack.dashboard, id);
  await opened.rows.or(opened.empty).or(opened.error).first().waitFor();
  return opened;
};

/** The states of the dashboard and the widget, and how to get there. */
const STATES = {
  "sign-in": (page) => page.goto(`${stage.stack.dashboard}/sign-in`),
  customers: async (page) => {
    await signIn(page, stage.stack.dashboard);
    await page.goto(`${stage.stack.dashboard}/customers?q=east`);
  },
  "no customer found": async (page) => {
    await signIn(page, stage.stack.dashboard);
    await page.goto(`${stage.stack.dashboard}/customers?q=zzzz`);
  },
  "a profile with rows, one of them open, and load more": async (page) => {
    const { rows, part } = await profile(MOST_TALKATIVE)(page);
    await rows.first().getByRole("button").click();
    await part("details").waitFor();
    await part("load-more").waitFor();
  },
  "an empty profile": profile(KNOWN_WITHOUT_CONVERSATIONS),
  "a profile with an error": async (page) => {
    await page.route(`${stage.stack.proxy}/v1/**`, (route) => route.abort());
    await profile(JANE)(page);
  },
  "a customer's account": async (page) => {
    await signIn(page, stage.stack.dashboard, customer(JANE));
    await page.goto(`${stage.stack.dashboard}/account`);
    await widget(page).rows.nth(1).waitFor();
  },
  "a profile where there were too many requests": async (page) => {
    const headers = { "Access-Control-Allow-Origin": stage.stack.dashboard, "Access-Control-Expose-Headers": "Retry-After", "Retry-After": "600" };
    const json = { error: { code: "rate_limit_exceeded", message: "Too many requests." } };
    await page.route(`${stage.stack.proxy}/v1/**`, (route) => route.fulfill({ status: 429, headers, json }));
    const { part } = await profile(JANE)(page);
    await part("rate-limited").waitFor();
  },
  "a profile without a network": async (page) => {
    const { notice } = await profile(JANE)(page);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "onLine", { configurable: true, get: () => false });
      dispatchEvent(new Event("offline"));
    });
    await notice.waitFor();
  },
  "an agent's desk, with a change that could not be saved": async (page) => {
    const token = mint({ agent: AGENTS[0] });
    await page.route("**/support-token", (route) => route.fulfill({ body: token, contentType: "text/plain" }));
    await page.route(`${stage.stack.proxy}/v1/conversations/**`, (route) => route.abort());
    const { rows, part } = await profile(JANE)(page);
    await rows.first().getByRole("button").click();
    await part("status-field").selectOption("pending");
    await part("write-error").waitFor();
  },
  "an ended session": async (page) => {
    await page.route("**/support-token", async (route) => {
      await page.context().clearCookies();
      await route.continue({ headers: {} });
    });
    await signIn(page, stage.stack.dashboard);
    await page.goto(`${stage.stack.dashboard}/customers/${JANE}`);
    await widget(page).expired.waitFor();
  },
};

for (const [state, reach] of Object.entries(STATES)) {
  test(`${state}: axe-core finds nothing, and nothing is wider than the screen`, async () => {
    const { page } = await stage.open({ reducedMotion: "reduce" });
    await reach(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const viewport of [DESK, PHONE]) {
        await page.setViewportSize(viewport);
        assert.deepEqual(await findings(page), [], `${colorScheme}, ${viewport.width} px`);
      }
    }
    await page.setViewportSize(NARROWEST);
    assert.deepEqual(await tooWide(page), []);
  });
}

test("the checks see what is wrong", async () => {
  const { page } = await stage.open();
  const { rows } = await profile(JANE)(page);
  await rows.first().waitFor();
  await page.evaluate(() => {
    const image = () => Object.assign(document.createElement("img"), { width: 1400 });
    document.querySelector("main").append(image());
    document.querySelector("helpthread-history").shadowRoot.querySelector(".panel").append(image());
  });
  const found = (await findings(page)).filter((finding) => finding.startsWith("image-alt"));
  assert.equal(found.length, 2, "in the page and in the widget's shadow tree");
  assert.notDeepEqual(await tooWide(page), []);
});
