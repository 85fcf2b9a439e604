// What axe-core says about a page, shadow trees included.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Transitions are over: a colour halfway between two would be judged. */
const still = (page) =>
  page.evaluate(async () => {
    const roots = [document, ...[...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot).filter(Boolean)];
    await Promise.allSettled(roots.flatMap((root) => root.getAnimations()).map(({ finished }) => finished));
  });

/** What axe-core finds on the page as it is now. @param {import("playwright-core").Page} page */
export async function findings(page) {
  await still(page);
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}
