// A part of the house goes away, people are told, and Retry recovers once it is back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { JANE, openProfile, signIn, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

const SUBJECTS = ["Unable to update billing address", "Login issue on mobile app"];

test("while the API is stopped there is an error with Retry, and Retry recovers once it is back", async () => {
  const { page } = await stage.open();
  await stage.stack.stop("api");
  const { rows, subjects, error, retry, voice } = await openProfile(page, stage.stack.dashboard, JANE);
  await error.waitFor();
  assert.match(await error.textContent(), /Conversations could not be loaded/);
  assert.match(await voice.textContent(), /Conversations could not be loaded/, "announced");
  assert.equal(await rows.count(), 0);

  const again = page.waitForResponse((response) => response.url().includes("/v1/") && response.request().method() === "GET");
  await retry.click();
  assert.equal((await again).status(), 502, "Retry really asks");
  await error.waitFor();

  await stage.stack.start("api");
  await retry.click();
  await rows.first().waitFor();
  assert.deepEqual(await subjects.allTextContents(), SUBJECTS);
  assert.equal(await error.count(), 0);
});

test("a filter that could not be loaded is what Retry loads", async () => {
  const { page } = await stage.open();
  const { rows, subjects, error, retry, choose } = await openProfile(page, stage.stack.dashboard, JANE);
  await rows.first().waitFor();
  await stage.stack.stop("proxy");
  await choose("Closed");
  await error.waitFor();
  assert.match(await error.textContent(), /No connection/);
  assert.equal(await rows.count(), 0, "rows of another status are gone");

  await stage.stack.start("proxy");
  await retry.click();
  await rows.first().waitFor();
  assert.deepEqual(await subjects.allTextContents(), [SUBJECTS[1]]);
});

test("while the proxy is stopped the page says so in the widget's place, and a reload recovers", async () => {
  const { page } = await stage.open();
  await signIn(page, stage.stack.dashboard);
  await stage.stack.stop("proxy");
  await page.goto(`${stage.stack.dashboard}/customers/${JANE}`);
  await page.getByText("Support history is not available right now").waitFor();

  await stage.stack.start("proxy");
  await page.reload();
  await widget(page).rows.nth(1).waitFor();
});
