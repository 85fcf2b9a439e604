// Takes the README's pictures of the build that is on the disk, with nothing changed for them but that customers write in:
//
//     cargo xtask build --release && node tests/e2e/screenshot.mjs docs/images

import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "./browser.mjs";
import { JANE, MARCUS, openProfile, signIn, widget } from "./dashboard.mjs";
import { startStack } from "./stack.mjs";
import { writeIn } from "./workspace.mjs";

/** Her newest conversations have every status, and subjects of every length. */
const SHOWN = "cus_01H600QF0B0QFF7TWHAWZA3J11";
const VIEWPORT = { width: 1280, height: 860 };
/** Sharp on a dense screen, and light enough for a README. */
const SCALE = 1.5;
/** What a picture in a README may weigh, in bytes. */
const LIMIT = 300_000;
const LOOK = { viewport: VIEWPORT, deviceScaleFactor: SCALE, locale: "en-US", timezoneId: "UTC", reducedMotion: "reduce" };

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node tests/e2e/screenshot.mjs FOLDER");

/** A customer's profile. */
async function profile(page, stack) {
  const { rows } = await openProfile(page, stack.dashboard, SHOWN);
  await rows.first().waitFor();
}

/** An agent about to answer somebody who has just written in, in the dark. */
async function inbox(page, stack) {
  await writeIn(stack.api, { customer_id: MARCUS, subject: "Can we add ten more seats before the first?", body: "We are growing!" });
  await writeIn(stack.api, { customer_id: JANE, subject: "Export stops at 10,000 rows since yesterday", body: "Is that a new limit?" });
  await signIn(page, stack.dashboard);
  await page.goto(`${stack.dashboard}/inbox?status=open`);
  await page.locator(".thread-link", { hasText: "Export stops" }).click();
  await widget(page).live.waitFor();
  await page.getByLabel("Your reply").fill("Thank you for telling us, Jane. There is no new limit: exports of more than 10,000 rows now come by email.");
  await page.evaluate(() => document.activeElement?.blur());
}

/** The playground with a theme. */
async function playground(page, stack) {
  await signIn(page, stack.dashboard);
  await page.goto(`${stack.dashboard}/playground?customer=${SHOWN}&page-size=5&density=compact`);
  await widget(page).rows.first().waitFor();
  await page.getByRole("link", { name: "Midnight" }).click();
  await page.evaluate(() => (document.activeElement?.blur(), scrollTo(0, 0)));
}

const PICTURES = [
  { name: "dashboard", show: profile, colorScheme: "light" },
  { name: "inbox", show: inbox, colorScheme: "dark" },
  { name: "playground", show: playground, colorScheme: "light" },
];

const [stack, browser] = await Promise.all([startStack(), openBrowser()]);
try {
  mkdirSync(folder, { recursive: true });
  for (const { name, show, colorScheme } of PICTURES) {
    const { page } = await openPage(browser, { ...LOOK, colorScheme });
    await show(page, stack);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path });
    const { size } = statSync(path);
    console.log(`${path}: ${VIEWPORT.width} by ${VIEWPORT.height} at scale ${SCALE}, ${Math.round(size / 1000)} kB`);
    if (size > LIMIT) throw new Error(`the picture is over ${LIMIT / 1000} kB`);
  }
} finally {
  await browser.close();
  await stack.end();
}
