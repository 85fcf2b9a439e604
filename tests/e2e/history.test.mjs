// A customer's history in a real browser, through the signing proxy.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  customer,
  EXACTLY_ONE_PAGE,
  JANE,
  KNOWN_WITHOUT_CONVERSATIONS,
  manager,
  MOST_TALKATIVE,
  NEVER_WROTE,
  openProfile,
  widget,
} from "./dashboard.mjs";
import { setStage } from "./stage.mjs";
import { conversationsOf } from "./workspace.mjs";

const stage = setStage();

/** Jane's rows of the table in api-v1.md §9. */
const BILLING = {
  subject: "Unable to update billing address",
  status: "open",
  created_at: "2024-05-13T14:24:00Z",
  last_message_at: "2024-05-13T15:02:11Z",
};
const LOGIN = {
  subject: "Login issue on mobile app",
  status: "closed",
  created_at: "2024-04-28T08:36:19Z",
  last_message_at: "2024-04-29T16:51:03Z",
};

test("an account manager picks a customer and sees exactly her conversations, newest first, with subject, status and time", async () => {
  const { page, errors } = await stage.open();
  await page.clock.setFixedTime("2024-05-16T16:00:00Z");
  await page.goto(stage.stack.dashboard);
  await page.locator(".person", { hasText: manager.name }).click();
  await page.getByRole("heading", { name: "Customers" }).waitFor();

  await page.getByRole("searchbox").fill("whitfield BRIGHT");
  await page.getByText("1 match, showing 1–1 of 1").waitFor();
  await page.getByRole("link", { name: customer(JANE).name }).click();

  const { rows, part, read } = widget(page);
  await rows.first().waitFor();
  assert.equal(new URL(page.url()).pathname, `/customers/${JANE}`);
  assert.deepEqual(await read(), [BILLING, LOGIN]);
  assert.deepEqual(await part("status").allTextContents(), ["Open", "Closed"]);
  assert.deepEqual(await part("time").allTextContents(), ["3 days ago", "2 weeks ago"]);
  assert.deepEqual(await part("opened").allTextContents(), ["May 14, 2024", "Apr 28, 2024"], "in the reader's time zone");
  assert.deepEqual(errors, []);
});

test("a row opens to the exact times and the conversation's id, and closes again", async () => {
  const { page } = await stage.open();
  const { rows, part } = await openProfile(page, stage.stack.dashboard, JANE);
  const summary = rows.first().getByRole("button", { name: BILLING.subject });
  await summary.click();
  assert.equal(await part("reference").textContent(), "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A");
  assert.match(await part("moment").first().textContent(), /^May 14, 2024 at 3:09\sAM$/);
  assert.equal(await summary.getAttribute("aria-expanded"), "true");
  await summary.click();
  assert.equal(await part("details").count(), 0);
});

test("the status filter shows the conversations with that status, and says so when there is none", async () => {
  const { page, errors } = await stage.open();
  const { rows, read, empty, choose } = await openProfile(page, stage.stack.dashboard, JANE);
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
  assert.deepEqual(errors, []);
});

test("load more goes on to the end: every conversation once, newest first", async () => {
  const { page, errors } = await stage.open();
  const { rows, loadMore, focusedRow, voice, read } = await openProfile(page, stage.stack.dashboard, MOST_TALKATIVE);
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

  const shown = await read();
  assert.equal(new Set(shown.map((row) => JSON.stringify(row))).size, 106, "no row twice");
  for (const [index, { created_at }] of shown.entries()) {
    if (index > 0) assert.ok(shown[index - 1].created_at > created_at, `row ${index} is older than the one before`);
  }
  const all = await conversationsOf(stage.stack.api, MOST_TALKATIVE);
  const fields = ({ subject, status, created_at, last_message_at }) => ({ subject, status, created_at, last_message_at });
  assert.deepEqual(shown, all.map(fields));
  assert.deepEqual(errors, []);
});

test("load more stays within the chosen status", async () => {
  const { page } = await stage.open();
  const closed = (await conversationsOf(stage.stack.api, MOST_TALKATIVE)).filter(({ status }) => status === "closed");
  assert.ok(closed.length > 25 && closed.length < 106, "the filter matters, and has a second page");
  const { rows, loadMore, choose, subjects } = await openProfile(page, stage.stack.dashboard, MOST_TALKATIVE);
  await rows.first().waitFor();
  await choose("Closed");
  await rows.first().waitFor();
  await loadMore.click();
  await rows.nth(25).waitFor();
  assert.deepEqual(await subjects.allTextContents(), closed.slice(0, 50).map(({ subject }) => subject));
});

test("a history of exactly one page has no load more", async () => {
  const { page } = await stage.open();
  const { rows, loadMore } = await openProfile(page, stage.stack.dashboard, EXACTLY_ONE_PAGE);
  await rows.first().waitFor();
  assert.equal(await rows.count(), 25);
  assert.equal(await loadMore.count(), 0);
});

for (const [who, id, status] of [
  ["who never wrote in", NEVER_WROTE, 404],
  ["without a conversation", KNOWN_WITHOUT_CONVERSATIONS, 200],
]) {
  test(`a customer ${who} has an empty history`, async () => {
    const { page } = await stage.open();
    const answer = page.waitForResponse((response) => response.url().includes(id) && response.url().includes("/v1/"));
    const { empty, rows, retry } = await openProfile(page, stage.stack.dashboard, id);
    await empty.waitFor();
    assert.equal((await answer).status(), status);
    assert.match(await empty.textContent(), /No conversations yet/);
    assert.equal(await rows.count(), 0);
    assert.equal(await retry.count(), 0, "it is no error");
  });
}
