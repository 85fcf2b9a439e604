// An agent's session: reply, status and assignee on each row, shown at once, taken back if they fail.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { JANE, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { setStage } from "./stage.mjs";
import { AGENTS, conversationsOf, LOGIN, restore } from "./workspace.mjs";

const stage = setStage({ withHost: true });
beforeEach(() => {
  stage.host.token = () => mint({ agent: AGENTS[0] });
});
afterEach(() => restore(stage.stack.api));

const [BILLING_SUBJECT, LOGIN_SUBJECT] = ["Unable to update billing address", "Login issue on mobile app"];

/** A page with a row opened, and its controls. */
async function openRow(subject) {
  const opened = await stage.open();
  await opened.page.goto(stage.host.origin);
  const parts = widget(opened.page);
  await parts.live.waitFor();
  await parts.row(subject).getByRole("button", { name: subject }).click();
  const row = parts.row(subject);
  const field = (name) => row.locator(`[part~="${name}-field"]`);
  const shown = () => row.locator('[part~="status"]').first().textContent();
  return { ...opened, ...parts, row, status: field("status"), assignee: field("assignee"), reply: field("reply"), send: row.getByRole("button", { name: "Send" }), trouble: row.locator('[part~="write-error"]'), shown };
}

/** Holds back every write until the test lets it go on. */
async function holdWrites(page) {
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route(`${stage.stack.proxy}/v1/conversations/**`, async (route) => {
    if (route.request().method() !== "OPTIONS") await held;
    await route.continue();
  });
  return letGo;
}

const inApi = async (id) => (await conversationsOf(stage.stack.api, JANE)).find((row) => row.id === id);

test("a change is shown before it is applied, and applied", async () => {
  const { page, status, assignee, shown, voice, errors } = await openRow(LOGIN_SUBJECT);
  assert.deepEqual(await status.locator("option").allTextContents(), ["Open", "Closed"], "what is closed cannot become pending");
  const letGo = await holdWrites(page);
  await status.selectOption("Open");
  assert.equal(await shown(), "Open", "at once");
  assert.equal(await status.getAttribute("aria-disabled"), "true");
  letGo();
  await voice.filter({ hasText: "Change saved" }).waitFor();
  assert.equal((await inApi(LOGIN)).status, "open");

  await assignee.selectOption("You");
  await page.waitForFunction(() => document.querySelector("helpthread-history").shadowRoot.querySelector(".assignee-field").ariaDisabled !== "true");
  assert.equal((await inApi(LOGIN)).assignee_id, AGENTS[0]);
  await assignee.selectOption("Unassigned");
  await page.waitForFunction(() => document.querySelector("helpthread-history").shadowRoot.querySelector(".assignee-field").ariaDisabled !== "true");
  assert.equal((await inApi(LOGIN)).assignee_id, null);
  assert.deepEqual(errors, []);
});

test("a change that fails is taken back, and its row says so", async () => {
  const { page, status, shown, trouble, voice } = await openRow(BILLING_SUBJECT);
  await page.route(`${stage.stack.proxy}/v1/conversations/**`, (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
  await status.selectOption("Closed");
  await trouble.waitFor();
  assert.equal(await shown(), "Open");
  assert.equal(await status.inputValue(), "open");
  assert.match(await trouble.textContent(), /could not be saved/);
  assert.match(await voice.textContent(), /could not be saved/);

  await page.unroute(`${stage.stack.proxy}/v1/conversations/**`);
  await status.selectOption("Closed");
  await voice.filter({ hasText: "Change saved" }).waitFor();
  assert.equal(await shown(), "Closed");
  await trouble.waitFor({ state: "hidden" });
});

test("a reply is sent once, whatever becomes of its answer", async () => {
  const { page, reply, send, trouble, voice } = await openRow(BILLING_SUBJECT);
  const sent = [];
  await page.route(`${stage.stack.proxy}/v1/conversations/*/messages`, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const response = await route.fetch();
    sent.push({ key: route.request().headers()["idempotency-key"], body: route.request().postDataJSON(), message: (await response.json()).data });
    // The first answer is lost on its way.
    return sent.length === 1 ? route.abort() : route.fulfill({ response });
  });
  await send.click();
  assert.equal(sent.length, 0, "nothing to say is nothing to send");
  await reply.fill("We have corrected the address.");
  await send.click();
  await trouble.waitFor();
  assert.equal(await reply.inputValue(), "We have corrected the address.", "the text is still there");

  await send.click();
  await voice.filter({ hasText: "Reply sent" }).waitFor();
  assert.equal(await reply.inputValue(), "");
  assert.equal(sent.length, 2);
  assert.equal(sent[0].key, sent[1].key);
  assert.equal(sent[0].message.id, sent[1].message.id, "one message");
  assert.deepEqual(sent[1].body, { author_type: "agent", agent_id: AGENTS[0], body: "We have corrected the address.", internal: false });
});

test("an internal note is sent as one, and another text has another key", async () => {
  const { page, row, reply, send, voice } = await openRow(BILLING_SUBJECT);
  const sent = [];
  page.on("request", (request) => request.method() === "POST" && sent.push({ key: request.headers()["idempotency-key"], body: request.postDataJSON() }));
  await reply.fill("Ask billing");
  await row.getByLabel(/Internal note/).check();
  await send.click();
  await page.waitForFunction(() => document.querySelector("helpthread-history").shadowRoot.querySelector(".reply-field").value === "");
  await reply.fill("Done");
  await send.click();
  await page.waitForFunction(() => document.querySelector("helpthread-history").shadowRoot.querySelector(".reply-field").value === "");
  assert.deepEqual(sent.map(({ body }) => body.internal), [true, false]);
  assert.notEqual(sent[0].key, sent[1].key);
  assert.match(await voice.textContent(), /Reply sent/);
});

test("a refused token is replaced once while writing", async () => {
  const { page, status, voice } = await openRow(BILLING_SUBJECT);
  let refusals = 0;
  await page.route(`${stage.stack.proxy}/v1/conversations/**`, async (route) => {
    if (route.request().method() !== "PATCH" || refusals > 0) return route.continue();
    refusals += 1;
    const headers = { "Access-Control-Allow-Origin": stage.host.origin };
    await route.fulfill({ status: 401, headers, json: { error: { code: "session_expired", message: "The session has expired." } } });
  });
  await status.selectOption("Pending");
  await voice.filter({ hasText: "Change saved" }).waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.asked), ["initial", "rejected"]);
});

test("without a mouse: open, choose a status, write, send", async () => {
  const { page, row, status, reply, voice } = await openRow(BILLING_SUBJECT);
  await row.getByRole("button", { name: BILLING_SUBJECT }).focus();
  const focused = (locator) => locator.evaluate((element) => element.getRootNode().activeElement === element);
  await page.keyboard.press("Tab");
  assert.ok(await focused(status));
  await page.keyboard.press("p");
  await voice.filter({ hasText: "Change saved" }).waitFor();
  assert.ok(await focused(status), "the focus stays");
  assert.equal(await status.inputValue(), "pending");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.ok(await focused(reply));
  await page.keyboard.type("On it.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await voice.filter({ hasText: "Reply sent" }).waitFor();
});

test("an agent's part that does not come is fetched again, and her rows are there all the time", async () => {
  const { page } = await stage.open();
  let reachable = false;
  // The agent's part is the one script that knows its look by this name.
  await page.route(`${stage.stack.proxy}/widget/*.js`, async (route) => {
    const answer = await route.fetch();
    const isAgents = (await answer.text()).includes("reply-field");
    await (isAgents && !reachable ? route.abort() : route.fulfill({ response: answer }));
  });
  const refused = page.waitForEvent("requestfailed");
  await page.goto(stage.host.origin);
  const { live, row, element } = widget(page);
  await live.waitFor();
  await refused;
  await row(LOGIN_SUBJECT).getByRole("button", { name: LOGIN_SUBJECT }).click();
  await row(LOGIN_SUBJECT).locator('[part~="details"]').waitFor();
  assert.equal(await row(LOGIN_SUBJECT).getByRole("textbox").count(), 0);
  reachable = true;
  await element.evaluate((element) => element.refresh());
  await row(LOGIN_SUBJECT).getByRole("textbox").waitFor();
});
