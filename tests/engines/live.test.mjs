// Live rows and an agent's actions, in each engine: through API, webhook, proxy and socket, all of them real.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { JANE } from "../e2e/dashboard.mjs";
import { mint } from "../e2e/host.mjs";
import { AGENTS, BILLING, change, conversationsOf, LOGIN, restore, writeIn } from "../e2e/workspace.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();
afterEach(() => restore(stage.stack.api));

const [BILLING_SUBJECT, LOGIN_SUBJECT] = ["Unable to update billing address", "Login issue on mobile app"];

/** The host's page, connected, and caught up with what happened before that: rows that this brings are not announced. */
async function open(changes) {
  const opened = await stage.open(changes);
  await opened.live.waitFor();
  await opened.page.waitForFunction(() => globalThis.answered.length >= 2);
  return opened;
}

/** An agent's page, with a row opened and its controls. */
async function openRow(subject) {
  const opened = await open({ token: () => mint({ agent: AGENTS[0] }) });
  const row = opened.row(subject);
  await row.getByRole("button", { name: subject }).click();
  const field = (name) => row.locator(`[part~="${name}-field"]`);
  return { ...opened, status: field("status"), reply: field("reply"), send: row.getByRole("button", { name: "Send" }), row };
}

const writesIn = (subject) => writeIn(stage.stack.api, { customer_id: JANE, subject, body: "Hello?" });

test("a conversation that begins arrives at the top, announced, and does not take the focus", async () => {
  const { row, subjects, voice, part, page } = await open();
  await row(LOGIN_SUBJECT).getByRole("button", { name: LOGIN_SUBJECT }).click();
  await writesIn("Live and in colour");
  await row("Live and in colour").waitFor();
  assert.equal((await subjects.allTextContents())[0], "Live and in colour");
  assert.equal(await voice.textContent(), "1 new conversation");
  const focused = await page.evaluate(() => document.querySelector("helpthread-history").shadowRoot.activeElement.closest('[part~="row"]').textContent);
  assert.ok(focused.includes(LOGIN_SUBJECT), "the focus is still on the same conversation");
  assert.equal(await part("details").count(), 1, "which is still open");
});

test("a change appears in its row, and a row leaves the filter that it no longer belongs to", async () => {
  const { row, subjects, choose, empty } = await open();
  await change(stage.stack.api, BILLING, { status: "pending" });
  await row(BILLING_SUBJECT).filter({ hasText: "Pending" }).waitFor();
  await choose("Pending");
  await row(LOGIN_SUBJECT).waitFor({ state: "hidden" });
  await row(BILLING_SUBJECT).waitFor();
  assert.deepEqual(await subjects.allTextContents(), [BILLING_SUBJECT]);
  await change(stage.stack.api, BILLING, { status: "closed" });
  await empty.waitFor();
});

test("what happened while the connection was gone is caught up with", async () => {
  const { row, live, kept } = await open();
  await stage.stack.stop("proxy");
  await live.waitFor({ state: "hidden" });
  await stage.stack.start("proxy");
  await live.waitFor();
  await writesIn("After the storm");
  await row("After the storm").waitFor();
  assert.deepEqual((await kept("heard")).filter((code) => code !== "ready"), [], "nobody was told of an error");
});

test("two widgets on a page share nothing but their looks", async () => {
  const { page } = await stage.open({ widgets: 2 });
  const [first, second] = [0, 1].map((index) => page.locator("helpthread-history").nth(index));
  const rows = (element, subject) => element.locator('[part~="row"]').filter({ hasText: subject });
  const subjects = (element) => element.locator('[part~="subject"]').allTextContents();
  for (const element of [first, second]) await element.locator('[part~="live"]').waitFor();
  await first.locator('[part~="filter-option"]').filter({ hasText: "Closed" }).click();
  await rows(first, BILLING_SUBJECT).waitFor({ state: "hidden" });
  await rows(first, LOGIN_SUBJECT).waitFor();
  assert.deepEqual(await subjects(first), [LOGIN_SUBJECT]);
  assert.deepEqual((await subjects(second)).slice(-2), [BILLING_SUBJECT, LOGIN_SUBJECT]);
  await writesIn("For both of you");
  await rows(second, "For both of you").waitFor();
  assert.deepEqual(await subjects(first), [LOGIN_SUBJECT], "it is not closed");
});

test("a customer's session has no controls, nor has an agent's that may only read", async () => {
  for (const token of [mint(), mint({ agent: AGENTS[0], scope: "conversations:read" })]) {
    const { row, part } = await open({ token: () => token });
    await row(LOGIN_SUBJECT).getByRole("button", { name: LOGIN_SUBJECT }).click();
    await part("details").waitFor();
    assert.equal(await part("desk").count(), 0);
  }
});

test("an agent changes the status of a conversation: at once on screen, then in the API", async () => {
  const { row, status, voice } = await openRow(LOGIN_SUBJECT);
  await status.selectOption("Open");
  assert.equal(await row.locator('[part~="status"]').first().textContent(), "Open", "at once");
  await voice.filter({ hasText: "Change saved" }).waitFor({ state: "attached" });
  const saved = (await conversationsOf(stage.stack.api, JANE)).find(({ id }) => id === LOGIN);
  assert.equal(saved.status, "open");
});

test("an agent replies, once, and the field is empty again", async () => {
  const { reply, send, voice } = await openRow(BILLING_SUBJECT);
  await reply.fill("We have corrected the address.");
  assert.equal(await reply.inputValue(), "We have corrected the address.");
  await send.click();
  await voice.filter({ hasText: "Reply sent" }).waitFor({ state: "attached" });
  assert.equal(await reply.inputValue(), "");
});
