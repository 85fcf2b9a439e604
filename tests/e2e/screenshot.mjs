// Takes the README's picture, docs/images/dashboard.png, of the build that is on the disk:
//
//     cargo xtask build --release && node tests/e2e/screenshot.mjs [cus_…]
//
// Without an id it shows the first English-speaking customer whose newest conversations have every status.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "./browser.mjs";
import { conversations, everybody, manager, signInAs, widget } from "./dashboard.mjs";
import { ROOT, startStack } from "./stack.mjs";

const ROWS = 6; // as many as the picture has room for

const [stack, browser] = await Promise.all([startStack(), openBrowser()]);
try {
  const { page } = await openPage(browser, { colorScheme: "light", deviceScaleFactor: 2 });
  const id = process.argv[2] ?? (await presentable(stack.api));
  await signInAs(page, stack.dashboard, manager.name);
  await page.goto(`${stack.dashboard}/customers/${id}`);
  await widget(page).rows.first().waitFor();
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  mkdirSync(join(ROOT, "docs", "images"), { recursive: true });
  await page.screenshot({ path: join(ROOT, "docs", "images", "dashboard.png") });
  console.log(`docs/images/dashboard.png shows ${id}`);
} finally {
  await browser.close();
  await stack.end();
}

/** @param {string} api */
async function presentable(api) {
  const all = await conversations(api);
  const shows = ({ id, locale }) => {
    const newest = all.filter((row) => row.customer_id === id).slice(0, ROWS);
    return locale.startsWith("en") && newest.length === ROWS && new Set(newest.map(({ status }) => status)).size === 3;
  };
  return everybody.find(shows).id;
}
