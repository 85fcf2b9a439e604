// At 200 % and 400 % zoom (WCAG 2.2, 1.4.4 and 1.4.10) nothing scrolls sideways, no word is cut off, and all of it still works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { customer, JANE, manager, MOST_TALKATIVE, openProfile, signIn, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { cutOff, tooWide, ZOOMED } from "./screen.mjs";
import { setStage } from "./stage.mjs";
import { AGENTS, BILLING } from "./workspace.mjs";

const stage = setStage();
/** A page that has nothing but the widget, and no style but the widget's. */
const alone = setStage({ withHost: true });

/** A row with its details, and an agent's controls in them. */
async function openDesk(page) {
  const { rows, part } = widget(page);
  await rows.first().getByRole("button").click();
  await part("desk").waitFor();
}

const inbox = async (page, query) => {
  await signIn(page, stage.stack.dashboard);
  await page.goto(`${stage.stack.dashboard}/inbox${query}`);
};

/** What there is to see, and how to get there. */
const PLACES = {
  "the widget alone": async (page) => {
    Object.assign(alone.host, { customer: MOST_TALKATIVE, token: () => mint({ agent: AGENTS[0] }) });
    await page.goto(alone.host.origin);
    await openDesk(page);
  },
  "a profile": async (page) => {
    await openProfile(page, stage.stack.dashboard, MOST_TALKATIVE);
    await openDesk(page);
  },
  "the customers": async (page) => {
    await signIn(page, stage.stack.dashboard);
    await page.goto(`${stage.stack.dashboard}/customers`);
  },
  "the inbox": (page) => inbox(page, ""),
  "the inbox, a conversation open": async (page) => {
    await inbox(page, `?conversation=${BILLING}&customer=${JANE}`);
    await widget(page).rows.first().waitFor();
  },
  "the playground": async (page) => {
    await signIn(page, stage.stack.dashboard);
    await page.goto(`${stage.stack.dashboard}/playground`);
    await widget(page).rows.first().waitFor();
  },
  "a customer's account": async (page) => {
    await signIn(page, stage.stack.dashboard, customer(JANE));
    await page.goto(`${stage.stack.dashboard}/account`);
    await widget(page).rows.first().waitFor();
  },
  "a page of the documentation": (page) => page.goto(`${stage.stack.dashboard}/docs/authentication.html`),
};

for (const [place, reach] of Object.entries(PLACES)) {
  test(`${place}: nothing scrolls sideways and no word is cut off or under another`, async () => {
    const { page } = await stage.open({ reducedMotion: "reduce" });
    await reach(page);
    for (const [zoom, viewport] of Object.entries(ZOOMED)) {
      await page.setViewportSize(viewport);
      assert.deepEqual(await tooWide(page), [], zoom);
      // Rows out of sight are not laid out.
      await page.setViewportSize({ ...viewport, height: 5_000 });
      assert.deepEqual(await cutOff(page), [], zoom);
    }
  });
}

test("who is signed in and how many rows there are can be read at 400 %", async () => {
  const { page } = await stage.open({ viewport: ZOOMED["400 %"] });
  const { rows, part } = await openProfile(page, stage.stack.dashboard, MOST_TALKATIVE);
  await rows.first().waitFor();
  assert.ok(await page.getByText(manager.name, { exact: true }).isVisible());
  assert.ok(await part("count").isVisible());
});

test("a history is read to its end at 400 %: filter, details, more rows", async () => {
  const { page } = await stage.open({ viewport: ZOOMED["400 %"] });
  const { rows, rowsAre, choose, part, loadMore } = await openProfile(page, stage.stack.dashboard, MOST_TALKATIVE);
  await rows.first().waitFor();
  await choose("Closed");
  await rows.first().getByRole("button").click();
  await part("details").waitFor();
  await loadMore.click();
  await rowsAre(50);
});

test("the check sees words that are cut off", async () => {
  const { page } = await stage.open({ viewport: ZOOMED["400 %"] });
  const { rows } = await openProfile(page, stage.stack.dashboard, JANE);
  await rows.first().waitFor();
  await page.evaluate(() => {
    const style = new CSSStyleSheet();
    style.replaceSync(`
      .cut { inline-size: 3rem; overflow: hidden; white-space: nowrap }
      .out { position: absolute; inset-inline-start: 18rem; white-space: nowrap }
      .over { margin-block-start: -1rem }`);
    const add = (root, place, name) => {
      root.adoptedStyleSheets.push(style);
      place.append(Object.assign(document.createElement("p"), { className: name, textContent: `${name}: too long for its place` }));
    };
    add(document, document.querySelector("main"), "out");
    add(document, document.querySelector(".profile-name"), "over");
    const { shadowRoot } = document.querySelector("helpthread-history");
    add(shadowRoot, shadowRoot.querySelector(".panel"), "cut");
  });
  const found = await cutOff(page);
  for (const name of ["cut", "out", "over"]) assert.ok(found.some((words) => words.includes(`${name}: too long`)), `${name}: ${found}`);
});
