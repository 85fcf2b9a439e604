// Text from the API never becomes markup (threats.md). The proxy's answer is replaced by one whose every text is hostile; the
// dashboard's page requires Trusted Types, so that an attempt shows even where it would do no harm.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { JANE, openProfile } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

/** One payload a line. */
const PAYLOADS = readFileSync(join(import.meta.dirname, "hostile-text.txt"), "utf8").trimEnd().split("\n");

/** Arrive live, above the others. */
const laterTime = "2024-05-14T14:24:00Z";
const time = "2024-05-13T14:24:00Z";
const conversations = PAYLOADS.map((text, index) => ({
  ...{ id: `cnv_${index}`, customer_id: JANE, subject: text, status: text, assignee_id: null },
  ...{ created_at: time, updated_at: time, last_message_at: time, unknown: text },
}));

/** Elements that the widget never makes, and attributes that run. */
const FOREIGN = "script, img, iframe, object, embed, a, style, link, meta, base, form, template, math, [onload], [onerror], [ontoggle]";

test("hostile subjects and statuses are shown as the text that they are", async () => {
  const { dashboard, proxy } = stage.stack;
  const { page, errors } = await stage.open();
  const [dialogs, urls] = [[], []];
  page.on("dialog", (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  page.on("request", (request) => urls.push(request.url()));
  await page.route(`${proxy}/v1/customers/**`, (route) => {
    const headers = { "Access-Control-Allow-Origin": dashboard, "Access-Control-Allow-Headers": "authorization" };
    return route.fulfill({ json: { data: conversations, pagination: { next_cursor: null, has_more: false } }, headers });
  });
  const { rows, subjects, part, element } = await openProfile(page, dashboard, JANE);
  await rows.last().getByRole("button").click();
  await part("details").waitFor();

  assert.deepEqual(await subjects.allTextContents(), PAYLOADS.map((text) => text.trim()));
  assert.deepEqual(await part("status").allTextContents(), PAYLOADS);
  const made = ({ shadowRoot }, foreign) => [...shadowRoot.querySelectorAll(foreign)].map(({ outerHTML }) => outerHTML);
  assert.deepEqual(await element.evaluate(made, FOREIGN), []);
  assert.deepEqual(dialogs, []);
  assert.deepEqual(errors, []);
  const elsewhere = urls.filter((url) => ![dashboard, proxy].includes(new URL(url).origin));
  assert.deepEqual(elsewhere, []);
});

test("so are they when they arrive live, and so are a host's own words and what somebody searches for", async () => {
  const { dashboard, proxy } = stage.stack;
  const { page, errors } = await stage.open();
  const dialogs = [];
  page.on("dialog", (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  const headers = { "Access-Control-Allow-Origin": dashboard };
  await page.route(`${proxy}/v1/customers/**`, (route) => route.fulfill({ json: { data: conversations.slice(0, 1), pagination: { next_cursor: null, has_more: false } }, headers }));
  await page.routeWebSocket(/\/live/, (socket) => {
    socket.send(JSON.stringify({ type: "hello", cursor: PAYLOADS[0] }));
    for (const [index, conversation] of conversations.entries()) {
      const data = { ...conversation, id: `cnv_live_${String(index).padStart(3, "0")}`, created_at: laterTime };
      socket.send(JSON.stringify({ type: "conversation", cursor: conversation.subject, data }));
    }
  });
  const { rows, subjects, search, element } = await openProfile(page, dashboard, JANE);
  await rows.nth(PAYLOADS.length).waitFor();
  assert.deepEqual((await subjects.allTextContents()).slice(0, PAYLOADS.length).reverse(), PAYLOADS.map((text) => text.trim()));
  await element.evaluate((element, [markup]) => (element.strings = { all: markup, label: markup, search: markup, noMatch: markup }), ["<img src=x onerror=alert(1)>"]);
  await search.fill("<img src=x onerror=alert(2)>no such thing");
  const made = ({ shadowRoot }, foreign) => [...shadowRoot.querySelectorAll(foreign)].map(({ outerHTML }) => outerHTML);
  assert.deepEqual(await element.evaluate(made, FOREIGN), []);
  assert.deepEqual([dialogs, errors], [[], []]);
});
