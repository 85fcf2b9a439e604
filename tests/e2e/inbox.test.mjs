// The agents' inbox: reading, filters, replies, status and assignment, through the real proxy, and what the customer sees of it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { customer, JANE, MARCUS, manager, signIn, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";
import { AGENTS, BILLING, change, conversationsOf, restore, writeIn } from "./workspace.mjs";

const stage = setStage();
const SUBJECT = "Unable to update billing address";

beforeEach(() => restore(stage.stack.api));

/** An agent's inbox, at these filters. */
async function openInbox({ query = "", ...options } = {}) {
  const opened = await stage.open(options);
  const { page } = opened;
  await signIn(page, stage.stack.dashboard);
  await page.goto(`${stage.stack.dashboard}/inbox${query}`);
  const threads = page.locator(".thread-link");
  return {
    ...opened,
    threads,
    thread: (subject) => threads.filter({ hasText: subject }).first(),
    title: page.locator("#conversation-title"),
    standing: page.locator("#standing"),
    said: page.locator("#said"),
    reply: page.getByLabel("Your reply"),
    send: page.getByRole("button", { name: "Send" }),
  };
}

/** The same, with Jane's conversation open. */
async function openBilling(options) {
  const inbox = await openInbox(options);
  await inbox.thread(SUBJECT).click();
  await inbox.title.filter({ hasText: SUBJECT }).waitFor();
  return inbox;
}

/** Jane, at home, with her account open. */
async function openAsJane() {
  const { page, errors } = await stage.open();
  await signIn(page, stage.stack.dashboard, customer(JANE));
  await page.goto(`${stage.stack.dashboard}/account`);
  const parts = widget(page);
  await parts.live.waitFor();
  return { page, errors, ...parts };
}

const billing = async () => (await conversationsOf(stage.stack.api, JANE)).find(({ id }) => id === BILLING);

test("it lists everybody's conversations with their customers' names, and filters by status and assignee", async () => {
  const { page, threads, thread, errors } = await openInbox();
  assert.equal(await threads.count(), 25);
  assert.match(await thread(SUBJECT).textContent(), new RegExp(`${customer(JANE).name}[^]*Open[^]*You`));

  const choose = async (group, name) => {
    await page.getByRole("navigation", { name: group }).getByRole("link", { name, exact: true }).click();
    await page.locator(`nav[aria-label="${group}"] a[aria-current]`, { hasText: name }).waitFor();
  };
  await choose("Status", "Closed");
  assert.deepEqual([...new Set(await page.locator(".threads .status").allTextContents())], ["Closed"]);
  await choose("Assignee", "Jonas Falk");
  assert.deepEqual([...new Set(await page.locator(".thread-assignee").allTextContents())], ["Jonas Falk"]);
  assert.deepEqual([...new Set(await page.locator(".threads .status").allTextContents())], ["Closed"], "both at once");
  assert.equal(await page.evaluate(() => location.search), `?status=closed&assignee=${AGENTS[1]}`, "a link leads there");

  await page.goBack();
  await page.locator('nav[aria-label="Assignee"] a[aria-current]', { hasText: "Everybody" }).waitFor();
  assert.deepEqual(errors, []);
});

test("the next page is one press away, and so is the way back", async () => {
  const { page, threads } = await openInbox();
  const ids = () => threads.evaluateAll((links) => links.map(({ id }) => id));
  const newest = await ids();
  await page.getByRole("link", { name: "Older" }).click();
  await page.getByText("25 older conversations").waitFor();
  assert.equal((await ids()).filter((id) => newest.includes(id)).length, 0);
  await page.getByRole("link", { name: "Newest" }).click();
  await page.getByText("The newest 25").waitFor();
  assert.deepEqual(await ids(), newest);
});

test("a change of status and a reply are made as the agent, said, and arrive in the customer's own page by themselves", async () => {
  const jane = await openAsJane();
  const { page, standing, said, reply, send, errors } = await openBilling();
  await page.getByRole("button", { name: "Mark as pending" }).click();
  await said.filter({ hasText: "Marked as pending." }).waitFor();
  await standing.getByText("Pending", { exact: true }).waitFor();
  await jane.row(SUBJECT).filter({ hasText: "Pending" }).waitFor();

  const before = await jane.row(SUBJECT).locator('[part~="time"]').getAttribute("datetime");
  await reply.fill("It is changed, Jane. The next invoice has the new address.");
  await send.click();
  await said.filter({ hasText: "Reply sent." }).waitFor();
  assert.equal(await reply.inputValue(), "", "the text is gone, because it was sent");
  await page.waitForFunction(() => !location.search.includes("said"));
  const time = jane.row(SUBJECT).locator(`[part~="time"]:not([datetime="${before}"])`);
  await time.waitFor();
  assert.deepEqual([errors, jane.errors], [[], []]);
});

test("a conversation is assigned, and what leaves the filter stays open beside it", async () => {
  const { page, thread, title, said } = await openBilling({ query: `?assignee=${AGENTS[0]}` });
  await page.getByRole("combobox", { name: "Assignee" }).selectOption({ label: "Jonas Falk" });
  await page.getByRole("button", { name: "Assign" }).click();
  await said.filter({ hasText: "Assignee changed." }).waitFor();
  assert.equal((await billing()).assignee_id, AGENTS[1]);
  assert.equal(await thread(SUBJECT).count(), 0, "it is not hers any more");
  assert.equal(await title.textContent(), SUBJECT);
  assert.equal(await page.getByRole("combobox", { name: "Assignee" }).inputValue(), AGENTS[1]);

  await page.getByRole("combobox", { name: "Assignee" }).selectOption({ label: "Nobody" });
  await page.getByRole("button", { name: "Assign" }).click();
  await said.filter({ hasText: "Nobody is assigned any more." }).waitFor();
  assert.equal((await billing()).assignee_id, null);
});

test("whoever was slower is told so, and overwrites nothing", async () => {
  const { page, standing } = await openBilling();
  await change(stage.stack.api, BILLING, { assignee_id: AGENTS[1] });
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "Somebody else was faster" }).waitFor();
  assert.equal((await billing()).status, "open");
  assert.equal(await page.getByRole("combobox", { name: "Assignee" }).inputValue(), AGENTS[1], "how it stands now");
  await standing.getByRole("button", { name: "Close" }).click();
  await standing.getByText("Closed", { exact: true }).waitFor();
});

test("a reply that could not be sent is still there, and is sent once by pressing again", async () => {
  const { page, reply, send, said } = await openBilling();
  await stage.stack.stop("proxy");
  await reply.fill("Are you there?");
  const key = page.locator('#reply input[name="key"]');
  const first = await key.inputValue();
  await send.click();
  await page.locator("#reply").getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
  assert.equal(await reply.inputValue(), "Are you there?");
  assert.equal(await key.inputValue(), first, "the same key, so that it can never arrive twice");
  await stage.stack.start("proxy");
  await send.click();
  await said.filter({ hasText: "Reply sent." }).waitFor();
});

test("news appear by themselves, announced, and what is being written stays", async () => {
  const { page, threads, reply } = await openBilling();
  await page.clock.install();
  await page.goto(page.url());
  await reply.fill("Half a sentence");
  await reply.focus();
  const { conversation } = await writeIn(stage.stack.api, { customer_id: MARCUS, subject: "While you were typing", body: "Hello?" });
  for (let times = 0; (await page.locator(`[id="${conversation.id}"]`).count()) === 0; times += 1) {
    assert.ok(times < 20, "twenty looks do not find it");
    const looked = page.waitForResponse((answer) => answer.url().includes("/inbox?"));
    await page.clock.fastForward(15_000);
    await looked;
  }
  await page.locator("#news").filter({ hasText: "1 new conversation" }).waitFor();
  assert.match(await threads.first().textContent(), /While you were typing/);
  assert.equal(await reply.inputValue(), "Half a sentence");
  assert.ok(await reply.evaluate((field) => field === document.activeElement));
});

test("in the sandbox a customer writes in, and her row arrives in the list and in her history", async () => {
  const { page, threads } = await openInbox();
  await page.getByText("Let a customer write in").click();
  await page.getByLabel("Subject").fill("Straight from the sandbox");
  await page.getByRole("button", { name: "Write in" }).click();
  await page.getByText(`${customer(JANE).name} has written in.`).waitFor();
  await threads.first().filter({ hasText: "Straight from the sandbox" }).waitFor();

  await page.goto(`${stage.stack.dashboard}/customers/${MARCUS}`);
  const { live, row } = widget(page);
  await live.waitFor();
  await page.getByText("Let a customer write in").click();
  await page.getByLabel("Subject").fill("A row that arrives");
  await page.getByRole("button", { name: "Write in" }).click();
  await row("A row that arrives").waitFor();
});

test("without script everything works too: the same forms, the same words", async () => {
  const { page, said, thread, title, reply, send } = await openInbox({ javaScriptEnabled: false });
  await thread(SUBJECT).click();
  await title.filter({ hasText: SUBJECT }).waitFor();
  await page.getByRole("button", { name: "Mark as pending" }).click();
  await said.filter({ hasText: "Marked as pending." }).waitFor();
  await reply.fill("Sent without a script");
  await page.getByLabel(/Internal note/).check();
  await send.click();
  await said.filter({ hasText: "Note added. The customer does not see it." }).waitFor();
});

test("what is down is said in the place of the list, and trying again recovers", async () => {
  await stage.stack.stop("proxy");
  const { page, threads } = await openInbox();
  await page.getByText("Conversations could not be loaded").waitFor();
  await stage.stack.start("proxy");
  await page.getByRole("link", { name: "Try again" }).click();
  await threads.first().waitFor();
});

test("the history beside a conversation has a token that can only read", async () => {
  const { page, thread } = await openInbox();
  const given = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/support-token");
  await thread(SUBJECT).click();
  const [, claims] = (await (await given).text()).split(".");
  const { role, sub, scope } = JSON.parse(Buffer.from(claims, "base64url"));
  assert.deepEqual({ role, sub, scope }, { role: "agent", sub: manager.agent_id, scope: "conversations:read" });
});

test("a form of another page changes nothing, and a customer gets none of it", async () => {
  const { page } = await stage.open();
  const { dashboard } = stage.stack;
  await signIn(page, dashboard, manager);
  const place = `conversation=${BILLING}&customer=${JANE}`;
  const post = (path, form, origin) =>
    page.request.post(`${dashboard}${path}`, { form, headers: origin ? { origin } : {}, maxRedirects: 0 });
  for (const origin of ["https://evil.example", "null", undefined]) {
    assert.equal((await post(`/inbox/change?${place}`, { status: "closed", tag: "" }, origin)).status(), 403, origin);
    assert.equal((await post(`/inbox/reply?${place}`, { body: "x", key: "k" }, origin)).status(), 403, origin);
    assert.equal((await post("/sandbox/write-in", { customer: JANE, subject: "x", body: "x" }, origin)).status(), 403, origin);
  }
  assert.equal((await billing()).status, "open");

  await signIn(page, dashboard, customer(JANE));
  for (const path of ["/inbox", "/playground", `/playground/token?role=customer&customer=${MARCUS}`, "/playground/token?role=agent"]) {
    assert.equal((await page.request.get(dashboard + path)).status(), 403, path);
  }
  for (const path of [`/inbox/change?${place}`, `/inbox/reply?${place}`, "/sandbox/write-in"]) {
    assert.equal((await post(path, { status: "closed", body: "x", key: "k" }, dashboard)).status(), 403, path);
  }
  assert.equal((await billing()).status, "open");
});
