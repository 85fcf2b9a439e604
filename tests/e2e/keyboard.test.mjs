// Without a mouse: from the sign-in to the second page of a history, and at every step one can see where one is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { customer, manager, MOST_TALKATIVE, PASSWORD, widget } from "./dashboard.mjs";
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

  await page.getByRole("heading", { name: "Customers" }).waitFor();
  const search = page.getByRole("searchbox");
  await tabTo(page, search);
  await assertFocusShows(page, search);
  await keyboard.type(customer(MOST_TALKATIVE).email);
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
