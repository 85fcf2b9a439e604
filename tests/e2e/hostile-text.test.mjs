// threats.md row 29: text from the API never becomes markup. The proxy's answers are replaced by pages whose every text is
// hostile; the host's page requires Trusted Types, so that an attempt shows even where it does no harm.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";
import { JANE, manager, signInAs, widget } from "./dashboard.mjs";
import { startStack } from "./stack.mjs";

/** One payload a line. */
const PAYLOADS = readFileSync(join(import.meta.dirname, "hostile-text.txt"), "utf8").trimEnd().split("\n");

let stack, browser;

before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await stack?.end();
});

const time = "2024-05-13T14:24:00Z";
const rows = PAYLOADS.map((text, index) => ({
  ...{ id: `cnv_${index}`, customer_id: JANE, subject: text, status: text, assignee_id: null },
  ...{ created_at: time, updated_at: time, last_message_at: time, unknown: text },
}));

test("hostile subjects and statuses are shown as the text that they are", async () => {
  const { page, record, close } = await openPage(browser);
  const dialogs = [];
  page.on("dialog", (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  await signInAs(page, stack.dashboard, manager.name);
  await page.route(`${stack.proxy}/v1/customers/**`, (route) => {
    const headers = { "Access-Control-Allow-Origin": stack.dashboard, "Access-Control-Allow-Headers": "authorization" };
    return route.fulfill({ json: { data: rows, pagination: { next_cursor: null, has_more: false } }, headers });
  });
  await page.goto(`${stack.dashboard}/customers/${JANE}`);
  const { subjects, statuses, element } = widget(page);
  await subjects.nth(PAYLOADS.length - 1).waitFor();
  assert.deepEqual(await subjects.allTextContents(), PAYLOADS.map((text) => text.trim()));
  assert.deepEqual(await statuses.allTextContents(), PAYLOADS);
  const foreign = await element.evaluate(({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll("script, img, iframe, object, embed, a, style, link, form, svg [onload], [onerror], [onclick]")].map(
      ({ outerHTML }) => outerHTML,
    ),
  );
  assert.deepEqual(foreign, []);
  assert.deepEqual(dialogs, []);
  assert.deepEqual(record.errors, []);
  assert.ok(record.urls.every((url) => url.startsWith(stack.dashboard) || url.startsWith(stack.proxy)), record.urls.join("\n"));
  await close();
});
