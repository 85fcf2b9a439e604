// axe-core finds nothing serious on the dashboard's pages, in light and in dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";
import { customer, everybody, JANE, manager, signInAs, widget } from "./dashboard.mjs";
import { startStack } from "./stack.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let stack, browser;

before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await stack?.end();
});

/** The serious findings on a page as it is now. */
async function findings(page) {
  // Transitions are over: a colour halfway between two would be judged.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`);
}

const clean = async (page, what) => assert.deepEqual(await findings(page), [], what);

for (const colorScheme of ["light", "dark"]) {
  describe(colorScheme, () => {
    test("sign-in", async () => {
      const { page, close } = await openPage(browser, { colorScheme, reducedMotion: "reduce" });
      await page.goto(`${stack.dashboard}/sign-in`);
      await clean(page, "sign-in");
      await close();
    });

    test("an account manager's pages", async () => {
      const { page, close } = await openPage(browser, { colorScheme, reducedMotion: "reduce" });
      await signInAs(page, stack.dashboard, manager.name);
      await clean(page, "customers");
      await page.goto(`${stack.dashboard}/customers?q=zzzzzz`);
      await clean(page, "no customer found");

      await page.goto(`${stack.dashboard}/customers/${JANE}`);
      const { rows, empty, choose } = widget(page);
      await rows.nth(1).waitFor();
      await clean(page, "profile");
      await rows.first().getByRole("button").click();
      await clean(page, "an open row");
      await choose("Pending");
      await empty.waitFor();
      await clean(page, "an empty filter");
      await close();
    });

    test("a customer's own page", async () => {
      const { page, close } = await openPage(browser, { colorScheme, reducedMotion: "reduce" });
      await signInAs(page, stack.dashboard, customer(JANE).name);
      await widget(page).rows.nth(1).waitFor();
      await clean(page, "account");
      await close();
    });

    test("the error state", async () => {
      const { page, close } = await openPage(browser, { colorScheme, reducedMotion: "reduce" });
      await signInAs(page, stack.dashboard, manager.name);
      await page.route(`${stack.proxy}/v1/**`, (route) => route.abort());
      await page.goto(`${stack.dashboard}/customers/${everybody[0].id}`);
      await widget(page).error.waitFor();
      await clean(page, "error");
      await close();
    });
  });
}
