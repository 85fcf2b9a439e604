// Without a mouse: from the sign-in to the second page of a history, through the inbox and the playground, and at every step one
// can see where one is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { customer, manager, MOST_TALKATIVE, PASSWORD, signIn, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

/** Presses Tab until the focus is on what `locator` finds; the number of presses is the patience of a person. */
async function tabTo(page, locator) {
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press("Tab");
    if (await isFocused(locator)) return;
  }
  assert.fail(`25 times Tab do not reach ${locator}`);
}

/** Whether it has the focus, in whichever shadow tree it is. */
const isFocused = (locator) => locator.evaluate((element) => element.getRootNode().activeElement === element);

/** Without the focus the screen must look different, or nobody can see where she is. */
async function assertFocusShows(page, locator) {
  assert.ok(await isFocused(locator), `${locator} has the focus`);
  await locator.scrollIntoViewIfNeeded();
  const picture = () => page.screenshot({ animations: "disabled", caret: "hide" });
  const focused = await picture();
  await locator.evaluate((element) => element.blur());
  const unfocused = await picture();
  await locator.evaluate((element) => element.focus({ focusVisible: true, preventScroll: true }));
  assert.ok(!focused.equals(unfocused), `the focus on ${locator} can be seen`);
}

test("sign in, search, open a customer, change the filter, load more", async () => {
  const { page } = await stage.open({ reducedMotion: "reduce" });
  const { keyboard } = page;
  await page.goto(stage.stack.dashboard);
  await assertFocusShows(page, page.getByLabel("Email"));
  await keyboard.type(manager.email);
  await tabTo(page, page.getByLabel("Password"));
  await assertFocusShows(page, page.getByLabel("Password"));
  await keyboard.type(PASSWORD);
  await tabTo(page, page.getByRole("button", { name: "Sign in", exact: true }));
  await assertFocusShows(page, page.getByRole("button", { name: "Sign in", exact: true }));
  await keyboard.press("Enter");

  await page.waitForURL("**/customers"); // with its scripts: the search is one
  const search = page.getByRole("searchbox");
  await tabTo(page, search);
  await assertFocusShows(page, search);
  await keyboard.type(customer(MOST_TALKATIVE).email);
  // Half an address may have one match too.
  await page.waitForURL((url) => url.searchParams.get("q") === customer(MOST_TALKATIVE).email);
  await page.getByText("1 match").waitFor();
  assert.ok(await isFocused(search), "results do not take the focus");
  const link = page.getByRole("link", { name: customer(MOST_TALKATIVE).name });
  await tabTo(page, link);
  await assertFocusShows(page, link);
  await keyboard.press("Enter");

  const { rows, element, loadMore, focusedRow } = widget(page);
  await rows.first().waitFor();
  const choice = (name) => element.getByRole("radio", { name });
  await tabTo(page, choice("All"));
  await assertFocusShows(page, choice("All"));
  for (const [key, name] of [["ArrowRight", "Open"], ["ArrowRight", "Pending"], ["ArrowLeft", "Open"], ["ArrowLeft", "All"]]) {
    await keyboard.press(key);
    await assertFocusShows(page, choice(name));
    assert.ok(await choice(name).isChecked(), name);
    await rows.first().waitFor();
    const statuses = new Set((await widget(page).read()).map(({ status }) => status));
    if (name !== "All") assert.deepEqual([...statuses], [name.toLowerCase()]);
  }

  const searchRows = element.getByRole("searchbox");
  await tabTo(page, searchRows);
  await assertFocusShows(page, searchRows);
  await keyboard.press("Tab");
  assert.equal(await focusedRow(), 0, "the rows come after the filter and the search");
  await assertFocusShows(page, rows.first().getByRole("button"));
  await keyboard.press("Enter");
  await rows.first().locator('[part~="details"]').waitFor();
  await keyboard.press("Enter");
  await rows.first().locator('[part~="details"]').waitFor({ state: "hidden" });

  for (let row = 1; row < 25; row += 1) {
    await keyboard.press("Tab");
    assert.equal(await focusedRow(), row);
  }
  await keyboard.press("Tab");
  await assertFocusShows(page, loadMore);
  await keyboard.press("Enter");
  await rows.nth(25).waitFor();
  assert.equal(await focusedRow(), 25, "on the first new row");
  await assertFocusShows(page, rows.nth(25).getByRole("button"));
});

test("the inbox: filter, open a conversation, move it, reply, and back to the list", async () => {
  const { page } = await stage.open({ reducedMotion: "reduce" });
  const { keyboard } = page;
  await signIn(page, stage.stack.dashboard);
  await page.goto(`${stage.stack.dashboard}/inbox`);
  const filter = page.getByRole("navigation", { name: "Assignee" }).getByRole("link", { name: "You" });
  await tabTo(page, filter);
  await assertFocusShows(page, filter);
  await keyboard.press("Enter");
  await page.locator("#filters [aria-current]", { hasText: "You" }).waitFor();
  assert.ok(await isFocused(filter), "the focus stays");

  const thread = page.locator(".thread-link", { hasText: "Unable to update billing address" });
  await tabTo(page, thread);
  await assertFocusShows(page, thread);
  await keyboard.press("Enter");
  const title = page.locator("#conversation-title", { hasText: "Unable to update billing address" });
  await title.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "conversation-title");
  await assertFocusShows(page, title);

  const pending = page.getByRole("button", { name: "Mark as pending" });
  await tabTo(page, pending);
  await assertFocusShows(page, pending);
  await keyboard.press("Enter");
  await page.locator("#said", { hasText: "Marked as pending." }).waitFor();
  const assignee = page.getByRole("combobox", { name: "Assignee" });
  await tabTo(page, assignee);
  await assertFocusShows(page, assignee);
  await keyboard.type("Jonas");
  const assign = page.getByRole("button", { name: "Assign" });
  await tabTo(page, assign);
  await keyboard.press("Enter");
  await page.locator("#said", { hasText: "Assignee changed." }).waitFor();
  assert.ok(await isFocused(assign), "the focus stays");

  await tabTo(page, page.getByLabel("Your reply"));
  await assertFocusShows(page, page.getByLabel("Your reply"));
  await keyboard.type("From the keyboard.");
  const note = page.getByLabel(/Internal note/);
  await tabTo(page, note);
  await assertFocusShows(page, note);
  await keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Send" }));
  await assertFocusShows(page, page.getByRole("button", { name: "Send" }));
  await keyboard.press("Enter");
  await page.locator("#said", { hasText: "Note added." }).waitFor();
});

test("the playground: choose, let something go wrong, copy", async () => {
  const { page, context } = await stage.open({ reducedMotion: "reduce" });
  const { keyboard } = page;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, stage.stack.dashboard);
  await page.goto(`${stage.stack.dashboard}/playground`);
  const { rows, error } = widget(page);
  await rows.first().waitFor();
  const role = page.getByLabel("Seen by");
  await tabTo(page, role);
  await assertFocusShows(page, role);
  await keyboard.type("An");
  assert.equal(await role.inputValue(), "agent");
  const failure = page.getByLabel("What goes wrong");
  await tabTo(page, failure);
  await assertFocusShows(page, failure);
  await keyboard.type("HelpThread");
  await error.waitFor();
  const theme = page.getByRole("link", { name: "Paper" });
  await tabTo(page, theme);
  await assertFocusShows(page, theme);
  await keyboard.press("Enter");
  assert.equal(await page.getByLabel("Surface", { exact: true }).inputValue(), "#fffaf0");
  const copy = page.getByRole("button", { name: "Copy: Mint a token" });
  await tabTo(page, copy);
  await assertFocusShows(page, copy);
  await keyboard.press("Enter");
  await page.getByText("Copied to the clipboard.").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /role: "agent"/);
});
