// A customer's history, in each engine: rows, times, filter, search, more rows, none, languages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BILLING, EXACTLY_ONE_PAGE, KNOWN_WITHOUT_CONVERSATIONS, LOGIN, MOST_TALKATIVE, NEVER_WROTE } from "../e2e/dashboard.mjs";
import { conversationsOf } from "../e2e/workspace.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

test("rows are the customer's conversations, newest first, with the days of the reader's time zone", async () => {
  const { rows, part, read, voice, kept } = await stage.open();
  await rows.nth(1).waitFor();
  assert.deepEqual(await read(), [BILLING, LOGIN]);
  assert.deepEqual(await part("status").allTextContents(), ["Open", "Closed"]);
  assert.deepEqual(await part("opened").allTextContents(), ["May 14, 2024", "Apr 28, 2024"]);
  assert.equal(await voice.textContent(), "2 conversations");
  assert.deepEqual(await kept("heard"), ["ready"]);
});

test("a row opens to the exact times and the conversation's id, and closes again", async () => {
  const { rows, part } = await stage.open();
  const summary = rows.first().getByRole("button", { name: BILLING.subject });
  await summary.click();
  assert.equal(await part("reference").textContent(), "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A");
  assert.match(await part("moment").first().textContent(), /^May 14, 2024 at 3:09\sAM$/, "Chatham is 12 h 45 min ahead");
  assert.equal(await summary.getAttribute("aria-expanded"), "true");
  await summary.click();
  await part("details").waitFor({ state: "hidden" });
  assert.equal(await summary.getAttribute("aria-expanded"), "false");
});

test("keys do what the pointer does: Enter opens a row, Tab goes on", async () => {
  const { page, rows, part, focusedRow } = await stage.open();
  await rows.first().getByRole("button", { name: BILLING.subject }).focus();
  await page.keyboard.press("Enter");
  await part("details").waitFor();
  assert.equal(await focusedRow(), 0);
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => {
    const { shadowRoot } = document.querySelector("helpthread-history");
    return shadowRoot.activeElement?.closest('[part~="row"]') === shadowRoot.querySelectorAll('[part~="row"]')[1];
  });
});

test("the status filter shows the conversations with that status, and says so when there is none", async () => {
  const { rows, read, empty, choose } = await stage.open();
  await rows.nth(1).waitFor();
  for (const [status, expected] of [["Open", [BILLING]], ["Closed", [LOGIN]], ["All", [BILLING, LOGIN]]]) {
    await choose(status);
    await rows.first().waitFor();
    assert.deepEqual(await read(), expected, status);
  }
  await choose("Pending");
  await empty.waitFor();
  assert.match(await empty.textContent(), /No conversations have this status/);
  assert.equal(await rows.count(), 0);
});

test("load more goes on to the end: every conversation once, newest first", async () => {
  const { rows, loadMore, focusedRow, voice, read } = await stage.open({ customer: MOST_TALKATIVE });
  await rows.first().waitFor();
  assert.equal(await rows.count(), 25);
  assert.equal(await voice.textContent(), "25 shown");
  for (const [before, after] of [[25, 50], [50, 75], [75, 100], [100, 106]]) {
    await loadMore.click();
    await rows.nth(before).waitFor();
    assert.equal(await rows.count(), after);
    assert.equal(await focusedRow(), before, "the focus is on the first new row");
    assert.equal(await voice.textContent(), `${after - before} more conversations loaded, ${after} shown`);
  }
  assert.equal(await loadMore.count(), 0);
  const fields = ({ subject, status, created_at, last_message_at }) => ({ subject, status, created_at, last_message_at });
  assert.deepEqual(await read(), (await conversationsOf(stage.stack.api, MOST_TALKATIVE)).map(fields));
});

test("load more stays within the chosen status", async () => {
  const closed = (await conversationsOf(stage.stack.api, MOST_TALKATIVE)).filter(({ status }) => status === "closed");
  assert.ok(closed.length > 25 && closed.length < 106, "the filter matters, and has a second page");
  const { rows, loadMore, choose, subjects } = await stage.open({ customer: MOST_TALKATIVE });
  await rows.first().waitFor();
  await choose("Closed");
  await rows.first().waitFor();
  await loadMore.click();
  await rows.nth(25).waitFor();
  assert.deepEqual(await subjects.allTextContents(), closed.slice(0, 50).map(({ subject }) => subject));
});

test("a history of exactly one page has no load more", async () => {
  const { rows, loadMore } = await stage.open({ customer: EXACTLY_ONE_PAGE });
  await rows.first().waitFor();
  assert.equal(await rows.count(), 25);
  assert.equal(await loadMore.count(), 0);
});

for (const [who, customer, answer] of [
  ["who never wrote in", NEVER_WROTE, "customer_not_found"],
  ["without a conversation", KNOWN_WITHOUT_CONVERSATIONS, 200],
]) {
  test(`a customer ${who} has an empty history`, async () => {
    const { empty, rows, retry, kept } = await stage.open({ customer });
    await empty.waitFor();
    assert.match(await empty.textContent(), /No conversations yet/);
    assert.equal((await kept("answered"))[0], answer);
    assert.equal(await rows.count(), 0);
    assert.equal(await retry.count(), 0, "it is no error");
  });
}

test("the search looks in loaded rows, without regard to case and accents, and says how many it found", async () => {
  const { rows, search, voice, part, subjects } = await stage.open({ customer: MOST_TALKATIVE });
  await rows.nth(24).waitFor();
  const all = await subjects.allTextContents();
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = all[3].split(/\s+/).slice(0, 2);
  const expected = all.filter((subject) => words.every((word) => fold(subject).includes(fold(word))));
  assert.ok(expected.length > 0 && expected.length < 25);
  const visible = () => rows.evaluateAll((rows) => rows.filter((row) => row.checkVisibility()).length);
  await search.fill(` ${words.join("  ").toUpperCase()} `);
  await voice.filter({ hasText: `${expected.length} conversation` }).waitFor({ state: "attached" });
  assert.equal(await visible(), expected.length);
  await search.fill("no such thing");
  await part("no-match").waitFor();
  assert.equal(await visible(), 0);
  await search.fill("");
  await part("no-match").waitFor({ state: "hidden" });
  assert.equal(await visible(), 25);
});

test("ten languages have all words, and Arabic reads from right to left where the host asks for it", async () => {
  const { page, part, element, rows } = await stage.open();
  await rows.nth(1).waitFor();
  const seen = new Set();
  for (const locale of ["en", "ar", "de", "es", "fr", "it", "ja", "nl", "pt-BR", "zh-Hant"]) {
    await element.evaluate((element, locale) => element.setAttribute("locale", locale), locale);
    await page.waitForFunction((language) => document.querySelector("helpthread-history").shadowRoot.querySelector(".base").lang === language, locale.split("-")[0]);
    await rows.nth(1).waitFor();
    assert.equal(await part("base").evaluate((base) => getComputedStyle(base).direction), locale === "ar" ? "rtl" : "ltr", locale);
    seen.add((await part("filter-option").allTextContents()).join());
  }
  assert.equal(seen.size, 10);
});

test("a host's own words, slots and density", async () => {
  const content = '<h2 slot="header">Tickets</h2><p slot="empty">Write to us!</p><p slot="footer">Mondays to Fridays</p>waiting';
  const { page, element, part } = await stage.open({ content, customer: NEVER_WROTE, attributes: 'density="compact"' });
  await page.locator('[slot="empty"]').waitFor();
  assert.ok(await page.locator('[slot="header"]').isVisible());
  assert.ok(await page.locator('[slot="footer"]').isVisible());
  assert.ok(await element.evaluate(({ shadowRoot }) => shadowRoot.querySelector("slot:not([name])").hidden), "the fallback is not");
  assert.equal(await part("title").isVisible(), false, "the host's words are in its place");
  await element.evaluate((element) => {
    element.strings = { all: "Everything", label: "<b>Tickets</b>" };
  });
  await part("filter-option").filter({ hasText: "Everything" }).waitFor();
  assert.equal(await part("base").getAttribute("aria-label"), "<b>Tickets</b>");
});
