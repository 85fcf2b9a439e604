// Takes the README's picture of the build that is on the disk, with nothing changed for it:
//
//     cargo xtask build --release && node tests/e2e/screenshot.mjs docs/images

import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "./browser.mjs";
import { customer, openProfile } from "./dashboard.mjs";
import { startStack } from "./stack.mjs";

/** Her newest conversations have every status, and subjects of every length. */
const SHOWN = "cus_01H600QF0B0QFF7TWHAWZA3J11";
const VIEWPORT = { width: 1280, height: 860 };
/** Sharp on a dense screen, and light enough for a README. */
const SCALE = 1.5;
/** What a README may weigh, in bytes. */
const LIMIT = 300_000;

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node tests/e2e/screenshot.mjs FOLDER");
const path = join(folder, "dashboard.png");

const [stack, browser] = await Promise.all([startStack(), openBrowser()]);
try {
  const look = { viewport: VIEWPORT, deviceScaleFactor: SCALE, colorScheme: "light", locale: "en-US", timezoneId: "UTC" };
  const { page } = await openPage(browser, { ...look, reducedMotion: "reduce" });
  const { rows } = await openProfile(page, stack.dashboard, SHOWN);
  await rows.first().waitFor();
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${path}: ${customer(SHOWN).name}, ${VIEWPORT.width} by ${VIEWPORT.height} at scale ${SCALE}, ${Math.round(size / 1000)} kB`);
  if (size > LIMIT) throw new Error(`the picture is over ${LIMIT / 1000} kB`);
} finally {
  await browser.close();
  await stack.end();
}
