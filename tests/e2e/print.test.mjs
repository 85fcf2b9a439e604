// On paper: all rows and details, dark letters on white whatever the screen's scheme is, nothing to press, and no word cut off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { JANE, MOST_TALKATIVE, openProfile, signIn, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { cutOff, pale, SHEETS } from "./screen.mjs";
import { setStage } from "./stage.mjs";
import { AGENTS, BILLING } from "./workspace.mjs";

const stage = setStage();
/** A page that has nothing but the widget, and no style but the widget's. */
const alone = setStage({ withHost: true });

/** Colours for a dark page that stay as they are whatever the scheme is. */
const MIDNIGHT = new URLSearchParams({ surface: "#10142a", text: "#e8eaff", muted: "#a9b0d8", border: "#2c3260", accent: "#8ea2ff" });

/** Shows the page as it would be printed, from a screen in the dark. @param {import("playwright-core").Page} page */
async function onPaper(page, sheet = SHEETS.upright) {
  await page.setViewportSize(sheet);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
}

async function openRow(page, index) {
  const { rows } = widget(page);
  await rows.nth(index).getByRole("button").first().click();
  await rows.nth(index).locator('[part~="details"]').waitFor();
}

/** What has more in it than it shows: nobody scrolls on paper. @param {import("playwright-core").Page} page */
const scrolled = (page) =>
  page.evaluate(() => {
    const scrolls = (element) => element.checkVisibility() && /auto|scroll/.test(getComputedStyle(element).overflow);
    const more = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
    return [...document.querySelectorAll("body *")].filter((element) => scrolls(element) && more(element)).map(({ localName, id, className }) => `${localName}#${id}.${className}`);
  });

/** How many sheets it takes. @param {import("playwright-core").Page} page */
async function sheets(page) {
  const document = (await page.pdf({ format: "A4", margin: { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" } })).toString("latin1");
  return [...document.matchAll(/\/Type\s*\/Page\b/g)].length;
}

const inbox = async (page, query) => {
  await signIn(page, stage.stack.dashboard);
  await page.goto(`${stage.stack.dashboard}/inbox${query}`);
};

/** What is printed, and how to get there. */
const PLACES = {
  "the widget alone, in the dark, a row open for an agent": async (page) => {
    Object.assign(alone.host, { customer: MOST_TALKATIVE, token: () => mint({ agent: AGENTS[0] }), attributes: 'color-scheme="dark"' });
    await page.goto(alone.host.origin);
    await openRow(page, 0);
  },
  "a profile": async (page) => {
    await openProfile(page, stage.stack.dashboard, MOST_TALKATIVE);
    await openRow(page, 0);
  },
  "the inbox": (page) => inbox(page, ""),
  "the inbox, a conversation open": async (page) => {
    await inbox(page, `?conversation=${BILLING}&customer=${JANE}`);
    await widget(page).rows.first().waitFor();
  },
  "the playground, with a dark theme": async (page) => {
    await signIn(page, stage.stack.dashboard);
    await page.goto(`${stage.stack.dashboard}/playground?${MIDNIGHT}`);
    await widget(page).rows.first().waitFor();
  },
  "a page of the documentation": (page) => page.goto(`${stage.stack.dashboard}/docs/authentication.html`),
};

for (const [place, reach] of Object.entries(PLACES)) {
  test(`${place}: dark letters, all within the sheet, and nothing to press`, async () => {
    const { page } = await stage.open({ reducedMotion: "reduce" });
    await reach(page);
    for (const [way, sheet] of Object.entries(SHEETS)) {
      await onPaper(page, sheet);
      assert.deepEqual(await cutOff(page), [], way);
      assert.deepEqual(await scrolled(page), [], way);
    }
    assert.deepEqual(await pale(page), []);
    // A row is a button as well, and all that it says is to be printed.
    const controls = page.locator('button:not([part~="summary"]), input, select, textarea, nav, [role="search"]');
    assert.deepEqual(await controls.filter({ visible: true }).evaluateAll((found) => found.map(({ outerHTML }) => outerHTML.slice(0, 120))), []);
  });
}

test("a long history is printed whole, every row on one sheet or the other, with the details that are open", async () => {
  const { page } = await stage.open();
  Object.assign(alone.host, { customer: MOST_TALKATIVE, token: () => mint({ customer: MOST_TALKATIVE }) });
  await page.goto(alone.host.origin);
  const { rows, loadMore, part } = widget(page);
  for (const count of [25, 50, 75]) {
    await rows.nth(count - 1).waitFor();
    await loadMore.click();
    await rows.nth(count).waitFor();
  }
  await openRow(page, 99);
  await onPaper(page);
  assert.equal(await rows.filter({ visible: true }).count(), 100);
  const laidOut = await rows.evaluateAll((rows) => rows.filter((row) => row.checkVisibility({ contentVisibilityAuto: true }) && row.getBoundingClientRect().height > 30).length);
  assert.equal(laidOut, 100, "those far below too");
  assert.match(await part("details").innerText(), /cnv_[0-9A-Z]+/);
  const number = await sheets(page);
  assert.ok(number >= 5 && number <= 12, `100 rows on ${number} sheets`);
});

test("the checks see what could not be read on paper", async () => {
  const { page } = await stage.open();
  const { rows } = await openProfile(page, stage.stack.dashboard, JANE);
  await rows.first().waitFor();
  await onPaper(page);
  await page.evaluate(() => {
    const style = new CSSStyleSheet();
    style.replaceSync(".row { color: #ddd }");
    document.querySelector("helpthread-history").shadowRoot.adoptedStyleSheets.push(style);
  });
  assert.ok((await pale(page)).some((words) => words.startsWith("Unable to update billing address")));
});
