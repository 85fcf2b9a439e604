// A customer's history in the dashboard, through the signing proxy. What the widget does in any page is in tests/engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BILLING, customer, JANE, LOGIN, manager, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

test("an account manager picks a customer and sees exactly her conversations, newest first, with subject, status and time", async () => {
  const { page, errors } = await stage.open();
  await page.clock.setFixedTime("2024-05-16T16:00:00Z");
  await page.goto(stage.stack.dashboard);
  await page.locator(".person", { hasText: manager.name }).click();
  await page.waitForURL("**/customers"); // with its scripts: the search is one

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
